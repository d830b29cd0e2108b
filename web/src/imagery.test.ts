import { expect, test } from 'vitest';
import type { RasterLegend, Rasters } from './api';
import { ends, picture } from './imagery';

const legend: RasterLegend = { title: { zh: '甲', en: 'a' }, kind: 'continuous', ramp: 'ndvi', min: 0, max: 1, stops: [], nodata: { zh: '无', en: 'none' } };
const rest = { maxzoom: 14, bounds: [0, 0, 1, 1] as [number, number, number, number], legend };
const rasters: Rasters = {
  scenes: [{ id: 'ndvi-2026-08-01', path: '/rasters/ndvi-2026-08-01', ...rest }],
  differences: [{ earlier: 'ndvi-2026-08-01', later: 'ndvi-2026-10-01', path: '/rasters/diff/ndvi-2026-08-01/ndvi-2026-10-01', ...rest }],
};

test('a key finds its picture, in this snapshot only', () => {
  expect(picture(rasters, 'ndvi-2026-08-01')?.path).toBe('/rasters/ndvi-2026-08-01');
  expect(picture(rasters, 'ndvi-2026-08-01~ndvi-2026-10-01')?.path).toBe('/rasters/diff/ndvi-2026-08-01/ndvi-2026-10-01');
  for (const key of [undefined, '', 'ndvi-2025-08-01']) expect(picture(rasters, key)).toBeNull();
  expect(picture(null, 'ndvi-2026-08-01')).toBeNull();
});

test('a ramp names its ends without what rounding leaves', () => {
  expect(ends({ min: -0.5, max: 0.5 })).toEqual(['−0.5', '0', '0.5']);
  expect(ends({ min: 0.1, max: 0.3 })).toEqual(['0.1', '0.2', '0.3']);
});
