import { el, icon } from './dom';
import type { I18n } from './i18n';

/**
 * A dialog over the page: while it is open nothing else can be reached, by keys neither, and then the focus goes back to where it was.
 * One that must be answered is not closed by Escape.
 */
export class Dialog {
  readonly element: HTMLDialogElement;
  private settled = false;

  constructor(
    kind: string,
    private readonly mustAnswer: boolean,
    private readonly onClose: () => void = () => undefined,
  ) {
    this.element = el('dialog', { class: `dialog ${kind}`, 'aria-labelledby': `${kind}-title` });
    // Chromium lets a second Escape through a prevented "cancel", so the key itself is held back.
    this.element.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape') return;
      e.stopPropagation();
      if (mustAnswer) e.preventDefault();
    });
    this.element.addEventListener('cancel', (e) => mustAnswer && e.preventDefault());
    this.element.addEventListener('close', () => this.closed());
  }

  open(): void {
    document.body.append(this.element);
    this.element.showModal();
  }

  /** Closes it for good. */
  close(): void {
    this.settled = true;
    this.element.close();
  }

  private closed() {
    if (this.mustAnswer && !this.settled) return this.element.showModal();
    this.element.remove();
    this.onClose();
  }
}

/** The head of a dialog: its title, and the cross that closes it. */
export function dialogHead(i18n: I18n, kind: string, title: string, onClose: () => void, back?: () => void): HTMLElement {
  const button = (label: string, path: string, click: () => void) => el('button', { type: 'button', class: 'close', 'aria-label': label, title: label, onclick: click }, icon(path));
  return el('header', {}, back && button(i18n.t('back'), 'M12 4l-6 6 6 6', back), el('h2', { id: `${kind}-title`, tabindex: -1 }, title), button(i18n.t('close'), 'M5 5l10 10M15 5L5 15', onClose));
}

/** Asks a question that is answered by doing it or not; true for doing it. */
export function question(i18n: I18n, text: string, doing: string): Promise<boolean> {
  return new Promise((done) => {
    let answer = false;
    const dialog = new Dialog('question', false, () => done(answer));
    const say = (yes: boolean) => () => {
      answer = yes;
      dialog.close();
    };
    dialog.element.setAttribute('role', 'alertdialog');
    dialog.element.append(el('p', { id: 'question-title' }, text), el('div', { class: 'buttons' },
      el('button', { type: 'button', class: 'button', autofocus: true, onclick: say(false) }, i18n.t('cancel')),
      el('button', { type: 'button', class: 'button danger', 'data-test': 'yes', onclick: say(true) }, doing)));
    dialog.open();
  });
}
