import type { AccountsApi, RoleShown } from './accounts-api';
import type { CoverageRow } from './api';
import { el } from './dom';
import type { I18n } from './i18n';
import { why } from './parts';

/** What the faces of the panel for users and tokens share. */

/** What the panel shows. */
export type View = { face: 'users' | 'tokens' | 'newUser' | 'newToken' } | { face: 'user'; id: string; password?: string };

/** What all faces of the panel need. */
export interface Desk {
  i18n: I18n;
  api: AccountsApi;
  /** Who reads; he is not to shut himself out. */
  me: string;
  roles: RoleShown[];
  zones: readonly CoverageRow[];
  /** Whether one can sign in without a password. */
  provider: string | undefined;
  zoneName(code: string): string;
  /** Shows something, and says what was done. */
  go(view: View, said?: string): void;
}

export interface Drawn {
  title: string;
  back?: View;
  content: HTMLElement[];
}

/** A button that does something and says what went wrong where it did. While it is at work it does nothing else. */
export function doing(desk: Desk, label: string, kind: string, wrong: HTMLElement, what: () => Promise<void>, test = ''): HTMLButtonElement {
  const button = el('button', { type: 'button', class: kind, 'data-test': test || null, onclick: () => void attempt(desk, button, wrong, what) }, label);
  return button;
}

/** Does something once at a time; what goes wrong is said in words. */
export async function attempt(desk: Desk, button: HTMLElement, wrong: HTMLElement, what: () => Promise<void>): Promise<void> {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  wrong.textContent = '';
  try {
    await what();
  } catch (e) {
    wrong.textContent = why(desk.i18n, e);
  } finally {
    button.removeAttribute('aria-disabled');
  }
}
