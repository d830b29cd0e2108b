import { AccountsApi } from './accounts-api';
import type { Desk, Drawn, View } from './accounts-desk';
import { newToken, tokensFace } from './accounts-tokens';
import { newUser, userFace, usersFace } from './accounts-users';
import type { Connection } from './connection';
import { Dialog, dialogHead } from './dialog';
import { el } from './dom';
import type { I18n } from './i18n';
import { failure } from './parts';

/** The panel in which users and tokens are kept, for who may. */

const faces: { [F in View['face']]: (desk: Desk, view: Extract<View, { face: F }>) => Promise<Drawn> | Drawn } = {
  users: usersFace, user: userFace, newUser, tokens: tokensFace, newToken,
};

/** Opens the panel on the list of users. */
export function openAccounts(i18n: I18n, server: Connection, with_: Pick<Desk, 'me' | 'zones' | 'provider' | 'zoneName'>): void {
  const dialog = new Dialog('accounts', false);
  const said = el('p', { class: 'said', role: 'status' });
  const api = new AccountsApi(server);
  let shown = 0;
  const desk: Desk = { ...with_, i18n, api, roles: [], go: (view, text = '') => void show(view, text) };

  const frame = (view: View, { title, back, content }: Drawn) => {
    const list = view.face === 'users' || view.face === 'tokens';
    dialog.element.dataset.face = view.face;
    dialog.element.replaceChildren(
      dialogHead(i18n, 'accounts', title, () => dialog.close(), back && (() => desk.go(back))),
      list ? tabs(i18n, view.face, (to) => desk.go(to)) : '', said, el('div', { class: 'accounts-body' }, ...content));
    dialog.element.querySelector<HTMLElement>('h2')?.focus();
  };
  const show = async (view: View, text: string) => {
    const turn = ++shown; // a later face overtakes one that is still being asked for
    dialog.element.setAttribute('aria-busy', 'true');
    try {
      if (desk.roles.length === 0) desk.roles = await api.roles();
      const drawn = await (faces[view.face] as (desk: Desk, view: View) => Promise<Drawn> | Drawn)(desk, view);
      if (turn !== shown) return;
      frame(view, drawn);
      said.textContent = text;
    } catch (e) {
      if (turn === shown) frame({ face: 'users' }, { title: i18n.t('accounts'), content: [failure(i18n, e, () => desk.go(view))] });
    }
    dialog.element.removeAttribute('aria-busy');
  };
  frame({ face: 'users' }, { title: i18n.t('accounts'), content: [el('p', { class: 'loading' }, i18n.t('loading'))] });
  dialog.open();
  desk.go({ face: 'users' });
}

/** The choice of the two lists. */
function tabs(i18n: I18n, face: View['face'], go: (view: View) => void): HTMLElement {
  const tab = (to: 'users' | 'tokens') => el('button', { type: 'button', 'aria-pressed': String(face === to), 'data-tab': to, onclick: () => go({ face: to }) }, i18n.t(to));
  return el('div', { class: 'segments', role: 'group', 'aria-label': i18n.t('accounts') }, tab('users'), tab('tokens'));
}
