/** Numbers for people: 亩 with 2 decimals, 公顷, shares that never hide a remainder. */

/** 1 亩 = 10,000/15 m². */
export const m2PerMu = 10000 / 15;
const m2PerHa = 10000;

const grouped = (decimals: number) => new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
const fixed = [0, 1, 2, 3, 4].map(grouped);

function number(value: number, decimals: number): string {
  const least = 10 ** -decimals;
  if (value > 0 && value < least / 2) return `<${least.toFixed(decimals)}`;
  return fixed[decimals]!.format(value);
}

/** 亩 of an area in m². */
export const mu = (m2: number): string => number(m2 / m2PerMu, 2);

/** 公顷 of an area in m²: 2 decimals, 4 below one hectare. */
export const ha = (m2: number): string => number(m2 / m2PerHa, m2 > 0 && m2 < m2PerHa ? 4 : 2);

/** A count. */
export const count = (n: number): string => fixed[0]!.format(n);

/** A mean of an index: three decimals. */
export const decimal = (n: number): string => n.toFixed(3);

/** Points of a score. */
export const points = (n: number): string => fixed[2]!.format(n);

/**
 * A share as percentage with 2 decimals that is 100% only where nothing is missing and 0% only where nothing is there.
 * `missing` says that the rest is not nothing though the share was rounded to 1.
 */
export function percent(share: number | null | undefined, missing = false): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '—';
  if (share > 0 && share < 0.00005) return '<0.01%';
  if ((share < 1 || missing) && share >= 0.99995) return '>99.99%';
  return `${fixed[2]!.format(100 * share)}%`;
}

/** The part of a whole as [percent] writes it; a part that is not zero never reads as 0%. */
export function portion(part: number, whole: number): string {
  return whole > 0 ? percent(part / whole, part < whole) : '—';
}

/** Degrees with a centimetre's worth of decimals would be seven; five (1 m) is what a reader wants. */
export function lonLat(lon: number, lat: number): string {
  return `${Math.abs(lon).toFixed(5)}° ${lon < 0 ? 'W' : 'E'}, ${Math.abs(lat).toFixed(5)}° ${lat < 0 ? 'S' : 'N'}`;
}

/** A time of RFC 3339 as local date and minute; anything else as it is. */
export function minute(time: string): string {
  const t = new Date(time);
  if (Number.isNaN(t.getTime())) return time;
  return `${day(t)} ${two(t.getHours())}:${two(t.getMinutes())}`;
}

const two = (n: number) => String(n).padStart(2, '0');

/** The local day of a time of RFC 3339. */
export function day(time: string | Date): string {
  const t = new Date(time);
  return `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`;
}

/** The last day that ends before a time: what ends at midnight lasts until the day before. */
export function lastDay(end: string): string {
  return day(new Date(new Date(end).getTime() - 1));
}

/** The time at which a local day has ended, as RFC 3339. */
export function endOfDay(date: string): string {
  const [y, m, d] = date.split('-').map(Number);
  return new Date(y!, m! - 1, d! + 1).toISOString();
}
