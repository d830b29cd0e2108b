import type { ChangeTotals, Coverage, Snapshot } from './api';
import { el } from './dom';
import { count, ha, minute, mu, percent, portion } from './format';
import type { I18n, Key } from './i18n';

/** The head of the page: whose ground this is, as of when, and its numbers. */

/** The changes of the first rule; null without rules, undefined while unknown. */
export type Changes = ChangeTotals | null | undefined;

/** The page's name, with that of the ground where it is known. */
function title(i18n: I18n, name?: string): HTMLElement {
  return el('div', { class: 'title' }, el('img', { src: './favicon.svg', alt: '', width: 34, height: 34 }),
    el('div', {}, el('h1', {}, el('span', {}, i18n.t('title')), name !== undefined && el('span', { class: 'place', 'data-test': 'name', title: name }, name)), el('p', { class: 'motto' }, i18n.t('motto'))));
}

export function header(i18n: I18n, snapshot: Snapshot | null, onLanguage: () => void): HTMLElement {
  const language = el('button', { type: 'button', class: 'language', lang: i18n.lang === 'zh' ? 'en' : 'zh-CN', 'aria-label': i18n.t('languageLabel'), onclick: onLanguage }, i18n.t('language'));
  return el('header', {}, title(i18n, snapshot?.name), language, snapshot &&
    el('p', { class: 'stamp', title: `${i18n.t('created')} ${minute(snapshot.created)}` }, `${i18n.t('asOf')} ${snapshot.on}`, el('span', { class: 'sep' }, '·'), `${i18n.t('snapshot')} `, el('code', { 'data-test': 'snapshot' }, snapshot.snapshot)));
}

export function headline(i18n: I18n, snapshot: Snapshot, coverage: Coverage, changes: Changes): HTMLElement {
  const t = i18n.t.bind(i18n);
  const total = coverage.total;
  const overlaps = snapshot.counts.overlaps ?? 0;
  const patches = snapshot.counts.patches ?? 0;
  const figure = (name: Key, test: string, value: string, note: string, hint: string, colour = '') =>
    el('div', { class: 'figure', title: hint }, el('dt', {}, colour && el('i', { class: `dot ${colour}` }), t(name)), el('dd', { 'data-test': test }, value), el('dd', { class: 'note' }, note));
  const monitored = changes ? percent(changes.total.monitored_share, (changes.total.monitored_share ?? 0) < 1) : changes === null ? '—' : '…';
  return el('section', { class: 'headline', 'aria-label': t('panel') },
    el('div', { class: `uncovered${total.gap_m2 > 0 ? '' : ' none'}`, title: t('defGap') },
      el('span', { class: 'what' }, t('uncovered')),
      el('span', { class: 'big' }, el('b', { 'data-test': 'gap-mu' }, mu(total.gap_m2)), ` ${t('mu')}`),
      el('span', { class: 'also' }, el('span', { 'data-test': 'gap-ha' }, ha(total.gap_m2)), ` ${t('ha')} · `, el('span', { 'data-test': 'gaps' }, i18n.places(count(total.gaps))))),
    bar(i18n, coverage),
    el('dl', { class: 'figures' },
      figure(coverage.demand === 'forest' ? 'demandForest' : 'demand', 'demand-mu', `${mu(total.demand_m2)} ${t('mu')}`, `${ha(total.demand_m2)} ${t('ha')}`, t(coverage.demand === 'forest' ? 'defDemandForest' : 'defDemandAll')),
      figure('coveredShare', 'covered-share', percent(total.covered_share, total.gap_m2 > 0), total.accepted_m2 > 0 ? `${t('accepted')} ${mu(total.accepted_m2)} ${t('mu')}` : '', t('defCovered')),
      figure('overlaps', 'overlaps', count(overlaps), `${mu(total.overlap_m2)} ${t('mu')}`, t('defOverlap'), 'overlap'),
      figure('patches', 'patches', count(patches), changes ? `${mu(changes.total.area_m2)} ${t('mu')}` : '', changes ? `${changes.rule}: ${t('compared', { t0: changes.t0, t1: changes.t1 })}` : '', 'patch'),
      figure('monitored', 'monitored', monitored, changes ? t('compared', { t0: changes.t0, t1: changes.t1 }) : changes === null ? t('noScenes') : '', t('defMonitored'))),
    definitions(i18n, coverage));
}

/** Covered, accepted and uncovered ground as one bar; what is there is at least a pixel or two wide. */
function bar(i18n: I18n, { total }: Coverage): HTMLElement {
  const part = (kind: string, m2: number, label: string) => {
    const e = el('span', { class: `part ${kind}`, title: `${label} ${portion(m2, total.demand_m2)}` });
    e.style.flexGrow = String(total.demand_m2 > 0 ? m2 / total.demand_m2 : 0);
    return m2 > 0 && e;
  };
  return el('div', { class: 'bar', role: 'img', 'aria-label': `${i18n.t('covered')} ${percent(total.covered_share, total.gap_m2 > 0)}, ${i18n.t('gap')} ${portion(total.gap_m2, total.demand_m2)}` },
    part('covered', total.covered_m2, i18n.t('covered')), part('accepted', total.accepted_m2, i18n.t('accepted')), part('gap', total.gap_m2, i18n.t('gap')));
}

/** How areas were measured, as a sentence. */
export function areaMethod(i18n: I18n, method: string): string {
  return method.startsWith('ellipsoidal') ? i18n.t('areaEllipsoidal') : i18n.t('areaOther', { method });
}

function definitions(i18n: I18n, coverage: Coverage): HTMLElement {
  const list: Key[] = ['defGap', coverage.demand === 'forest' ? 'defDemandForest' : 'defDemandAll', 'defCovered', 'defOverlap', 'defMonitored', 'defMu'];
  return el('details', { class: 'definitions' },
    el('summary', {}, el('span', { class: 'method' }, areaMethod(i18n, coverage.area_method)), el('span', { class: 'open' }, i18n.t('definitions'))),
    el('ul', {}, ...list.map((k) => el('li', {}, i18n.t(k)))));
}
