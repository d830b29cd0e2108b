// The HTTP contract of docs/guide/api.md, as far as the page uses it.

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
  level: string;
  parent: string;
}

export interface Coverage {
  snapshot: string;
  on: string;
  demand: string;
  area_method: string;
  rows: CoverageRow[];
  total: Totals;
}

export interface Link {
  level: string;
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

export type Bounds = [number, number, number, number];

export interface PatchPart {
  patch: string;
  part_m2: number;
  patch_m2: number;
  zone: string;
  zone_name: string;
  cell: string;
  ranger: string;
  parcel: string;
  category: string;
  lon: number;
  lat: number;
}

export interface ZoneProfile {
  zone: { code: string; name: string; level: string; parent: string; area_m2: number; bounds: Bounds };
  area_method: string;
  chain: Link[];
  coverage: CoverageRow;
  cells: number;
  gaps: Spot[];
  overlaps: Spot[];
  patches: PatchPart[];
  unobserved_share: number | null;
}

export interface Responsible {
  on: string;
  lon: number;
  lat: number;
  chain: Link[];
  also: Link[][];
  cells: { cell: string; ranger: string; ranger_name: string }[];
  parcel: { id: string; class: string; category: string } | null;
  gap: { id: string; area_m2: number } | null;
  accepted: boolean;
  patches: { patch: string; rule: string; patch_m2: number; t0: string; t1: string }[];
}

export interface Snapshot {
  snapshot: string;
  name: string;
  on: string;
  area_method: string;
  bounds: Bounds;
  counts: Record<string, number>;
  levels: string[];
  rules: { change: { name: string; t0: string; t1: string }[] };
  damage?: string;
}

export interface Changes {
  total: { patches: number; area_m2: number; monitored_share: number };
}

export interface PageSettings {
  basemap: string;
  attribution: string;
}

// A problem+json document is an Error whose message a person can read.
async function get<T>(path: string, params: Record<string, string> = {}): Promise<T> {
  const query = new URLSearchParams(params).toString();
  const response = await fetch(`api/${path}${query ? `?${query}` : ""}`);
  const body = await response.json().catch(() => ({ detail: response.statusText }));
  if (!response.ok) throw new Error(body.detail ?? response.statusText);
  return body as T;
}

export const fetchSnapshot = () => get<Snapshot>("snapshot");
export const fetchPage = () => get<PageSettings>("page");
export const fetchCoverage = (snapshot: string) => get<Coverage>("coverage", { snapshot });
export const fetchZone = (snapshot: string, code: string) => get<ZoneProfile>(`zones/${encodeURIComponent(code)}`, { snapshot });
export const fetchResponsible = (snapshot: string, lon: number, lat: number) =>
  get<Responsible>("responsible", { snapshot, lon: lon.toFixed(8), lat: lat.toFixed(8) });

// fetchChanges sums over all rules of the snapshot; null where it has none.
export async function fetchChanges(s: Snapshot): Promise<Changes | null> {
  const rule = s.rules.change[0];
  return rule ? get<Changes>("changes", { snapshot: s.snapshot, rule: rule.name }) : null;
}
