import { Problem } from './connection';
import { Dialog, dialogHead } from './dialog';
import { el } from './dom';
import { complaint, Field, sound } from './fields';
import { minute } from './format';
import type { I18n } from './i18n';
import { why } from './parts';
import type { SessionApi, SignedIn } from './session';

/** The shortest password that the server takes, in characters. */
const shortest = 10;

/** The dialog in which a user changes his password and ends his sessions elsewhere. */
export async function openOwn(i18n: I18n, api: SessionApi): Promise<void> {
  const t = i18n.t.bind(i18n);
  const dialog = new Dialog('own', false);
  const sessions = el('section', {});
  const draw = async () => {
    const list = await api.sessions().catch(() => []);
    sessions.replaceChildren(...(list.length ? [el('h3', {}, t('ownSessions')), el('ul', { class: 'grants', 'data-test': 'own-sessions' }, ...list.map((s) => sessionRow(i18n, s, async () => {
      await api.endSession(s.id);
      await draw();
    })))] : []));
  };
  dialog.element.append(dialogHead(i18n, 'own', t('ownAccount'), () => dialog.close()), passwordForm(i18n, api, draw), sessions);
  dialog.open();
  await draw();
}

function sessionRow(i18n: I18n, s: SignedIn, end: () => Promise<void>): HTMLElement {
  const t = i18n.t.bind(i18n);
  const button = el('button', { type: 'button', class: 'link danger', onclick: () => void end().catch((e: unknown) => (button.textContent = why(i18n, e))) }, t('endSession'));
  return el('li', {}, el('span', {}, t('sessionLine', { from: minute(s.created), seen: minute(s.seen) })), s.current ? el('small', { class: 'muted' }, t('thisSession')) : button);
}

function passwordForm(i18n: I18n, api: SessionApi, changed: () => Promise<void>): HTMLElement {
  const t = i18n.t.bind(i18n);
  const input = (autocomplete: string) => el('input', { type: 'password', autocomplete });
  const old = new Field('old', t('oldPassword'), input('current-password'));
  const next = new Field('new', t('newPassword'), input('new-password'), el('small', { class: 'muted' }, t('passwordHint', { n: String(shortest) })));
  const again = new Field('again', t('passwordAgain'), input('new-password'));
  const wrong = complaint();
  const said = el('p', { class: 'said', role: 'status' });
  const form = el('form', { class: 'sheet', novalidate: true }, old.element, next.element, again.element, wrong, el('button', { type: 'submit', class: 'button primary', 'data-test': 'change-password' }, t('changePassword')), said);
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    said.textContent = wrong.textContent = '';
    const password = next.input.value;
    if (!sound([old, old.input.value === '' && t('missingPassword')], [next, [...password].length < shortest && t('passwordShort', { n: String(shortest) })], [again, again.input.value !== password && t('passwordDiffers')])) return;
    void api.changePassword(old.input.value, password).then(async () => {
      form.reset();
      said.textContent = t('passwordChanged');
      await changed();
    }).catch((e: unknown) => {
      if (e instanceof Problem && e.status === 401) sound([old, t('oldWrong')]);
      else wrong.textContent = e instanceof Problem && e.status === 429 ? `${t('tooManyTries')} (${t('waitSeconds', { n: String(e.retryAfter ?? 10) })})` : why(i18n, e);
    });
  });
  return form;
}
