import { el, icon } from './dom';
import { minute } from './format';
import type { I18n } from './i18n';
import { grantLine, groupWords, rightWords } from './rights';
import { canSignIn, groupsOf, type Session } from './session';

export interface AccountEvents {
  signIn(): void;
  signOut(): void;
  own(): void;
  accounts(): void;
  zone(code: string): string;
}

/** The menu at the top right: who reads the page, what he may see, and the way out. */
export class AccountMenu {
  private opened = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly on: AccountEvents,
  ) {
    element.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || !this.opened) return;
      this.toggle(false);
      element.querySelector('button')?.focus();
    });
    document.addEventListener('pointerdown', (e) => this.opened && !element.contains(e.target as Node) && this.toggle(false));
    element.addEventListener('focusout', (e) => this.opened && e.relatedTarget && !element.contains(e.relatedTarget as Node) && this.toggle(false));
  }

  /** Shows who reads, and to the reader of a public map that he can sign in; nothing on an open server. */
  show(i18n: I18n, session: Session): void {
    const t = i18n.t.bind(i18n);
    const { kind } = session;
    const there = kind === 'user' || kind === 'token' || (kind === 'anonymous' && session.grants.length > 0 && canSignIn(session.sign_in));
    document.body.toggleAttribute('data-account', there);
    if (!there) return this.element.replaceChildren();
    if (kind === 'anonymous') {
      return this.element.replaceChildren(el('button', { type: 'button', class: 'who', 'data-test': 'sign-in-button', onclick: () => this.on.signIn() }, t('signIn')));
    }
    const name = kind === 'token' ? t('byToken') : session.name || session.login || '';
    this.element.replaceChildren(
      el('button', { type: 'button', class: 'who', 'aria-expanded': String(this.opened), 'aria-controls': 'account-menu', 'aria-label': t('accountOf', { name }), 'data-test': 'who', onclick: () => this.toggle(!this.opened) },
        el('span', {}, name), icon('M6 8l4 4 4-4')),
      this.menu(i18n, session, name));
  }

  private menu(i18n: I18n, session: Session, name: string): HTMLElement {
    const t = i18n.t.bind(i18n);
    const { grants } = session;
    const groups = groupsOf(session);
    const may = rightWords(i18n, session.may);
    const menu = el('section', { id: 'account-menu', 'aria-label': t('accountOf', { name }) },
      el('h3', {}, t('myRoles')),
      grants.length ? el('ul', { class: 'grants' }, ...grants.map((g) => el('li', {}, grantLine(i18n, g, this.on.zone)))) : el('p', { class: 'empty' }, t('nothingGranted')),
      ...(groups.length ? [el('h3', {}, t('maySee')), el('p', { 'data-test': 'may-see' }, groupWords(i18n, groups))] : []),
      ...(may ? [el('h3', {}, t('mayDo')), el('p', { 'data-test': 'may-do' }, may)] : []),
      session.expires ? el('p', { class: 'muted small' }, t('signedInUntil', { time: minute(session.expires) })) : '',
      el('div', { class: 'buttons' },
        session.may.accounts?.includes('write') && el('button', { type: 'button', class: 'button', 'data-test': 'accounts', onclick: () => this.leave(() => this.on.accounts()) }, t('accounts')),
        session.kind === 'user' && el('button', { type: 'button', class: 'button', 'data-test': 'own', onclick: () => this.leave(() => this.on.own()) }, t('ownAccount')),
        session.kind === 'user' && el('button', { type: 'button', class: 'button', 'data-test': 'sign-out', onclick: () => this.leave(() => this.on.signOut()) }, t('signOut'))));
    menu.hidden = !this.opened;
    return menu;
  }

  private leave(go: () => void) {
    this.toggle(false);
    go();
  }

  private toggle(open: boolean) {
    this.opened = open;
    this.element.querySelector('button')?.setAttribute('aria-expanded', String(open));
    const menu = this.element.querySelector<HTMLElement>('#account-menu');
    if (menu) menu.hidden = !open;
  }
}
