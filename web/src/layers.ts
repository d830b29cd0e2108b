import type { ExpressionSpecification, FilterSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { levels, type Bounds, type CoverageRow, type Level, type SnapshotApi } from './api';
import { palette, tints } from './palette';
import type { Finding } from './symbols';

/** What the map shows of one snapshot: its tile sources, and the layers that draw them, from below to above. */

/** Switches of the legend. */
export const groups = ['tint', 'zones', 'labels', 'cells', 'parcels', 'gaps', 'overlaps', 'patches', 'basemap'] as const;
export type Group = (typeof groups)[number];

/** From which zoom a group is drawn, where it isn't always. */
export const minZoom: Partial<Record<Group, number>> = { cells: 10.5, parcels: 13 };

/** Sources in which every request carries the snapshot's id. Parcels are apart: they are heavy and often off. */
export function sources(api: SnapshotApi, bounds: Bounds): Record<string, SourceSpecification> {
  const tiles = (minzoom: number, ...layers: string[]): SourceSpecification => ({ type: 'vector', tiles: [api.tiles(...layers)], minzoom, maxzoom: 16, bounds: widened(bounds) });
  return {
    ground: tiles(0, 'zones', 'cells', 'labels'),
    parcels: tiles(12, 'parcels'),
    findings: tiles(0, 'gaps', 'overlaps', 'patches', 'points'),
  };
}

/** Cells may stick out of the zones. */
function widened([w, s, e, n]: Bounds): Bounds {
  const by = 0.05;
  return [Math.max(-180, w - by), Math.max(-85, s - by), Math.min(180, e + by), Math.min(85, n + by)];
}

const area: ExpressionSpecification = ['get', 'area_m2'];

/** Metres a pixel at the middle latitudes of China; good enough to choose what to draw. */
export const metresPerPixel = (zoom: number) => (78271.5 * Math.cos((32 * Math.PI) / 180)) / 2 ** zoom;

/** 1 where a polygon of this area is too small on the screen to be seen, else 0: then its own hatch takes over. */
function whileSmall(pixels: number): ExpressionSpecification {
  const small = (zoom: number): ExpressionSpecification => ['case', ['<', area, (pixels * metresPerPixel(zoom)) ** 2], 1, 0];
  const stops: (number | ExpressionSpecification)[] = [];
  for (let zoom = 7; zoom <= 18; zoom += 0.5) stops.push(zoom, small(zoom));
  return ['step', ['zoom'], 1, ...stops] as unknown as ExpressionSpecification;
}

/** Marks grow with the side of the square of equal area: 1 m², 1 亩, 100 亩, 1,000 亩, 10,000 亩. */
const markScale: ExpressionSpecification = ['interpolate', ['linear'], ['sqrt', area], 1, 0.2, 26, 0.26, 258, 0.46, 816, 0.72, 2582, 1.1];
const marksAt = (far: number, near: number): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], 7, ['*', far, markScale], 11, ['*', near, markScale]];

function finding(kind: Finding, group: Group, edge: string): LayerSpecification[] {
  const source = { source: 'findings' };
  return [
    { id: `${group}-fill`, type: 'fill', ...source, 'source-layer': group, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-pattern': `hatch-${kind}` } },
    {
      id: `${group}-line`, type: 'line', ...source, 'source-layer': group, filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'line-color': edge, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, kind === 'gap' ? 0.6 : 0.15, 14, 1.6, 17, 2.4] },
    },
  ];
}

function points(kind: Finding, group: Group, far: number, near: number): LayerSpecification {
  return {
    id: `${group}-mark`, type: 'symbol', source: 'findings', 'source-layer': 'points', filter: ['==', ['get', 'kind'], kind],
    layout: { 'icon-image': `mark-${kind}`, 'icon-size': marksAt(far, near), 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['-', 0, area] },
    paint: { 'icon-opacity': whileSmall(18) },
  };
}

const tintSteps = ['step', ['get', 'gap_share'], tints[0]!.color, ...tints.slice(1).flatMap((t) => [t.from, t.color])] as unknown as ExpressionSpecification;

/** The fonts of the labels: whatever of these the machine has. The style names no glyphs, so MapLibre draws text locally. */
const fonts = ['Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'];

/** Borders of finer zones come first, so that coarser ones lie over them. */
function borders(present: readonly Level[]): LayerSpecification[] {
  const width: Record<Level, number> = { province: 3.2, city: 2.8, county: 2.2, township: 1.2, village: 0.5 };
  return [...levels].reverse().filter((l) => present.includes(l)).map((level) => ({
    id: `zones-line-${level}`, type: 'line', source: 'ground', 'source-layer': 'zones', filter: ['==', ['get', 'level'], level],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': palette.zone,
      'line-opacity': level === 'village' ? ['interpolate', ['linear'], ['zoom'], 8, 0.15, 11, 0.6] : 0.85,
      'line-width': ['interpolate', ['linear'], ['zoom'], 6, width[level] * 0.4, 10, width[level], 15, Math.max(2, width[level] * 2.2)],
    },
  }));
}

/** The zoom from which a level's zones are on average this many pixels wide, so that a name fits into one. */
export function zoomWhere(level: Level, rows: readonly CoverageRow[], pixels: number): number {
  const areas = rows.filter((r) => r.level === level).map((r) => r.demand_m2);
  const side = Math.sqrt(areas.reduce((a, b) => a + b, 0) / Math.max(1, areas.length));
  return side > 0 ? Math.min(18, Math.max(0, Math.log2((pixels * metresPerPixel(0)) / side))) : 0;
}

/** The most characters of a name that the map writes. MapLibre draws no label of many thousands, and stops at the first such name. */
export const longestLabel = 24;
const whole: ExpressionSpecification = ['get', 'name'];
const label: ExpressionSpecification = ['case', ['>', ['length', whole], longestLabel], ['concat', ['slice', whole, 0, longestLabel - 1], '…'], whole];

/** Zone names, coarser zones first in line for the room there is; a level's names go where the one two below appears. */
function names(present: readonly Level[], rows: readonly CoverageRow[]): LayerSpecification[] {
  const here = levels.filter((l) => present.includes(l));
  const from = here.map((l) => zoomWhere(l, rows, 72));
  const size: Record<Level, number> = { province: 19, city: 18, county: 16, township: 14, village: 11.5 };
  return here.map((level, i): LayerSpecification => ({
    id: `labels-${level}`, type: 'symbol', source: 'ground', 'source-layer': 'labels', filter: ['==', ['get', 'level'], level],
    minzoom: from[i]!, maxzoom: i + 2 < here.length ? Math.max(from[i]! + 1, from[i + 2]! + 0.5) : 24,
    layout: {
      'text-field': label, 'text-font': fonts, 'text-size': size[level], 'text-padding': level === 'village' ? 4 : 8, 'text-max-width': 7,
      'text-letter-spacing': level === 'village' ? 0.02 : level === 'township' ? 0.08 : 0.15, 'text-variable-anchor': ['center', 'top', 'bottom'],
    },
    paint: { 'text-color': level === 'village' ? '#4a5a52' : '#1b2c24', 'text-halo-color': 'rgba(250, 249, 244, 0.92)', 'text-halo-width': 1.6 },
  })).reverse();
}

const none: FilterSpecification = ['==', ['literal', true], false];

/** The layers of each group, in drawing order. */
export function layers(present: readonly Level[], rows: readonly CoverageRow[]): { group: Group | 'select'; layer: LayerSpecification }[] {
  const all = (group: Group | 'select', ...list: LayerSpecification[]) => list.map((layer) => ({ group, layer }));
  return [
    ...all('tint', {
      id: 'zones-tint', type: 'fill', source: 'ground', 'source-layer': 'zones', filter: ['==', ['get', 'finest'], true],
      paint: { 'fill-color': tintSteps, 'fill-antialias': false, 'fill-opacity': ['interpolate', ['linear'], ['zoom'], 12, 0.95, 15, 0.45] },
    }),
    ...all('parcels', {
      id: 'parcels-line', type: 'line', source: 'parcels', 'source-layer': 'parcels', minzoom: minZoom.parcels!,
      paint: { 'line-color': palette.parcel, 'line-width': ['interpolate', ['linear'], ['zoom'], 13, 0.5, 17, 1.2], 'line-opacity': 0.8 },
    }),
    ...all('cells', {
      id: 'cells-line', type: 'line', source: 'ground', 'source-layer': 'cells', minzoom: minZoom.cells!,
      paint: {
        'line-color': palette.cell, 'line-dasharray': [3, 2], 'line-opacity': ['interpolate', ['linear'], ['zoom'], 10.5, 0.3, 13, 0.95],
        'line-width': ['interpolate', ['linear'], ['zoom'], 10.5, 0.5, 14, 1.6, 17, 2.6],
      },
    }),
    ...all('gaps', ...finding('gap', 'gaps', palette.gap)),
    ...all('overlaps', ...finding('overlap', 'overlaps', palette.overlap)),
    ...all('patches', ...finding('patch', 'patches', palette.patchEdge)),
    ...all('zones', ...borders(present)),
    ...all('patches', points('patch', 'patches', 0.42, 0.62)),
    ...all('overlaps', points('overlap', 'overlaps', 0.5, 0.75)),
    ...all('gaps', points('gap', 'gaps', 0.7, 1)),
    ...all(
      'select',
      {
        id: 'select-zone-halo', type: 'line', source: 'ground', 'source-layer': 'zones', filter: none, layout: { 'line-join': 'round' },
        paint: { 'line-color': '#fff', 'line-width': 7, 'line-opacity': 0.75 },
      },
      {
        id: 'select-zone', type: 'line', source: 'ground', 'source-layer': 'zones', filter: none, layout: { 'line-join': 'round' },
        paint: { 'line-color': palette.select, 'line-width': 3 },
      },
      ...(['gaps', 'overlaps', 'patches'] as const).map((layer): LayerSpecification => ({
        id: `select-${layer}`, type: 'line', source: 'findings', 'source-layer': layer, filter: none, layout: { 'line-join': 'round' },
        paint: { 'line-color': palette.select, 'line-width': 3 },
      })),
    ),
    ...all('labels', ...names(present, rows)),
  ];
}

/** Filters that pick out one zone, or one finding. */
export const selection = {
  none,
  zone: (code: string): FilterSpecification => ['==', ['get', 'code'], code],
  spot: (id: string): FilterSpecification => ['==', ['get', 'id'], id],
  patch: (id: string): FilterSpecification => ['==', ['get', 'patch'], id],
};

/** Layers whose features a pointer may rest on. */
export const touchable: Record<string, Finding> = {
  'gaps-mark': 'gap', 'gaps-fill': 'gap', 'overlaps-mark': 'overlap', 'overlaps-fill': 'overlap', 'patches-mark': 'patch', 'patches-fill': 'patch',
};
