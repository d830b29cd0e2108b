import { expect, test } from 'vitest';
import { formatHash, parseHash, type View } from './hash';

test('a view comes back from its link', () => {
  const view: View = { map: { zoom: 11.25, lat: 30.5, lon: 119.625 }, zone: '3305 & 23', at: { lon: 119.5, lat: 30.25 }, lang: 'en', off: ['cells', 'parcels'], raster: 'ndvi-2026-08-01~ndvi-2026-10-01' };
  expect(parseHash(formatHash(view))).toEqual(view);
});

test.each(['村/1+2', '50%', '50%25', 'a&b=c', '#1', '林班 3', '"'])('a zone %s comes back from its link', (zone) => {
  expect(parseHash(formatHash({ zone })).zone).toBe(zone);
  expect(new URL(`api/zones/${encodeURIComponent(zone)}`, 'http://a.example/').pathname.split('/')).toHaveLength(4);
});

test('nonsense is left out', () => {
  expect(parseHash('#map=a/b/c&at=200,91&lang=fr&off=')).toEqual({});
  expect(parseHash('')).toEqual({});
});
