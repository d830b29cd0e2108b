import type { CoverageRow } from './api';

/** A zone with the zones below it. */
export interface ZoneNode {
  row: CoverageRow;
  depth: number;
  parent: ZoneNode | null;
  children: ZoneNode[];
}

/** The zones of a coverage answer as trees, in the order of the rows. A row whose parent is not among them is a root. */
export function buildTree(rows: readonly CoverageRow[]): ZoneNode[] {
  const byCode = new Map<string, ZoneNode>();
  for (const row of rows) byCode.set(row.zone, { row, depth: 0, parent: null, children: [] });
  const roots: ZoneNode[] = [];
  for (const node of byCode.values()) {
    const parent = byCode.get(node.row.parent);
    if (parent && parent !== node) {
      node.parent = parent;
      parent.children.push(node);
    } else {
      roots.push(node);
    }
  }
  const settle = (node: ZoneNode, depth: number) => {
    node.depth = depth;
    for (const c of node.children) settle(c, depth + 1);
  };
  for (const r of roots) settle(r, 0);
  return roots;
}

export type Order = 'gap' | 'code';

/** Siblings in order: most uncovered ground first (then by code), or by code. */
export function sorted(nodes: readonly ZoneNode[], order: Order): ZoneNode[] {
  const byCode = (a: ZoneNode, b: ZoneNode) => (a.row.zone < b.row.zone ? -1 : a.row.zone > b.row.zone ? 1 : 0);
  return [...nodes].sort(order === 'code' ? byCode : (a, b) => b.row.gap_m2 - a.row.gap_m2 || byCode(a, b));
}

/** Uncovered share of a zone's demand, or null where it has none. */
export function gapShare(row: CoverageRow): number | null {
  return row.demand_m2 > 0 ? row.gap_m2 / row.demand_m2 : null;
}

/** The highest uncovered share of each level: what fills a bar. */
export function fullBars(rows: readonly CoverageRow[]): Map<string, number> {
  const full = new Map<string, number>();
  for (const r of rows) full.set(r.level, Math.max(full.get(r.level) ?? 0, gapShare(r) ?? 0));
  return full;
}

/** Everything a search turns up: the zones that match, and those above them that must be shown for it. */
export interface Found {
  matches: Set<ZoneNode>;
  shown: Set<ZoneNode>;
  more: number; // matches beyond the limit
}

/** Zones whose name or code contains the text, at most `limit`. */
export function search(roots: readonly ZoneNode[], text: string, limit: number): Found {
  const wanted = text.trim().toLowerCase();
  const found: Found = { matches: new Set(), shown: new Set(), more: 0 };
  const visit = (node: ZoneNode) => {
    if (node.row.name.toLowerCase().includes(wanted) || node.row.zone.toLowerCase().includes(wanted)) {
      if (found.matches.size < limit) {
        found.matches.add(node);
        for (let n: ZoneNode | null = node; n; n = n.parent) found.shown.add(n);
      } else {
        found.more++;
      }
    }
    for (const c of node.children) visit(c);
  };
  for (const r of roots) visit(r);
  return found;
}
