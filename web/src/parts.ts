import type { Level, Link } from './api';
import { Problem } from './connection';
import { el } from './dom';
import type { I18n } from './i18n';

/** Pieces that the detail panel's two faces share. */

/** The small sign of a zone's level. */
export function levelChip(i18n: I18n, level: Level): HTMLElement {
  return el('span', { class: `chip level-${level}` }, i18n.level(level));
}

/** A chain of zones with their chiefs, nearest first; a zone's name leads to the zone. */
export function chainList(i18n: I18n, chain: readonly Link[], onZone: (code: string) => void): HTMLElement {
  return el('ol', { class: 'chain' }, ...chain.map((l) =>
    el('li', {}, levelChip(i18n, l.level),
      el('button', { type: 'button', class: 'link', title: l.zone, onclick: () => onZone(l.zone) }, l.name || l.zone),
      l.chief ? el('span', { class: 'person' }, l.chief) : el('span', { class: 'person nobody' }, i18n.t('nobodyHolds')))));
}

/** A line of a two-column list. */
export function line(name: string, ...value: (Node | string)[]): HTMLElement {
  return el('div', { class: 'line' }, el('dt', {}, name), el('dd', {}, ...value));
}

/** What went wrong, as a sentence. */
export function why(i18n: I18n, e: unknown): string {
  if (!(e instanceof Problem)) return String(e);
  if (e.message) return e.message;
  return e.status === 0 ? i18n.t('unreachable') : i18n.t('status', { status: String(e.status) });
}

/** A failed answer with a way to ask again. */
export function failure(i18n: I18n, e: unknown, retry: () => void): HTMLElement {
  return el('div', { class: 'failure', role: 'alert' }, el('p', {}, i18n.t('failed', { why: why(i18n, e) })), el('button', { type: 'button', class: 'button', onclick: retry }, i18n.t('retry')));
}
