import { expect, test } from 'vitest';
import type { CoverageRow, Level } from './api';
import { buildTree } from './tree';
import { offered } from './zonepicker';

const row = (zone: string, name: string, level: Level, parent: string) => ({ zone, name, level, parent, gap_m2: 0 }) as CoverageRow;
const county = row('330523', 'County', 'county', '');
const townships = [...Array(9)].map((_, i) => row(`33052310${i}`, `Township ${i}`, 'township', '330523'));
const villages = townships.flatMap((t) => [...Array(9)].map((_, i) => row(`${t.zone}00${i}`, `Village ${t.zone.at(-1)}${i}`, 'village', t.zone)));

test('without a word the levels that fit are offered, each zone below its parent', () => {
  const roots = buildTree([...villages, ...townships, county]);
  expect(offered(roots, ' ').map((n) => n.row.zone)).toEqual(['330523', ...townships.map((t) => t.zone)]);
});

test('a name or a code finds zones of all levels', () => {
  const roots = buildTree([county, ...townships, ...villages]);
  expect(offered(roots, 'village 31').map((n) => n.row.zone)).toEqual(['330523103001']);
  expect(offered(roots, '330523102').map((n) => n.row.level)).toEqual(['township', ...Array<Level>(9).fill('village')]);
  expect(offered(roots, 'no such zone')).toEqual([]);
});

test('a small tree is offered whole', () => {
  expect(offered(buildTree([county, townships[0]!, villages[0]!]), '').map((n) => n.depth)).toEqual([0, 1, 2]);
});
