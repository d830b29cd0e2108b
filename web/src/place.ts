import type { CellAt, Gap, Responsible } from './api';
import { el } from './dom';
import { count, ha, lonLat, mu, points } from './format';
import type { I18n } from './i18n';
import { chainList, line } from './parts';

/** The detail panel for a clicked place: who answers for this ground. */

/** What is to be said first about a place. */
export type Verdict = 'outside' | 'gap' | 'accepted' | 'nocell' | 'noranger' | 'overlap' | 'ok';

export function verdict(r: Responsible): Verdict {
  const cells = r.cells ?? [];
  if (r.gap) return 'gap';
  if (r.accepted) return 'accepted';
  if (cells.length === 0) return (r.chain ?? []).length === 0 ? 'outside' : 'nocell';
  if (cells.every((c) => !who(c))) return 'noranger';
  return cells.length > 1 ? 'overlap' : 'ok';
}

/** The ranger in post of a cell, or "". */
const who = (c: CellAt) => c.ranger_name || c.ranger;

/** What stands for a ranger whose name the reader may not see. */
const masked = '***';

/** A ranger's name as the reader may see it: that there is one, or who. */
const nameOf = (i18n: I18n, ranger: string) => (ranger === masked ? i18n.t('hiddenRanger') : ranger);

export function placePanel(i18n: I18n, r: Responsible, gap: Gap | null, onZone: (code: string) => void): HTMLElement[] {
  const t = i18n.t.bind(i18n);
  const cells = r.cells ?? [];
  const chain = r.chain ?? [];
  const patches = r.patches ?? [];
  return [
    banner(i18n, r),
    ...(gap ? [gapCard(i18n, gap)] : []),
    el('section', { 'aria-label': t('chiefs') }, el('h3', {}, t('chiefs')),
      chain.length ? chainList(i18n, chain, onZone) : el('p', { class: 'empty' }, t('verdictOutside')),
      ...(r.also ?? []).flatMap((other) => [el('h4', { class: 'warn' }, t('contested')), chainList(i18n, other, onZone)])),
    el('section', { 'aria-label': t('cells'), 'data-test': 'cells' }, el('h3', {}, t('cells')),
      ...(cells.length ? cells.map((c) => cellCard(i18n, c)) : [el('p', { class: 'nobody' }, t('noCell'))])),
    el('section', {}, el('h3', {}, t('parcel')),
      r.parcel ? el('p', {}, el('b', {}, r.parcel.id), ' ', el('span', { class: 'muted' }, i18n.join(r.parcel.class && t('landClass', { c: r.parcel.class }), r.parcel.category)))
        : el('p', { class: 'empty' }, t('noParcel'))),
    el('section', {}, el('h3', {}, t('patches')),
      ...(patches.length ? patches.map((p) => el('dl', { class: 'lines' },
        line(p.patch, `${mu(p.patch_m2)} ${t('mu')} `, el('span', { class: 'muted' }, i18n.join(p.rule, t('compared', { t0: p.t0, t1: p.t1 }))))))
        : [el('p', { class: 'empty' }, t('noPatches'))])),
    el('p', { class: 'foot' }, i18n.join(lonLat(r.lon, r.lat), `${t('asOf')} ${r.on}`)),
  ];
}

/** Who looks after cells, as far as the reader may know. */
const named = (i18n: I18n, cells: readonly CellAt[]) => i18n.list(cells.map(who).filter((n) => n !== '' && n !== masked));

function banner(i18n: I18n, r: Responsible): HTMLElement {
  const t = i18n.t.bind(i18n);
  const cells = r.cells ?? [];
  const v = verdict(r);
  const text: Record<Verdict, [string, string]> = {
    outside: [t('verdictOutside'), ''],
    gap: [t('verdictGap'), r.gap ? t('verdictGapSub', { mu: mu(r.gap.area_m2), ha: ha(r.gap.area_m2) }) : ''],
    accepted: [t('verdictAccepted'), t('verdictAcceptedSub')],
    nocell: [t('verdictNoCell'), t('verdictNoCellSub')],
    noranger: [t('verdictNoRanger'), cells.map((c) => c.cell).join(', ')],
    overlap: [t('verdictOverlap', { n: String(cells.length) }), named(i18n, cells)],
    ok: [t('verdictOk'), named(i18n, cells)],
  };
  return el('div', { class: `verdict ${v}`, 'data-verdict': v }, el('b', {}, text[v][0]), text[v][1] && el('span', {}, text[v][1]));
}

function cellCard(i18n: I18n, c: CellAt): HTMLElement {
  const t = i18n.t.bind(i18n);
  const name = c.ranger_name && c.ranger && c.ranger !== c.ranger_name ? `${c.ranger_name} ` : nameOf(i18n, who(c));
  return el('dl', { class: 'lines' },
    line(t('cell'), el('b', {}, c.cell), ...(c.valid_from || c.valid_to ? [el('span', { class: 'muted' }, ` ${t('valid', { from: c.valid_from || '—', to: c.valid_to || t('openEnd') })}`)] : [])),
    line(t('ranger'), name ? el('b', {}, name) : el('span', { class: 'nobody' }, t('noRanger')), ...(name.endsWith(' ') ? [el('span', { class: 'muted' }, c.ranger)] : [])));
}

/** How long a gap has been open, what lies in it, whose cells are beside it, and why it ranks where it does. */
function gapCard(i18n: I18n, g: Gap): HTMLElement {
  const t = i18n.t.bind(i18n);
  const muted = (text: string) => el('span', { class: 'muted' }, ` ${text}`);
  const beside = g.neighbours.map((n) => i18n.join(n.cell, n.ranger !== masked && n.ranger, t('metres', { m: count(n.border_m) }))).join(i18n.lang === 'zh' ? '；' : '; ');
  const exception = (e: Gap['exceptions'][number]) => line(t('exception'), el('b', {}, e.accepted), muted(t(e.state, { from: e.valid_from, to: e.valid_to, mu: mu(e.area_m2) })));
  return el('section', { 'aria-label': t('gap'), 'data-test': 'gap', 'data-id': g.id }, el('h3', {}, t('gap')), el('dl', { class: 'lines' },
    line(t('id'), el('b', {}, g.id)),
    line(t('open'), g.days_open === null ? '—' : t('days', { n: count(g.days_open) }), ...(g.first_seen ? [muted(t('since', { date: g.first_seen }))] : [])),
    line(t('forest'), `${mu(g.forest_m2)} ${t('mu')}`, muted(i18n.join(t('protective', { mu: mu(g.protective_m2) }), t('parcelCount', { n: count(g.parcels) })))),
    line(t('beside'), beside || (g.nearest ? t('nearest', { cell: g.nearest.cell, m: count(g.nearest.distance_m) }) : '—')),
    ...g.exceptions.map(exception),
    line(t('score'), el('b', {}, points(g.score)), muted(t('rank', { n: count(g.rank) }))),
    line('', muted(g.terms.filter((x) => x.points !== 0).map((x) => `${t(x.term as 'area_mu')} ${points(x.points)}`).join(' + ')))));
}
