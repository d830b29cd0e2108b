import { expect, test } from 'vitest';
import type { CellAt, Responsible } from './api';
import { verdict, type Verdict } from './place';

const cell = (ranger_name: string): CellAt => ({ cell: 'c', ranger: '', ranger_name, valid_from: '', valid_to: '' });
const at: Responsible = { snapshot: 's', on: '2026-10-01', lon: 0, lat: 0, chain: [{ level: 'village', zone: 'z', name: 'z', chief: '' }], cells: [], parcel: null, gap: null, accepted: false, patches: [] };

test.each<[Verdict, Partial<Responsible>]>([
  ['gap', { gap: { id: 'g', area_m2: 1 } }],
  ['accepted', { accepted: true }],
  ['outside', { chain: [] }],
  ['nocell', {}],
  ['noranger', { cells: [cell('')] }],
  ['overlap', { cells: [cell('甲'), cell('')] }],
  ['ok', { cells: [cell('甲')] }],
])('%s', (v, r) => expect(verdict({ ...at, ...r })).toBe(v));
