import { certificateUrl, type Bounds, type PatchPart, type Spot, type ZoneProfile } from './api';
import { el } from './dom';
import { count, ha, mu, percent, portion } from './format';
import type { I18n, Key } from './i18n';
import type { Pick } from './map';
import { chainList, levelChip, line } from './parts';
import type { May } from './session';
import { areaMethod } from './summary';

/** The detail panel for a zone: its chief, its numbers, and what is found in it. */

export interface ZoneEvents {
  zone(code: string): void;
  zoom(bounds: Bounds): void;
  finding(pick: Pick, at: { lon: number; lat: number; bounds?: Bounds }): void;
  /** The name of a zone by its code. */
  name(code: string): string;
  may(what: keyof May): boolean;
}

const page = 50;

export function zonePanel(i18n: I18n, p: ZoneProfile, on: ZoneEvents): HTMLElement[] {
  const t = i18n.t.bind(i18n);
  const c = p.coverage;
  const optional = (m2: number, key: Key) => (m2 > 0 ? [line(t(key), `${mu(m2)} ${t('mu')}`)] : []);
  return [
    el('div', { class: 'zone-head' }, levelChip(i18n, p.zone.level), el('code', {}, p.zone.code),
      el('button', { type: 'button', class: 'link', onclick: () => on.zoom(p.zone.bounds) }, t('zoomTo'))),
    el('section', { 'aria-label': t('chiefs') }, el('h3', {}, t('chiefs')), chainList(i18n, p.chain ?? [], on.zone)),
    el('section', { class: `uncovered${c.gap_m2 > 0 ? '' : ' none'}` },
      el('span', { class: 'what' }, t('uncovered')),
      el('span', { class: 'big' }, el('b', { 'data-test': 'zone-gap-mu' }, mu(c.gap_m2)), ` ${t('mu')}`),
      el('span', { class: 'also' }, i18n.join(`${ha(c.gap_m2)} ${t('ha')}`, portion(c.gap_m2, c.demand_m2), i18n.places(count(c.gaps))))),
    el('dl', { class: 'lines' },
      line(t('coveredShare'), percent(c.covered_share, c.gap_m2 > 0)),
      line(t('demand'), `${mu(c.demand_m2)} ${t('mu')}`, el('span', { class: 'muted' }, ` ${ha(c.demand_m2)} ${t('ha')}`)),
      ...optional(c.accepted_m2, 'accepted'),
      ...optional(c.residue_m2, 'residue'),
      ...optional(c.overlap_m2, 'overlapArea'),
      ...optional(c.unassigned_m2, 'unassigned'),
      ...optional(c.contested_m2, 'contestedArea'),
      line(t('cells'), count(p.cells)),
      ...(p.unobserved_share === null ? [] : [line(t('monitored'), percent(p.monitored_share, (p.monitored_share ?? 0) < 1), el('span', { class: 'muted' }, ` ${t('unobserved')} ${percent(p.unobserved_share)}`))])),
    ...(on.may('certificates') ? [el('p', {}, el('a', { class: 'link', href: certificateUrl(p), target: '_blank', rel: 'noopener', 'data-test': 'certificate' }, t('certificate')))] : []),
    tabs(i18n, p, on),
    el('p', { class: 'foot' }, i18n.join(areaMethod(i18n, p.area_method), `${t('asOf')} ${p.on}`)),
  ];
}

interface Item {
  key: string;
  area: number;
  where: string;
  note: string;
  go: () => void;
}

function tabs(i18n: I18n, p: ZoneProfile, on: ZoneEvents): HTMLElement {
  const t = i18n.t.bind(i18n);
  const where = (code: string) => (code === p.zone.code || code === '' ? '' : on.name(code));
  const spot = (layer: 'gaps' | 'overlaps') => (s: Spot): Item => ({
    key: s.id, area: s.area_m2, where: where(s.zone), note: s.cells?.length ? s.cells.join(' + ') : '', go: () => on.finding({ layer, id: s.id }, s),
  });
  const part = (s: PatchPart): Item => ({
    key: s.patch, area: s.part_m2, where: where(s.zone), note: i18n.join(s.severity !== 'ordinary' && t(s.severity), s.severity !== 'ordinary' && t('due', { date: s.due }), s.permitted_share > 0 && t('permitted', { share: percent(s.permitted_share) }), s.patch_m2 > s.part_m2 * 1.000001 && t('ofPatch', { mu: mu(s.patch_m2) }), s.cell || t('inGap')), go: () => on.finding({ layer: 'patches', id: s.patch }, s),
  });
  const faces: [name: Key, empty: Key, items: Item[]][] = [
    ['gaps', 'emptyGaps', (p.gaps ?? []).map(spot('gaps'))],
    ['overlaps', 'emptyOverlaps', (p.overlaps ?? []).map(spot('overlaps'))],
    ['patches', p.state === 'unobserved' ? 'emptyUnobserved' : 'emptyPatches', (p.patches ?? []).map(part)],
  ];
  const body = el('div', { class: 'tab-body', role: 'tabpanel', id: 'findings', tabindex: -1 });
  const buttons = faces.map(([name, , items], i) =>
    el('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'findings', 'data-tab': name, onclick: () => choose(i) }, t(name), el('span', { class: 'badge' }, count(items.length))));
  const choose = (at: number) => {
    buttons.forEach((b, i) => {
      b.setAttribute('aria-selected', String(i === at));
      b.tabIndex = i === at ? 0 : -1;
    });
    const [name, empty, items] = faces[at]!;
    body.setAttribute('aria-labelledby', `tab-${name}`);
    body.replaceChildren(items.length ? listing(i18n, name, items) : el('p', { class: 'empty' }, t(empty)));
  };
  const bar = el('div', { class: 'tabs', role: 'tablist' }, ...buttons);
  bar.addEventListener('keydown', (e) => {
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    const next = (buttons.findIndex((b) => b.tabIndex === 0) + step + buttons.length) % buttons.length;
    choose(next);
    buttons[next]!.focus();
  });
  choose(Math.max(0, faces.findIndex(([, , items]) => items.length > 0)));
  return el('section', { class: 'findings' }, bar, body);
}

/** Findings, largest first, some at a time. */
function listing(i18n: I18n, name: string, items: Item[]): HTMLElement {
  const list = el('ul', { class: `finds ${name}` });
  const rest = [...items].sort((a, b) => b.area - a.area || (a.key < b.key ? -1 : 1));
  const more = el('button', { type: 'button', class: 'link more' });
  const draw = () => {
    for (const it of rest.splice(0, page)) {
      const button = el('button', { type: 'button', title: it.key, 'data-id': it.key },
        el('b', {}, mu(it.area), el('small', {}, ` ${i18n.t('mu')}`)), el('span', { class: 'where' }, i18n.join(it.where, it.note) || it.key));
      button.addEventListener('click', () => {
        for (const b of list.querySelectorAll('[aria-current]')) b.removeAttribute('aria-current');
        button.setAttribute('aria-current', 'true');
        it.go();
      });
      list.append(el('li', {}, button));
    }
    more.hidden = rest.length === 0;
    more.textContent = i18n.t('more', { n: count(Math.min(page, rest.length)) });
  };
  more.addEventListener('click', draw);
  draw();
  return el('div', {}, list, more);
}
