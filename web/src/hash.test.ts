import { expect, test } from 'vitest';
import { formatHash, parseHash, type View } from './hash';

test('a view comes back from its link', () => {
  const view: View = { map: { zoom: 11.25, lat: 30.5, lon: 119.625 }, zone: '3305 & 23', at: { lon: 119.5, lat: 30.25 }, lang: 'en', off: ['cells', 'parcels'], raster: 'ndvi-2026-08-01~ndvi-2026-10-01' };
  expect(parseHash(formatHash(view))).toEqual(view);
});

test('nonsense is left out', () => {
  expect(parseHash('#map=a/b/c&at=200,91&lang=fr&off=')).toEqual({});
  expect(parseHash('')).toEqual({});
});
