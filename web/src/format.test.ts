import { expect, test } from 'vitest';
import { day, endOfDay, lastDay, count, ha, lonLat, mu, percent, portion } from './format';

test.each([
  [0, '0.00'],
  [10000 / 15, '1.00'],
  [1, '<0.01'],
  [3.4, '0.01'],
  [366510092.8294944, '549,765.14'],
])('%f m² in 亩', (m2, text) => expect(mu(m2)).toBe(text));

test.each([
  [0, '0.00'],
  [0.3, '<0.0001'],
  [42, '0.0042'],
  [9999, '0.9999'],
  [10000, '1.00'],
  [366510092.8294944, '36,651.01'],
])('%f m² in 公顷', (m2, text) => expect(ha(m2)).toBe(text));

test.each([
  [1, false, '100.00%'],
  [1, true, '>99.99%'],
  [0.99999, false, '>99.99%'],
  [0.99994, false, '99.99%'],
  [0.9820325849795536, true, '98.20%'],
  [0, false, '0.00%'],
  [0.000049, false, '<0.01%'],
  [0.00005, false, '0.01%'],
  [null, false, '—'],
  [NaN, false, '—'],
] as const)('share %s (missing %s)', (share, missing, text) => expect(percent(share, missing)).toBe(text));

test('a part is never all of a larger whole, nor nothing', () => {
  expect(portion(1, 1e12)).toBe('<0.01%');
  expect(portion(1e12 - 1, 1e12)).toBe('>99.99%');
  expect(portion(5, 5)).toBe('100.00%');
  expect(portion(0, 0)).toBe('—');
});

test('counts and places', () => {
  expect(count(185253)).toBe('185,253');
  expect(lonLat(119.5, -30.25)).toBe('119.50000° E, 30.25000° S');
});

test('what ends at midnight lasts until the day before', () => {
  expect(lastDay(endOfDay('2026-12-31'))).toBe('2026-12-31');
  expect(lastDay(endOfDay('2028-02-29'))).toBe('2028-02-29');
  expect(lastDay(new Date(2026, 0, 1, 12).toISOString())).toBe('2026-01-01');
  expect(day(new Date(2026, 8, 3))).toBe('2026-09-03');
});
