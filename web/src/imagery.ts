import type { RasterLegend, Rasters } from './api';
import { el } from './dom';
import type { I18n } from './i18n';

/** What can be drawn under the borders: a scene, or the difference of two. */
export interface Picture {
  key: string;
  path: string;
  maxzoom: number;
  bounds: Rasters['scenes'][number]['bounds'];
  legend: RasterLegend;
}

/** All pictures of a snapshot under the keys that a link remembers them by. */
export function pictures(rasters: Rasters): { scenes: Picture[]; differences: Picture[] } {
  return {
    scenes: rasters.scenes.map((s) => ({ ...s, key: s.id })),
    differences: rasters.differences.map((d) => ({ ...d, key: `${d.earlier}~${d.later}` })),
  };
}

/** The picture of a key, null where the snapshot has none of it. */
export function picture(rasters: Rasters | null, key: string | undefined): Picture | null {
  if (!rasters || !key) return null;
  const { scenes, differences } = pictures(rasters);
  return [...scenes, ...differences].find((p) => p.key === key) ?? null;
}

/** The choice of a picture, with what its colours mean. */
export class Imagery {
  readonly element = el('div', { class: 'imagery' });

  constructor(private readonly onChange: (key: string | undefined) => void) {}

  show(i18n: I18n, rasters: Rasters | null, key: string | undefined): void {
    if (!rasters?.scenes.length) {
      this.element.replaceChildren();
      return;
    }
    const { scenes, differences } = pictures(rasters);
    const option = (p: Picture) => el('option', { value: p.key, selected: p.key === key }, p.legend.title[i18n.lang]);
    const group = (label: string, list: Picture[]) => (list.length ? el('optgroup', { label }, ...list.map(option)) : null);
    const select = el('select', { 'data-test': 'imagery' }, el('option', { value: '' }, i18n.t('imageryNone')),
      group(i18n.t('imageryScenes'), scenes), group(i18n.t('imageryDifferences'), differences));
    select.addEventListener('change', () => this.onChange(select.value || undefined));
    const shown = picture(rasters, key);
    this.element.replaceChildren(el('label', {}, el('span', {}, i18n.t('imagery')), select), ...(shown ? [colours(i18n, shown.legend)] : []));
  }
}

/** The colours of a legend with their values. */
export function colours(i18n: I18n, legend: RasterLegend): HTMLElement {
  const nodata = el('small', {}, legend.nodata[i18n.lang]);
  if (legend.kind === 'continuous') {
    const bar = el('i', { class: 'ramp', role: 'img', 'aria-label': `${legend.title[i18n.lang]}: ${ends(legend).join(' – ')}` });
    bar.style.background = `linear-gradient(to right, ${legend.stops!.map((s) => s.color).join(', ')})`;
    return el('div', { class: 'colours', 'data-test': 'imagery-legend' }, bar, el('span', { class: 'ends' }, ...ends(legend).map((v) => el('small', {}, v))), nodata);
  }
  const item = (color: string, label: string) => {
    const box = el('i', {});
    box.style.background = color;
    return el('span', { class: 'class' }, box, label);
  };
  return el('div', { class: 'colours', 'data-test': 'imagery-legend' },
    el('span', { class: 'classes' }, ...(legend.classes ?? []).map((c) => item(c.color, String(c.value))), legend.unchanged ? item(legend.unchanged.color, legend.unchanged[i18n.lang]) : null), nodata);
}

/** The least, the middle and the greatest value that a ramp tells apart. */
export function ends({ min = 0, max = 1 }: Pick<RasterLegend, 'min' | 'max'>): string[] {
  return [min, (min + max) / 2, max].map((v) => String(Number(v.toPrecision(4))).replace('-', '−'));
}
