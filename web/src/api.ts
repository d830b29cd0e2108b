/** The HTTP contract of docs/guide/api.md, as far as the page uses it. Areas are m². */

import { base, type Connection } from './connection';

export type Level = 'province' | 'city' | 'county' | 'township' | 'village';
export const levels: readonly Level[] = ['province', 'city', 'county', 'township', 'village'];

export type Bounds = [west: number, south: number, east: number, north: number];

export interface Snapshot {
  snapshot: string;
  name: string;
  created: string;
  on: string;
  working_crs: string;
  area_method: string;
  bounds: Bounds;
  counts: Partial<Record<'zones' | 'cells' | 'parcels' | 'gaps' | 'overlaps' | 'patches', number>>;
  levels: Level[] | null;
  scenes: { quantity: string; date: string }[] | null;
  /** What is wrong with a newer snapshot that is therefore not served. */
  damage?: string;
  rules: { change?: { name: string; quantity: string; t0?: string; t1?: string }[] | null };
}

export interface Totals {
  demand_m2: number;
  covered_m2: number;
  gap_m2: number;
  accepted_m2: number;
  overlap_m2: number;
  residue_m2: number;
  unassigned_m2: number;
  contested_m2: number;
  gaps: number;
  covered_share: number | null;
}

export interface CoverageRow extends Totals {
  zone: string;
  name: string;
  level: Level;
  parent: string;
}

export interface Coverage {
  snapshot: string;
  on: string;
  demand: 'all' | 'forest';
  area_method: string;
  rows: CoverageRow[];
  total: Totals;
}

export interface ChangeTotals {
  snapshot: string;
  rule: string;
  quantity: string;
  t0: string;
  t1: string;
  total: { patches: number; parts: number; area_m2: number; unobserved_m2: number; monitored_share: number | null };
}

/** Who answers for a zone; `chief` is "" where nobody holds it. */
export interface Link {
  level: Level;
  zone: string;
  name: string;
  chief: string;
}

export interface Spot {
  id: string;
  zone: string;
  cells?: string[];
  area_m2: number;
  lon: number;
  lat: number;
  bounds: Bounds;
}

export interface PatchPart {
  patch: string;
  part_m2: number;
  patch_m2: number;
  zone: string;
  cell: string;
  parcel: string;
  lon: number;
  lat: number;
  first_seen: string;
  severity: 'severe' | 'high' | 'ordinary';
  due: string;
  permitted_share: number;
}

export interface ZoneProfile {
  snapshot: string;
  on: string;
  area_method: string;
  zone: { code: string; name: string; level: Level; parent: string; area_m2: number; bounds: Bounds };
  chain: Link[] | null;
  coverage: CoverageRow;
  cells: number;
  gaps: Spot[] | null;
  overlaps: Spot[] | null;
  patches: PatchPart[] | null;
  unobserved_share: number | null; // by the later scene
  monitored_share: number | null; // at both dates
  state?: 'changed' | 'unchanged' | 'unobserved';
}

/** What every scene shows of one feature; `mean` is null where nothing of it was seen. */
export interface Series {
  quantity: string;
  rows: { date: string; mean: number | null; valid_share: number; state: 'observed' | 'unobserved' }[];
}

export interface CellAt {
  cell: string;
  ranger: string;
  ranger_name: string;
  valid_from: string | null;
  valid_to: string | null;
}

export interface Responsible {
  snapshot: string;
  on: string;
  lon: number;
  lat: number;
  chain: Link[] | null;
  also?: Link[][] | null;
  cells: CellAt[] | null;
  parcel: { id: string; class: string; category: string } | null;
  gap: { id: string; area_m2: number; first_seen?: string; days_open?: number } | null;
  accepted: boolean;
  patches: { patch: string; rule: string; patch_m2: number; t0: string; t1: string }[] | null;
}

/** One gap with what is needed to close it. */
export interface Gap {
  rank: number;
  id: string;
  area_m2: number;
  forest_m2: number;
  protective_m2: number;
  parcels: number;
  neighbours: { cell: string; ranger: string; border_m: number }[];
  nearest: { cell: string; distance_m: number } | null;
  first_seen: string;
  days_open: number | null;
  exceptions: { accepted: string; state: 'expired' | 'not_yet_valid' | 'outgrown'; valid_from: string; valid_to: string; area_m2: number }[];
  score: number;
  terms: { term: string; value: number; weight: number; points: number }[];
}

/** A phrase in both languages. */
export interface Phrase {
  zh: string;
  en: string;
}

/** What the colours of a scene or a difference mean; `change` is where classes changed. */
export interface RasterLegend {
  title: Phrase;
  kind: 'continuous' | 'classes' | 'change';
  ramp: string;
  min?: number;
  max?: number;
  stops?: { value: number; color: string }[];
  classes?: { value: number; color: string }[];
  unchanged?: Phrase & { color: string };
  nodata: Phrase;
}

interface Drawn {
  path: string;
  maxzoom: number;
  bounds: Bounds;
  legend: RasterLegend;
}

/** The scenes and differences that are drawn as tiles. */
export interface Rasters {
  scenes: (Drawn & { id: string })[];
  differences: (Drawn & { earlier: string; later: string })[];
}

export interface PageSettings {
  basemap: string;
  attribution: string;
}

/** Where a zone's certificate is: a page to print and sign, about the snapshot and date that the profile is about. */
export function certificateUrl(p: ZoneProfile): string {
  const url = new URL(`api/zones/${encodeURIComponent(p.zone.code)}/certificate`, base());
  url.search = new URLSearchParams({ format: 'html', snapshot: p.snapshot, on: p.on }).toString();
  return url.href;
}

/** Questions about the current snapshot, or about the server. */
export class ServerApi {
  constructor(private readonly server: Connection) {}
  snapshot(signal?: AbortSignal) {
    return this.server.get<Snapshot>('api/snapshot', {}, signal);
  }
  page() {
    return this.server.get<PageSettings>('api/page');
  }
}

/** Questions that are all about one snapshot. */
export class SnapshotApi {
  constructor(
    private readonly server: Connection,
    readonly id: string,
    private readonly scenes: number,
  ) {}
  coverage() {
    return this.server.get<Coverage>('api/coverage', { snapshot: this.id });
  }
  changes(rule: string) {
    return this.server.get<ChangeTotals>('api/changes', { snapshot: this.id, rule });
  }
  zone(code: string, signal?: AbortSignal) {
    return this.server.get<ZoneProfile>(`api/zones/${encodeURIComponent(code)}`, { snapshot: this.id }, signal);
  }
  responsible(lon: number, lat: number, signal?: AbortSignal) {
    return this.server.get<Responsible>('api/responsible', { snapshot: this.id, lon: lon.toFixed(7), lat: lat.toFixed(7) }, signal);
  }
  /** The series of the first rule's quantity; null where there are no scenes. */
  async series(layer: 'zones' | 'parcels', id: string, signal?: AbortSignal): Promise<Series | null> {
    return this.scenes > 0 ? this.server.get<Series>('api/series', { snapshot: this.id, layer, id }, signal) : null;
  }
  /** One gap; its rank is among all of the snapshot. */
  async gap(id: string, signal?: AbortSignal): Promise<Gap | null> {
    return (await this.server.get<{ rows: Gap[] }>('api/gaps', { snapshot: this.id, id }, signal)).rows[0] ?? null;
  }
  /** The scenes to be drawn; null where there are none. */
  async rasters(): Promise<Rasters | null> {
    return this.scenes > 0 ? this.server.get<Rasters>('rasters', { snapshot: this.id }) : null;
  }
  /** The URL template of the tiles of a scene or difference; MapLibre puts in {ratio} for screens with small pixels. */
  pictures(path: string) {
    return `${base().href}${path.replace(/^\//, '')}/{z}/{x}/{y}{ratio}.png?snapshot=${encodeURIComponent(this.id)}`;
  }
  /** The URL template of the tiles of some layers; absolute, as MapLibre's workers need it. */
  tiles(...layers: string[]) {
    return `${base().href}tiles/${layers.join(',')}/{z}/{x}/{y}.mvt?snapshot=${encodeURIComponent(this.id)}`;
  }
}
