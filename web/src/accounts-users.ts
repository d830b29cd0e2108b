import { attempt, doing, type Desk, type Drawn } from './accounts-desk';
import type { User } from './accounts-api';
import { GrantFields } from './accounts-grants';
import { Problem } from './connection';
import { question } from './dialog';
import { el } from './dom';
import { complaint, Field, sound } from './fields';
import { count, day, minute } from './format';
import { grantLine, grantWords } from './rights';
import { secretBox } from './secret';
import type { SignedIn } from './session';

/** The list of users, one of them with all that can be changed, and a new one. */

export async function usersFace(desk: Desk): Promise<Drawn> {
  const { i18n } = desk;
  const t = i18n.t.bind(i18n);
  const users = await desk.api.users();
  const list = el('ul', { class: 'rows', 'data-test': 'users' });
  const find = el('input', { type: 'search', placeholder: t('findUser'), 'aria-label': t('findUser'), spellcheck: 'false', autocomplete: 'off' });
  const draw = () => {
    const found = users.filter((u) => matches(desk, u, find.value));
    list.replaceChildren(...(found.length ? found.map((u) => userRow(desk, u)) : [el('li', { class: 'empty' }, t(users.length ? 'noSuchUser' : 'noUsers'))]));
  };
  find.addEventListener('input', draw);
  draw();
  const add = el('button', { type: 'button', class: 'button primary', 'data-test': 'new-user', onclick: () => desk.go({ face: 'newUser' }) }, t('newUser'));
  return { title: t('accounts'), content: [el('div', { class: 'tools' }, find, add), list] };
}

/** Whether a search turns up a user: by a name, a role or a zone. */
function matches(desk: Desk, u: User, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [u.login, u.name, ...u.grants.map((g) => `${grantWords(desk.i18n, g, desk.zoneName)} ${g.zone ?? ''}`)].some((s) => s.toLowerCase().includes(wanted));
}

function userRow(desk: Desk, u: User): HTMLElement {
  const t = desk.i18n.t.bind(desk.i18n);
  return el('li', { class: u.disabled ? 'off' : '' },
    el('button', { type: 'button', 'data-user': u.login, onclick: () => desk.go({ face: 'user', id: u.id }) },
      el('span', { class: 'main' }, el('b', {}, u.name), u.name !== u.login && el('code', {}, u.login), u.disabled && el('span', { class: 'chip' }, t('disabled'))),
      el('span', { class: 'muted' }, desk.i18n.list(u.grants.map((g) => grantWords(desk.i18n, g, desk.zoneName))) || t('noGrants'))));
}

export async function userFace(desk: Desk, view: { id: string; password?: string }): Promise<Drawn> {
  const t = desk.i18n.t.bind(desk.i18n);
  const [users, sessions] = await Promise.all([desk.api.users(), desk.api.sessions(view.id)]);
  const u = users.find((x) => x.id === view.id);
  if (!u) return { title: t('users'), back: { face: 'users' }, content: [el('p', { class: 'empty' }, t('userGone'))] };
  return {
    title: u.name, back: { face: 'users' },
    content: [
      el('p', { class: 'muted' }, desk.i18n.join(`${t('loginName')} ${u.login}`, t('addedOn', { date: day(u.created) }), u.issuer ? t('byProvider', { name: desk.provider ?? u.issuer }) : !u.password && t('noPassword'), u.disabled && t('disabled'))),
      ...(view.password ? [secretBox(desk.i18n, t('passwordOnce', { name: u.name }), view.password)] : []),
      nameSection(desk, u),
      grantsSection(desk, u),
      sessionsSection(desk, u, sessions),
      wayInSection(desk, u),
    ],
  };
}

function section(title: string, ...content: (Node | string | false)[]): HTMLElement {
  return el('section', {}, el('h3', {}, title), ...content);
}

function nameSection(desk: Desk, u: User): HTMLElement {
  const t = desk.i18n.t.bind(desk.i18n);
  const name = new Field('display', t('displayName'), el('input', { type: 'text', value: u.name, autocomplete: 'off', maxlength: 100 }));
  const wrong = complaint();
  const save = el('button', { type: 'submit', class: 'button' }, t('save'));
  const form = el('form', { class: 'one-line', novalidate: true }, name.element, save, wrong);
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    if (!sound([name, name.value === '' && t('missingDisplayName')])) return;
    void attempt(desk, save, wrong, async () => {
      await desk.api.changeUser(u.id, { name: name.value });
      desk.go({ face: 'user', id: u.id }, t('saved'));
    });
  });
  return el('section', {}, form);
}

function grantsSection(desk: Desk, u: User): HTMLElement {
  const { i18n } = desk;
  const t = i18n.t.bind(i18n);
  const wrong = complaint();
  const fields = new GrantFields(i18n, desk.roles, desk.zones);
  const again = (said: string) => desk.go({ face: 'user', id: u.id }, said);
  const row = (g: User['grants'][number]) => el('li', { 'data-grant': g.role },
    grantLine(i18n, g, desk.zoneName), g.claimed ? el('small', { class: 'muted' }, t('claimed'))
      : doing(desk, t('revoke'), 'link danger', wrong, async () => {
        if (!(await question(i18n, t('revokeGrantAsk', { name: u.name, grant: grantWords(i18n, g, desk.zoneName) }), t('revoke')))) return;
        await desk.api.revokeGrant(u.id, g.id);
        again(t('revoked'));
      }));
  const add = doing(desk, t('addGrant'), 'button', wrong, async () => {
    const grant = fields.read();
    if (!grant) return;
    await desk.api.addGrant(u.id, grant);
    again(t('granted'));
  }, 'add-grant');
  return section(t('grants'), u.grants.length ? el('ul', { class: 'grants', 'data-test': 'grants' }, ...u.grants.map(row)) : el('p', { class: 'empty' }, t('noGrants')),
    el('details', { open: u.grants.length === 0 }, el('summary', {}, t('anotherGrant')), fields.element, add), wrong);
}

function sessionsSection(desk: Desk, u: User, sessions: readonly SignedIn[]): HTMLElement {
  const t = desk.i18n.t.bind(desk.i18n);
  const wrong = complaint();
  const row = (s: SignedIn) => el('li', {}, t('sessionLine', { from: minute(s.created), seen: minute(s.seen) }));
  const end = doing(desk, t('endSessions'), 'button', wrong, async () => {
    await desk.api.endSessions(u.id);
    desk.go({ face: 'user', id: u.id }, t('sessionsEnded'));
  }, 'end-sessions');
  return section(t('sessions', { n: count(sessions.length) }), ...(sessions.length ? [el('ul', { class: 'grants', 'data-test': 'sessions' }, ...sessions.map(row)), end] : [el('p', { class: 'empty' }, t('noSessions'))]), wrong);
}

/** Another password, and whether he may sign in at all. */
function wayInSection(desk: Desk, u: User): HTMLElement {
  const { i18n } = desk;
  const t = i18n.t.bind(i18n);
  const wrong = complaint();
  const asked = (text: string, label: string, then: () => Promise<void>, test: string, kind = 'button') =>
    doing(desk, label, kind, wrong, async () => ((await question(i18n, text, label)) ? then() : undefined), test);
  const reset = asked(t('resetAsk', { name: u.name }), t('resetPassword'), async () => {
    desk.go({ face: 'user', id: u.id, password: await desk.api.resetPassword(u.id) });
  }, 'reset');
  const change = (change: { disabled: boolean }, said: string) => async () => {
    await desk.api.changeUser(u.id, change);
    desk.go({ face: 'user', id: u.id }, said);
  };
  const own = u.id === desk.me;
  return section(t('wayIn'), el('div', { class: 'buttons' }, !own && reset,
    !own && (u.disabled ? doing(desk, t('enable'), 'button', wrong, change({ disabled: false }, t('enabled')), 'enable')
      : asked(t('disableAsk', { name: u.name }), t('disable'), change({ disabled: true }, t('nowDisabled')), 'disable', 'button danger')),
    !own && asked(t('removeAsk', { name: u.name }), t('removeUser'), async () => {
      await desk.api.removeUser(u.id);
      desk.go({ face: 'users' }, t('removed', { name: u.name }));
    }, 'remove', 'button danger'),
    own && el('p', { class: 'muted' }, t('yourself'))), wrong);
}

export function newUser(desk: Desk): Drawn {
  const { i18n } = desk;
  const t = i18n.t.bind(i18n);
  const text = (more: Record<string, string | number | boolean> = {}) => el('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'none', ...more });
  const login = new Field('login', t('loginName'), text({ maxlength: 64 }), el('small', { class: 'muted' }, t('loginHint')));
  const name = new Field('display', t('displayName'), text({ maxlength: 100 }), el('small', { class: 'muted' }, t('displayHint')));
  const grant = new GrantFields(i18n, desk.roles, desk.zones);
  const only = el('input', { type: 'checkbox', id: 'provider-only' });
  const wrong = complaint();
  const add = el('button', { type: 'submit', class: 'button primary', 'data-test': 'add-user' }, t('addUser'));
  const form = el('form', { class: 'sheet', novalidate: true }, login.element, name.element, grant.element,
    desk.provider === undefined ? el('p', { class: 'muted' }, t('passwordMade')) : el('label', { class: 'check' }, only, t('providerOnly', { name: desk.provider })), wrong, add);
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    const given = grant.read(); // all that is wrong is said at once, and the first of it is gone to
    if (!sound([login, login.value === '' ? t('missingName') : !/^[\p{L}\p{N}._@-]+$/u.test(login.value) && t('loginWrong')], [name, name.value === '' && t('missingDisplayName')]) || !given) return;
    void attempt(desk, add, wrong, async () => {
      const u = await desk.api.addUser({ login: login.value, name: name.value, grants: [given] }).catch((e: unknown) => {
        if (!(e instanceof Problem) || e.status !== 409) throw e;
        sound([login, t('loginTaken')]);
      });
      if (!u) return;
      if (only.checked) return desk.go({ face: 'user', id: u.id });
      desk.go({ face: 'user', id: u.id, password: await desk.api.resetPassword(u.id) });
    });
  });
  return { title: t('newUser'), back: { face: 'users' }, content: [form] };
}
