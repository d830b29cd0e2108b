import { attempt, doing, type Desk, type Drawn } from './accounts-desk';
import type { Token } from './accounts-api';
import { GrantsFields, untilWrong } from './accounts-grants';
import { question } from './dialog';
import { el } from './dom';
import { complaint, Field, sound } from './fields';
import { day, endOfDay, lastDay } from './format';
import { grantLine } from './rights';
import { secretBox } from './secret';

/** The tokens of machines: all there are, and a new one. */

/** Whether a token is taken: it was not revoked and has not expired. */
export function taken(k: Token, now: Date): boolean {
  return k.revoked === undefined && !(k.expires !== undefined && now >= new Date(k.expires));
}

export async function tokensFace(desk: Desk): Promise<Drawn> {
  const t = desk.i18n.t.bind(desk.i18n);
  const tokens = await desk.api.tokens();
  const wrong = complaint();
  const list = el('ul', { class: 'rows', 'data-test': 'tokens' }, ...(tokens.length ? tokens.map((k) => tokenRow(desk, k, wrong)) : [el('li', { class: 'empty' }, t('noTokens'))]));
  const add = el('button', { type: 'button', class: 'button primary', 'data-test': 'new-token', onclick: () => desk.go({ face: 'newToken' }) }, t('newToken'));
  return { title: t('accounts'), content: [el('div', { class: 'tools' }, el('p', { class: 'muted' }, t('tokensAre')), add), wrong, list] };
}

function tokenRow(desk: Desk, k: Token, wrong: HTMLElement): HTMLElement {
  const { i18n } = desk;
  const t = i18n.t.bind(i18n);
  const good = taken(k, new Date());
  const state = k.revoked !== undefined ? t('revokedOn', { date: day(k.revoked) }) : k.expires === undefined ? t('noEnd') : t(good ? 'untilDay' : 'endedDay', { date: lastDay(k.expires) });
  return el('li', { class: good ? '' : 'off', 'data-token': k.label },
    el('div', { class: 'row-body' }, el('span', { class: 'main' }, el('b', {}, k.label)),
      ...k.grants.map((g) => grantLine(i18n, g, desk.zoneName)),
      el('span', { class: 'muted' }, i18n.join(t('madeOn', { date: day(k.created) }), state, k.used ? t('usedOn', { date: day(k.used) }) : t('notUsed')))),
    good && doing(desk, t('revoke'), 'link danger', wrong, async () => {
      if (!(await question(i18n, t('revokeTokenAsk', { label: k.label }), t('revoke')))) return;
      await desk.api.revokeToken(k.id);
      desk.go({ face: 'tokens' }, t('revoked'));
    }, 'revoke-token'));
}

export function newToken(desk: Desk): Drawn {
  const { i18n } = desk;
  const t = i18n.t.bind(i18n);
  const today = new Date();
  const label = new Field('label', t('tokenLabel'), el('input', { type: 'text', autocomplete: 'off', maxlength: 100 }), el('small', { class: 'muted' }, t('labelHint')));
  const grants = new GrantsFields(i18n, desk.roles, desk.zones);
  const expires = new Field('expires', t('expiresField'), el('input', { type: 'date', min: day(today), value: day(new Date(today.getFullYear() + 1, today.getMonth(), today.getDate())) }), el('small', { class: 'muted' }, t('expiresHint')));
  const wrong = complaint();
  const make = el('button', { type: 'submit', class: 'button primary', 'data-test': 'make-token' }, t('makeToken'));
  const form = el('form', { class: 'sheet', novalidate: true }, label.element, grants.element, expires.element, wrong, make);
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    const given = grants.read();
    if (!sound([label, label.value === '' && t('missingLabel')], [expires, untilWrong(i18n, expires.input)]) || !given) return;
    void attempt(desk, make, wrong, async () => {
      const made = await desk.api.addToken({ label: label.value, grants: given, ...(expires.value ? { expires: endOfDay(expires.value) } : {}) });
      form.replaceWith(secretBox(i18n, t('secretOnce', { label: made.label }), made.secret),
        el('p', { class: 'muted' }, t('secretUse')), el('button', { type: 'button', class: 'button', 'data-test': 'done', onclick: () => desk.go({ face: 'tokens' }) }, t('done')));
    });
  });
  return { title: t('newToken'), back: { face: 'tokens' }, content: [form] };
}
