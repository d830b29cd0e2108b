import { expect, test } from 'vitest';
import type { CoverageRow, Level } from './api';
import { buildTree, fullBars, gapShare, search, sorted, type ZoneNode } from './tree';

const row = (zone: string, parent: string, level: Level, gap: number, name = zone): CoverageRow => ({
  zone, parent, level, name, demand_m2: 100, covered_m2: 100 - gap, gap_m2: gap, accepted_m2: 0, overlap_m2: 0, residue_m2: 0,
  unassigned_m2: 0, contested_m2: 0, gaps: 0, covered_share: (100 - gap) / 100,
});
const rows = [
  row('33', '', 'county', 12, '青屿县'), row('331', '33', 'township', 2, '竹影乡'), row('332', '33', 'township', 10), row('farm', '33', 'township', 0, '国有林场'),
  row('331a', '331', 'village', 2), row('stray', 'elsewhere', 'village', 1),
];
const codes = (nodes: Iterable<ZoneNode>) => [...nodes].map((n) => n.row.zone);

test('containment follows the parent, not the code; an unknown parent makes a root', () => {
  const roots = buildTree(rows);
  expect(codes(roots)).toEqual(['33', 'stray']);
  expect(codes(roots[0]!.children)).toEqual(['331', '332', 'farm']);
  expect(roots[0]!.children[0]!.children[0]!.depth).toBe(2);
});

test('most uncovered ground first, or by code', () => {
  const [root] = buildTree(rows);
  expect(codes(sorted(root!.children, 'gap'))).toEqual(['332', '331', 'farm']);
  expect(codes(sorted(root!.children, 'code'))).toEqual(['331', '332', 'farm']);
});

test('a search shows matches below their parents, and says how many it leaves out', () => {
  const roots = buildTree(rows);
  const found = search(roots, '331', 1);
  expect(codes(found.matches)).toEqual(['331']);
  expect(new Set(codes(found.shown))).toEqual(new Set(['331', '33']));
  expect(found.more).toBe(1);
  expect(codes(search(roots, '林场', 10).matches)).toEqual(['farm']);
  expect(search(roots, '没有', 10).matches.size).toBe(0);
});

test('bars are full at the highest share of their level', () => {
  expect(fullBars(rows).get('township')).toBe(0.1);
  expect(gapShare({ ...rows[0]!, demand_m2: 0 })).toBeNull();
});
