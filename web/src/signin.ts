import { base, Problem } from './connection';
import { Dialog } from './dialog';
import { el } from './dom';
import { complaint, Field, sound } from './fields';
import type { I18n, Key } from './i18n';
import { why } from './parts';
import type { Session, SessionApi, SignInWays } from './session';

/** How signing in at a provider fails, as the server says behind #sign_in=. */
export const failures = ['late', 'refused', 'no_rights', 'unavailable'] as const;
export type Failure = (typeof failures)[number];

/** Why somebody signs in: the server wants to know him, knows him no longer, he wants to, or he comes back from a provider in vain. */
export type Reason = 'needed' | 'expired' | 'wanted' | Failure;

const said: Partial<Record<Reason, Key>> = { expired: 'signInExpired', late: 'signInLate', refused: 'signInRefused', no_rights: 'signInNoRights', unavailable: 'signInUnavailable' };

export interface SignInEvents {
  signedIn(session: Session): void;
  /** Absent where he must sign in. */
  cancelled?: (() => void) | undefined;
  /** He wants the other language. */
  language(): void;
  /** He leaves the page for the provider's. */
  leaving(): void;
}

/** Where the provider's page is reached from. */
const oidcAddress = 'api/session/oidc';

/** The dialog in which the reader says who he is. */
export class SignInDialog {
  private readonly dialog: Dialog;
  private name = '';
  private password = '';
  private wrong: HTMLElement = complaint();
  private waits = 0; // a time in ms before which the server wants no other try
  private ticking = 0;
  private busy = false;
  private done = false;

  constructor(
    private i18n: I18n,
    private readonly api: SessionApi,
    private readonly ways: SignInWays,
    private readonly reason: Reason,
    private readonly on: SignInEvents,
  ) {
    this.dialog = new Dialog('sign-in', !on.cancelled, () => {
      window.clearInterval(this.ticking);
      if (!this.done) on.cancelled?.();
    });
    this.draw();
    this.dialog.open();
    this.focus();
  }

  /** Says all of it in another language; what was typed stays. */
  speak(i18n: I18n): void {
    this.i18n = i18n;
    this.draw();
    this.dialog.element.querySelector<HTMLElement>('.language')?.focus();
  }

  private draw() {
    const { i18n, ways } = this;
    const t = i18n.t.bind(i18n);
    const reason = said[this.reason];
    this.wrong = complaint();
    this.dialog.element.replaceChildren(
      el('img', { src: './favicon.svg', alt: '', width: 44, height: 44 }),
      el('h2', { id: 'sign-in-title' }, t('signInTitle')),
      reason ? el('p', { class: 'reason', 'data-test': 'reason' }, t(reason)) : '',
      ways.password ? this.form() : '',
      ways.oidc === undefined ? '' : el('div', { class: 'provider' }, ways.password && el('p', { class: 'or', 'aria-hidden': 'true' }, t('or')),
        el('a', { class: `button${ways.password ? '' : ' primary'}`, href: new URL(oidcAddress, base()).href, 'data-test': 'oidc', onclick: () => this.on.leaving() }, t('signInBy', { name: ways.oidc[i18n.lang] }))),
      el('footer', {}, this.on.cancelled && el('button', { type: 'button', class: 'link', onclick: () => this.dialog.close() }, t('cancel')),
        el('button', { type: 'button', class: 'language', lang: i18n.lang === 'zh' ? 'en' : 'zh-CN', 'aria-label': t('languageLabel'), onclick: () => this.on.language() }, t('language'))));
    this.tick();
  }

  private form(): HTMLElement {
    const t = this.i18n.t.bind(this.i18n);
    const input = (props: Record<string, string | boolean>) => el('input', { ...props, spellcheck: 'false', autocapitalize: 'none' });
    const name = new Field('name', t('loginName'), input({ type: 'text', name: 'username', autocomplete: 'username', value: this.name }));
    const password = new Field('password', t('password'), input({ type: 'password', name: 'password', autocomplete: 'current-password', value: this.password }));
    const form = el('form', { novalidate: true }, name.element, password.element, this.wrong,
      el('button', { type: 'submit', class: 'button primary', 'data-test': 'sign-in' }, t('signIn')));
    form.addEventListener('input', () => {
      this.name = name.input.value;
      this.password = password.input.value;
    });
    form.addEventListener('submit', (e) => {
      e.preventDefault();
      if (this.busy || this.wait() > 0) return;
      if (sound([name, name.value === '' && t('missingName')], [password, password.input.value === '' && t('missingPassword')])) void this.submit(password.input);
    });
    return form;
  }

  private async submit(password: HTMLInputElement) {
    this.say('');
    this.working(true);
    try {
      const session = await this.api.signIn(this.name.trim(), this.password);
      this.done = true;
      this.dialog.close();
      this.on.signedIn(session);
    } catch (e) {
      this.working(false);
      this.say(this.refusal(e));
      password.focus();
      password.select();
    }
  }

  /** What the server says to a try, in words. */
  private refusal(e: unknown): string {
    const t = this.i18n.t.bind(this.i18n);
    if (!(e instanceof Problem)) return t('signInFailed', { why: String(e) });
    if (e.status === 401) return t('wrongPassword');
    if (e.status === 400) return t('signInUnsafe');
    if (e.status === 429 || (e.status === 503 && e.retryAfter !== null)) {
      this.waits = Date.now() + 1000 * (e.retryAfter ?? 10);
      this.tick();
      return t(e.status === 429 ? 'tooManyTries' : 'tooBusy');
    }
    return t('signInFailed', { why: why(this.i18n, e) });
  }

  private say(text: string) {
    this.wrong.textContent = text;
  }

  private working(busy: boolean) {
    this.busy = busy;
    this.dialog.element.setAttribute('aria-busy', String(busy));
    this.tick();
  }

  /** Seconds until the server takes another try. */
  private wait(): number {
    return Math.max(0, Math.ceil((this.waits - Date.now()) / 1000));
  }

  /** Counts down on the button, which keeps its place and the focus. */
  private tick() {
    const button = this.dialog.element.querySelector<HTMLElement>('[type=submit]');
    if (!button) return;
    const t = this.i18n.t.bind(this.i18n);
    const n = this.wait();
    button.textContent = n > 0 ? t('waitSeconds', { n: String(n) }) : t('signIn');
    button.setAttribute('aria-disabled', String(this.busy || n > 0));
    window.clearInterval(this.ticking);
    if (n > 0) this.ticking = window.setInterval(() => this.tick(), 250);
    else if (this.waits > 0) {
      this.waits = 0;
      this.say('');
    }
  }

  private focus() {
    this.dialog.element.querySelector<HTMLElement>('input, a, button')?.focus();
  }
}
