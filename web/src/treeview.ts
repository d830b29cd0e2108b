import type { CoverageRow } from './api';
import { el } from './dom';
import { count, mu, percent } from './format';
import type { I18n } from './i18n';
import { buildTree, fullBars, gapShare, search, sorted, type Found, type Order, type ZoneNode } from './tree';

/** At most this many zones are listed for a search. */
const searchLimit = 100;

/** The tree of zones at the left, after the ARIA tree pattern: one tab stop, arrows move, Enter chooses. */
export class TreeView {
  readonly element: HTMLElement;
  private readonly list = el('div', { class: 'tree', role: 'tree' });
  private readonly tools = el('div', { class: 'tree-tools' });
  private roots: ZoneNode[] = [];
  private nodes = new Map<string, ZoneNode>();
  private full = new Map<string, number>();
  private open = new Set<string>();
  private order: Order = 'gap';
  private query = '';
  private chosen: string | null = null;
  private focused: string | null = null;

  constructor(
    private i18n: I18n,
    private readonly onChoose: (code: string) => void,
  ) {
    this.element = el('section', { class: 'zones' }, this.tools, this.list);
    this.list.addEventListener('keydown', (e) => this.key(e));
    this.list.addEventListener('click', (e) => this.click(e));
    this.drawTools();
  }

  /** Shows the zones of a coverage answer; what was open stays open. */
  show(i18n: I18n, rows: readonly CoverageRow[]): void {
    this.i18n = i18n;
    const first = this.roots.length === 0;
    this.roots = buildTree(rows);
    this.full = fullBars(rows);
    this.nodes = new Map();
    const note = (n: ZoneNode) => {
      this.nodes.set(n.row.zone, n);
      n.children.forEach(note);
    };
    this.roots.forEach(note);
    const [only] = this.roots;
    if (first && only && this.roots.length === 1) this.open.add(only.row.zone);
    this.drawTools();
    this.draw();
  }

  /** Marks a zone as chosen and brings it into view; null marks none. */
  choose(code: string | null): void {
    this.chosen = code;
    const node = code === null ? undefined : this.nodes.get(code);
    for (let n = node?.parent; n; n = n.parent) this.open.add(n.row.zone);
    if (code !== null) this.focused = code;
    this.draw();
    if (node) this.row(node.row.zone)?.scrollIntoView({ block: 'nearest' });
  }

  /** The name of a zone, or its code where it is unknown. */
  name(code: string): string {
    return this.nodes.get(code)?.row.name ?? code;
  }

  private drawTools() {
    const t = this.i18n.t.bind(this.i18n);
    const filter = el('input', { type: 'search', placeholder: t('filter'), 'aria-label': t('filter'), value: this.query, spellcheck: 'false' });
    filter.addEventListener('input', () => {
      this.query = filter.value;
      this.draw();
    });
    const choice = (order: Order, label: string) =>
      el('button', { type: 'button', 'aria-pressed': this.order === order ? 'true' : 'false', 'data-order': order, onclick: () => { this.order = order; this.drawTools(); this.draw(); } }, label);
    this.tools.replaceChildren(
      el('h2', {}, t('zones')),
      el('div', { class: 'segments', role: 'group', 'aria-label': t('sortBy') }, choice('gap', t('sortGap')), choice('code', t('sortCode'))),
      filter,
      el('div', { class: 'columns', 'aria-hidden': 'true' }, el('span', {}), el('span', { class: 'num' }, t('colGap')), el('span', { class: 'num', title: t('barHint') }, t('colShare'))));
    this.list.setAttribute('aria-label', t('zones'));
  }

  private draw() {
    const hadFocus = this.list.contains(document.activeElement);
    const scroll = this.list.scrollTop;
    const found = this.query.trim() === '' ? null : search(this.roots, this.query, searchLimit);
    const rows: HTMLElement[] = [];
    const add = (nodes: readonly ZoneNode[]) => {
      for (const n of sorted(nodes, this.order)) {
        if (found && !found.shown.has(n)) continue;
        rows.push(this.item(n, found));
        if (this.isOpen(n, found)) add(n.children);
      }
    };
    add(this.roots);
    const t = this.i18n.t.bind(this.i18n);
    if (this.roots.length === 0) rows.push(el('p', { class: 'empty' }, t('noZones')));
    else if (found && found.matches.size === 0) rows.push(el('p', { class: 'empty' }, t('nothingFound', { q: this.query.trim() })));
    else if (found && found.more > 0) rows.push(el('p', { class: 'empty' }, t('moreMatches', { n: count(found.more) })));
    this.list.replaceChildren(...rows);
    this.list.scrollTop = scroll;
    const stop = (this.focused !== null ? this.row(this.focused) : null) ?? this.list.querySelector<HTMLElement>('[role=treeitem]');
    if (stop) {
      stop.tabIndex = 0;
      if (hadFocus) stop.focus();
    }
  }

  private isOpen(n: ZoneNode, found: Found | null): boolean {
    if (n.children.length === 0) return false;
    return this.open.has(n.row.zone) || (found !== null && n.children.some((c) => found.shown.has(c)));
  }

  private item(n: ZoneNode, found: Found | null): HTMLElement {
    const { row } = n;
    const t = this.i18n.t.bind(this.i18n);
    const share = gapShare(row);
    const shareText = percent(share);
    const bar = el('i', { class: 'share' });
    bar.style.width = `${100 * Math.min(1, (share ?? 0) / (this.full.get(row.level) || 1))}%`;
    const item = el('div', {
      class: `row level-${row.level}${found?.matches.has(n) ? ' match' : ''}${row.gap_m2 > 0 ? '' : ' whole'}`,
      role: 'treeitem', tabindex: -1, 'data-code': row.zone, 'aria-level': n.depth + 1,
      'aria-expanded': n.children.length ? String(this.isOpen(n, found)) : null,
      'aria-selected': String(row.zone === this.chosen),
      'aria-label': t('rowLabel', { name: row.name, level: this.i18n.level(row.level), mu: mu(row.gap_m2), share: shareText }),
      title: `${row.name} · ${this.i18n.level(row.level)} · ${row.zone}`,
    },
      el('span', { class: 'name' }, el('span', { class: n.children.length ? 'twist' : 'twist leaf', 'aria-hidden': 'true' }), el('span', { class: 'text' }, row.name)),
      el('span', { class: 'num area' }, row.gap_m2 > 0 ? mu(row.gap_m2) : t('fullyCovered')),
      el('span', { class: 'num percent' }, shareText, el('span', { class: 'track' }, row.gap_m2 > 0 && bar)));
    item.style.setProperty('--depth', String(n.depth));
    return item;
  }

  private row(code: string): HTMLElement | null {
    return this.list.querySelector<HTMLElement>(`[data-code="${CSS.escape(code)}"]`);
  }

  private toggle(code: string, open: boolean) {
    if (open) this.open.add(code);
    else this.open.delete(code);
    this.draw();
  }

  private click(e: MouseEvent) {
    const target = e.target as Element;
    const row = target.closest<HTMLElement>('[role=treeitem]');
    const code = row?.dataset.code;
    if (!row || code === undefined) return;
    this.focused = code;
    if (target.closest('.twist:not(.leaf)')) this.toggle(code, row.getAttribute('aria-expanded') !== 'true');
    else this.onChoose(code);
  }

  private key(e: KeyboardEvent) {
    const row = (e.target as Element).closest<HTMLElement>('[role=treeitem]');
    const code = row?.dataset.code;
    if (!row || code === undefined || e.altKey || e.ctrlKey || e.metaKey) return;
    const rows = [...this.list.querySelectorAll<HTMLElement>('[role=treeitem]')];
    const at = rows.indexOf(row);
    const expanded = row.getAttribute('aria-expanded');
    const parent = this.nodes.get(code)?.parent?.row.zone;
    const actions: Record<string, () => void> = {
      ArrowDown: () => this.focus(rows[at + 1]),
      ArrowUp: () => this.focus(rows[at - 1]),
      Home: () => this.focus(rows[0]),
      End: () => this.focus(rows.at(-1)),
      ArrowRight: () => (expanded === 'false' ? this.toggle(code, true) : expanded === 'true' && this.focus(rows[at + 1])),
      ArrowLeft: () => (expanded === 'true' ? this.toggle(code, false) : parent !== undefined && this.focus(this.row(parent))),
      Enter: () => this.onChoose(code),
      ' ': () => this.onChoose(code),
    };
    const action = actions[e.key];
    if (!action) return;
    e.preventDefault();
    action();
  }

  private focus(row: HTMLElement | null | undefined) {
    if (!row) return;
    for (const r of this.list.querySelectorAll<HTMLElement>('[tabindex="0"]')) r.tabIndex = -1;
    row.tabIndex = 0;
    this.focused = row.dataset.code ?? null;
    row.focus();
  }
}
