import { el } from './dom';

/** Short messages over the map, read out by screen readers. One of a kind at a time. */
export class Notices {
  private timers = new Map<string, number>();

  constructor(private readonly element: HTMLElement) {}

  /** Shows a message; it goes away by itself after some seconds, or stays until [clear] with `seconds` 0. */
  say(kind: string, text: string, seconds = 6): void {
    const shown = this.element.querySelector<HTMLElement>(`[data-kind="${kind}"]`);
    if (shown) shown.textContent = text;
    else this.element.append(el('p', { class: `notice ${kind}`, 'data-kind': kind }, text));
    window.clearTimeout(this.timers.get(kind));
    if (seconds > 0) this.timers.set(kind, window.setTimeout(() => this.clear(kind), 1000 * seconds));
  }

  clear(kind: string): void {
    this.element.querySelector(`[data-kind="${kind}"]`)?.remove();
  }
}
