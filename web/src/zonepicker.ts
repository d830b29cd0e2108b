import type { CoverageRow } from './api';
import { el } from './dom';
import type { I18n } from './i18n';
import { levelChip } from './parts';
import { buildTree, search, sorted, type ZoneNode } from './tree';

/** At most this many zones are offered at a time. */
const most = 60;

/** The zones that fit what was typed, each below its parent; the coarsest ones where nothing was typed. */
export function offered(roots: readonly ZoneNode[], text: string): ZoneNode[] {
  if (text.trim() !== '') return [...search(roots, text, most).matches];
  const out: ZoneNode[] = [];
  for (let level: ZoneNode[] = [...roots]; level.length > 0 && out.length + level.length <= most; level = level.flatMap((n) => n.children)) out.push(...level);
  const wanted = new Set(out);
  const inOrder = (nodes: readonly ZoneNode[]): ZoneNode[] => sorted(nodes, 'code').filter((n) => wanted.has(n)).flatMap((n) => [n, ...inOrder(n.children)]);
  return inOrder(roots);
}

/** A choice of a zone by name or code, after the ARIA pattern of a combobox with a list; "" stands for all zones. */
export class ZonePicker {
  readonly input: HTMLInputElement;
  readonly list: HTMLElement;
  private readonly roots: ZoneNode[];
  private offers: (ZoneNode | null)[] = []; // null: all zones
  private at = -1;
  private chosen: ZoneNode | null | undefined = null;

  constructor(
    private readonly i18n: I18n,
    rows: readonly CoverageRow[],
    private readonly nth = '',
  ) {
    this.roots = buildTree(rows);
    this.list = el('ul', { class: 'offers', id: `zone-offers${nth}`, role: 'listbox', 'aria-label': i18n.t('zones'), hidden: true });
    this.input = el('input', { type: 'text', role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': this.list.id, 'aria-expanded': 'false', autocomplete: 'off', spellcheck: 'false', value: i18n.t('allZones'), placeholder: i18n.t('filter') });
    this.input.addEventListener('focus', () => this.input.select());
    this.input.addEventListener('click', () => this.offer(''));
    this.input.addEventListener('input', () => {
      this.chosen = undefined;
      this.offer(this.input.value);
    });
    this.input.addEventListener('keydown', (e) => this.key(e));
    this.input.addEventListener('blur', () => this.left());
    this.list.addEventListener('pointerdown', (e) => {
      e.preventDefault(); // the focus stays with the input
      const i = (e.target as Element).closest<HTMLElement>('[data-at]')?.dataset.at;
      if (i !== undefined) this.choose(Number(i));
    });
  }

  /** The code of the chosen zone, "" for all zones, undefined where what was typed is no zone. */
  get code(): string | undefined {
    return this.chosen === null ? '' : this.chosen?.row.zone;
  }

  private offer(text: string) {
    const { i18n } = this;
    this.offers = [...(text.trim() === '' ? [null] : []), ...offered(this.roots, text)];
    this.at = text.trim() === '' ? -1 : 0;
    const empty = el('li', { class: 'empty' }, i18n.t('nothingFound', { q: text.trim() }));
    this.list.replaceChildren(...this.offers.map((n, i) => this.option(n, i, text.trim() !== '')), ...(this.offers.length ? [] : [empty]));
    this.show(true);
    this.mark();
  }

  private option(n: ZoneNode | null, i: number, flat: boolean): HTMLElement {
    const option = el('li', { role: 'option', id: `zone-offer${this.nth}-${i}`, 'data-at': i, 'data-code': n?.row.zone ?? '' },
      ...(n ? [levelChip(this.i18n, n.row.level), el('span', { class: 'text' }, n.row.name), el('code', {}, n.row.zone), flat && n.parent ? el('small', {}, n.parent.row.name) : ''] : [el('b', {}, this.i18n.t('allZones'))]));
    option.style.setProperty('--depth', String(flat || !n ? 0 : n.depth));
    return option;
  }

  private choose(i: number) {
    const n = this.offers[i];
    if (n === undefined) return;
    this.chosen = n;
    this.input.value = n ? `${n.row.name} ${n.row.zone}` : this.i18n.t('allZones');
    this.show(false);
    this.input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /** What was typed and fits one zone alone is that zone. */
  private left() {
    if (this.chosen === undefined && this.offers.length === 1) this.choose(0);
    this.show(false);
  }

  private key(e: KeyboardEvent) {
    const open = !this.list.hidden;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      if (!open) this.offer('');
      const n = this.offers.length;
      this.at = e.key === 'ArrowDown' ? Math.min(this.at + 1, n - 1) : Math.max(this.at - 1, 0);
      this.mark();
    } else if (e.key === 'Enter' && open && this.at >= 0) this.choose(this.at);
    else if (e.key === 'Escape' && open) {
      e.stopPropagation(); // the dialog around it stays
      this.show(false);
    } else return;
    e.preventDefault();
  }

  private mark() {
    for (const o of this.list.querySelectorAll<HTMLElement>('[data-at]')) o.setAttribute('aria-selected', String(Number(o.dataset.at) === this.at));
    const active = this.list.querySelector(`[data-at="${this.at}"]`);
    active?.scrollIntoView({ block: 'nearest' });
    if (active) this.input.setAttribute('aria-activedescendant', active.id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  private show(open: boolean) {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
  }
}
