import { el, icon } from './dom';
import type { Level } from './api';
import type { I18n, Key } from './i18n';
import { groups, minZoom, type Group } from './layers';
import { tints } from './palette';
import { hatch, mark, type Finding } from './symbols';

const names: Record<Group, Key> = {
  gaps: 'layerGaps', overlaps: 'layerOverlaps', patches: 'layerPatches', tint: 'layerTint', zones: 'layerZones',
  cells: 'layerCells', parcels: 'layerParcels', labels: 'layerLabels', basemap: 'layerBasemap',
};
const order: readonly Group[] = ['gaps', 'overlaps', 'patches', 'tint', 'zones', 'labels', 'cells', 'parcels', 'basemap'];
const findings: Partial<Record<Group, Finding>> = { gaps: 'gap', overlaps: 'overlap', patches: 'patch' };

/** The legend, which says what each mark means and switches it on and off. */
export class Legend {
  private off = new Set<Group>();
  private zoom = 0;
  private open = true;

  constructor(
    private readonly element: HTMLElement,
    private readonly has: (group: Group) => boolean,
    private readonly onChange: (off: Group[]) => void,
    private readonly foot: HTMLElement,
  ) {}

  show(i18n: I18n, off: readonly string[], levels: readonly Level[]): void {
    this.off = new Set(groups.filter((g) => off.includes(g)));
    const t = i18n.t.bind(i18n);
    const rows = order.filter(this.has).map((g) => this.row(i18n, g, levels));
    const body = el('div', { class: 'legend-body' }, ...rows, this.foot);
    body.hidden = !this.open;
    const toggle = el('button', { type: 'button', class: 'legend-title', 'aria-expanded': String(this.open), onclick: () => {
      this.open = !this.open;
      body.hidden = !this.open;
      toggle.setAttribute('aria-expanded', String(this.open));
    } }, t('legend'), icon('M5 8l5 5 5-5'));
    this.element.replaceChildren(toggle, body);
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', t('legend'));
    this.zoomed(this.zoom);
  }

  /** Tells which groups the zoom leaves out. */
  zoomed(zoom: number): void {
    this.zoom = zoom;
    for (const row of this.element.querySelectorAll<HTMLElement>('[data-group]')) {
      row.classList.toggle('far', zoom < (minZoom[row.dataset.group as Group] ?? 0));
    }
  }

  private row(i18n: I18n, group: Group, levels: readonly Level[]): HTMLElement {
    const t = i18n.t.bind(i18n);
    const box = el('input', { type: 'checkbox', checked: !this.off.has(group) });
    box.addEventListener('change', () => {
      if (box.checked) this.off.delete(group);
      else this.off.add(group);
      this.onChange([...this.off]);
    });
    const label = el('span', { class: 'label' }, t(names[group]));
    if (minZoom[group]) label.append(el('small', { class: 'when-far' }, t('zoomIn')));
    if (group === 'zones') label.append(el('small', {}, levels.map((l) => i18n.level(l)).join(' / ')));
    if (group === 'tint') label.append(scale());
    return el('label', { class: `legend-row ${group}`, 'data-group': group }, box, swatch(group), label);
  }
}

function swatch(group: Group): HTMLElement {
  const kind = findings[group];
  const s = el('span', { class: `swatch ${group}`, 'aria-hidden': 'true' });
  if (kind) {
    const field = el('span', { class: `field ${kind}` });
    field.style.backgroundImage = `url(${hatch(kind).toDataURL()})`;
    s.append(field, mark(kind));
  }
  return s;
}

/** The tints with the shares they begin at. */
function scale(): HTMLElement {
  const marks = tints.map((t) => (t.from === 0 ? '0' : t.from < 1e-6 ? '>0' : `${100 * t.from}%`));
  return el('span', { class: 'scale' }, ...tints.map((t, i) => {
    const step = el('span', {}, el('i', {}), el('small', {}, marks[i]!));
    (step.firstElementChild as HTMLElement).style.background = t.color;
    return step;
  }));
}
