import type { Lang } from './i18n';

/** What a link to the page remembers. */
export interface View {
  map?: { zoom: number; lon: number; lat: number } | undefined;
  zone?: string | undefined;
  at?: { lon: number; lat: number } | undefined;
  lang?: Lang | undefined;
  off?: string[] | undefined; // layers that are switched off
  raster?: string | undefined; // the scene or difference that is drawn
}

/** Reads `#map=zoom/lat/lon&zone=…&at=lon,lat&lang=…&off=a,b&raster=…`; what makes no sense is left out. */
export function parseHash(hash: string): View {
  const q = new URLSearchParams(hash.replace(/^#/, ''));
  const view: View = {};
  const map = numbers(q.get('map'), '/', 3);
  if (map && inRange(map[2]!, map[1]!)) view.map = { zoom: Math.min(22, Math.max(0, map[0]!)), lat: map[1]!, lon: map[2]! };
  const at = numbers(q.get('at'), ',', 2);
  if (at && inRange(at[0]!, at[1]!)) view.at = { lon: at[0]!, lat: at[1]! };
  const zone = q.get('zone');
  if (zone) view.zone = zone;
  const lang = q.get('lang');
  if (lang === 'zh' || lang === 'en') view.lang = lang;
  const off = q.get('off');
  if (off) view.off = off.split(',');
  const raster = q.get('raster');
  if (raster) view.raster = raster;
  return view;
}

/** Writes what [parseHash] reads. */
export function formatHash(v: View): string {
  const parts: string[] = [];
  if (v.map) parts.push(`map=${v.map.zoom.toFixed(2)}/${v.map.lat.toFixed(5)}/${v.map.lon.toFixed(5)}`);
  if (v.zone) parts.push(`zone=${encodeURIComponent(v.zone)}`);
  if (v.at) parts.push(`at=${v.at.lon.toFixed(6)},${v.at.lat.toFixed(6)}`);
  if (v.lang) parts.push(`lang=${v.lang}`);
  if (v.off?.length) parts.push(`off=${v.off.map(encodeURIComponent).join(',')}`);
  if (v.raster) parts.push(`raster=${encodeURIComponent(v.raster)}`);
  return `#${parts.join('&')}`;
}

function numbers(text: string | null, separator: string, n: number): number[] | null {
  const out = (text ?? '').split(separator).map(Number);
  return text && out.length === n && out.every(Number.isFinite) ? out : null;
}

const inRange = (lon: number, lat: number) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
