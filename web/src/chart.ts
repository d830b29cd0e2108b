import type { Series } from './api';
import { el, svg } from './dom';
import { decimal, percent } from './format';
import type { I18n } from './i18n';

/** A small chart of a series: the mean at every date as a line, how much was seen as bars below it. */

/** The drawing's size and margins in its own units. */
const box = { width: 320, height: 120, left: 38, right: 10, top: 10, line: 84, bars: 98, bottom: 104 };

/** Where a series' points lie; a date that nothing was seen of has no height, and the line breaks there. */
export interface Place {
  x: number;
  y: number | null;
}

/** Spreads dates over the width by time and means over the height; a constant lies in the middle. */
export function places(rows: Series['rows']): { at: Place[]; low: number; high: number } {
  const times = rows.map((r) => Date.parse(r.date));
  const means = rows.map((r) => r.mean).filter((m): m is number => m !== null);
  const low = Math.min(...means);
  const high = Math.max(...means);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const x = (t: number) => box.left + (last > first ? (t - first) / (last - first) : 0.5) * (box.width - box.left - box.right);
  const y = (m: number) => box.line - (high > low ? (m - low) / (high - low) : 0.5) * (box.line - box.top);
  return { at: rows.map((r, i) => ({ x: x(times[i]!), y: r.mean === null ? null : y(r.mean) })), low, high };
}

/** The line's path: a stroke to every point that the one before it has a height, too. */
export function path(at: readonly Place[]): string {
  return at.map((p, i) => (p.y === null ? '' : `${i > 0 && at[i - 1]!.y !== null ? 'L' : 'M'}${p.x.toFixed(1)} ${p.y.toFixed(1)}`)).join('');
}

/** The chart; null where fewer than two dates show anything. */
export function chart(i18n: I18n, s: Series): HTMLElement | null {
  const t = i18n.t.bind(i18n);
  if (s.rows.filter((r) => r.mean !== null).length < 2) return null;
  const { at, low, high } = places(s.rows);
  const first = s.rows[0]!.date;
  const last = s.rows.at(-1)!.date;
  const marks = s.rows.flatMap((r, i) => {
    const { x, y } = at[i]!;
    const said = i18n.join(r.date, r.mean === null ? t('unobserved') : `${t('mean')} ${decimal(r.mean)}`, `${t('seen')} ${percent(r.valid_share)}`);
    const seen = svg('rect', { class: 'seen', x: x - 2, width: 4, y: box.bottom - r.valid_share * (box.bottom - box.bars + 4), height: Math.max(0.5, r.valid_share * (box.bottom - box.bars + 4)) });
    const mark = svg('circle', { class: r.state, cx: x, cy: y ?? box.line, r: 3 }, svg('title', {}, said));
    return [seen, mark];
  });
  const label = (x: number, y: number, anchor: string, words: string) => svg('text', { x, y, 'text-anchor': anchor }, words);
  return el('section', { class: 'series', 'aria-label': t('series'), 'data-test': 'series' }, el('h3', {}, `${t('series')} · ${s.quantity}`),
    svg('svg', { viewBox: `0 0 ${box.width} ${box.height}`, role: 'img', 'aria-label': t('seriesLabel', { quantity: s.quantity, n: String(s.rows.length), from: first, to: last, low: decimal(low), high: decimal(high) }) },
      svg('path', { class: 'axis', d: `M${box.left} ${box.line}H${box.width - box.right}` }),
      svg('path', { class: 'trace', d: path(at) }), ...marks,
      label(box.left - 6, box.top + 4, 'end', decimal(high)), label(box.left - 6, box.line + 3, 'end', decimal(low)),
      label(box.left, box.height - 2, 'start', first), label(box.width - box.right, box.height - 2, 'end', last)));
}
