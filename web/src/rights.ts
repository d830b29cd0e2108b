import { el } from './dom';
import { lastDay, day } from './format';
import type { I18n, Key } from './i18n';
import type { FieldGroup, Grant, May } from './session';

/** Roles, zones and groups of fields in words. */

/** Whether a grant holds at a time. */
export function holds(g: Grant, now: Date): boolean {
  return !(g.from && now < new Date(g.from)) && !(g.until && now >= new Date(g.until));
}

/** From when until when a grant holds; "" for always. */
export function period(i18n: I18n, g: Grant, now: Date): string {
  const from = g.from && now < new Date(g.from) ? i18n.t('fromDay', { date: day(g.from) }) : '';
  const ended = g.until !== undefined && now >= new Date(g.until);
  return i18n.join(from, g.until && i18n.t(ended ? 'endedDay' : 'untilDay', { date: lastDay(g.until) }));
}

/** A grant as a line: the role, the zone by its name, and until when. */
export function grantLine(i18n: I18n, g: Grant, zoneName: (code: string) => string, now = new Date()): HTMLElement {
  const name = g.zone ? zoneName(g.zone) : i18n.t('allZones');
  const when = period(i18n, g, now);
  return el('span', { class: `grant${holds(g, now) ? '' : ' over'}` }, el('b', {}, i18n.role(g.role)),
    el('span', { class: 'zone', title: g.zone ?? '' }, name, g.zone && name !== g.zone && el('code', {}, ` ${g.zone}`)), when && el('small', {}, when));
}

/** A grant as a few words. */
export function grantWords(i18n: I18n, g: Grant, zoneName: (code: string) => string): string {
  return i18n.join(i18n.role(g.role), g.zone ? zoneName(g.zone) : i18n.t('allZones'));
}

/** What groups of fields hold, in words. */
export function groupWords(i18n: I18n, groups: readonly FieldGroup[]): string {
  return i18n.list(groups.map((g) => i18n.fieldGroup(g)));
}

const doing: Record<keyof May, Key> = { exports: 'mayExport', certificates: 'mayCertify', scenarios: 'mayPlan', accounts: 'mayAccounts', audit: 'mayAudit' };

/** What somebody may do besides looking at the map, in words; "" for nothing. */
export function rightWords(i18n: I18n, may: May): string {
  return i18n.list(Object.entries(doing).filter(([what]) => may[what as keyof May]?.length).map(([, words]) => i18n.t(words)));
}
