// A stand-in for the server: the HTTP contract of docs/guide/api.md over an invented county, with the built page beside it.
// `npm run mock` serves on $PORT or 8199. POST /mock/publish makes the other snapshot the current one. With $ROOT_PASSWORD it asks who one is
// and knows root by that password; with $PUBLIC anybody reads what is public.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { Access, Refused } from './access.mjs';
import { bounds, county, inside, middle } from './county.mjs';

const pageDir = join(dirname(fileURLToPath(import.meta.url)), '..', 'page');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.md': 'text/markdown; charset=utf-8' };
const csp = "default-src 'self'; img-src 'self' data: blob: https:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'";
const method = 'ellipsoidal CGCS2000';

/** Starts the mock; resolves to its base URL and ways to publish another snapshot and to stop. */
export async function start(port = 0, { rootPassword = '', open = false } = {}) {
  const access = rootPassword ? new Access(rootPassword, open) : null;
  const snapshots = [county('20261001-mock000000a', '2026-10-01', []), county('20261002-mock000000b', '2026-10-02', [4])];
  let current = snapshots[0];
  const server = createServer(async (req, res) => {
    const url = new URL(req.url, 'http://mock');
    try {
      if (req.method === 'POST' && url.pathname === '/mock/publish') {
        current = snapshots.find((s) => s !== current);
        return void res.end(current.id);
      }
      const [status, reply, headers] = access?.answer(req, url.pathname, await json(req)) ?? [];
      if (status) return void res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }).end(reply && JSON.stringify(reply));
      const named = url.searchParams.get('snapshot');
      const s = named ? snapshots.find((x) => x.id === named) : current;
      if (!s) throw new Refused(404, `there is no snapshot ${named}`);
      if (url.pathname.endsWith('/certificate')) return void res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'x-qingshan-snapshot': s.id }).end(certificate(s, url));
      if (/^\/rasters\/.*\.png$/.test(url.pathname)) return void res.writeHead(200, { 'content-type': 'image/png', 'x-qingshan-snapshot': s.id }).end(pixel);
      const body = url.pathname === '/rasters' ? JSON.stringify(rasters(s)) : url.pathname.startsWith('/tiles/') ? tile(s, url) : url.pathname.startsWith('/api/') ? JSON.stringify(answer(s, url)) : null;
      res.setHeader('X-Qingshan-Snapshot', s.id);
      if (body === null) return void (await file(url.pathname, res));
      if (body.length === 0) return void res.writeHead(204).end();
      res.setHeader('content-type', typeof body === 'string' ? 'application/json' : 'application/vnd.mapbox-vector-tile');
      res.end(body);
    } catch (e) {
      const status = e instanceof Refused ? e.status : 500;
      res.writeHead(status, { 'content-type': 'application/problem+json', ...e.headers }).end(JSON.stringify({ title: 'Refused', status, detail: String(e.message) }));
    }
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  const url = `http://127.0.0.1:${server.address().port}/`;
  return { url, publish: () => fetch(`${url}mock/publish`, { method: 'POST' }), stop: () => { server.closeAllConnections(); server.close(); } };
}

/** The body of a request, {} without one. */
async function json(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  return parts.length ? JSON.parse(Buffer.concat(parts).toString()) : {};
}

async function file(path, res) {
  const name = normalize(path === '/' ? '/index.html' : path);
  const body = await readFile(join(pageDir, name)).catch(() => { throw new Refused(404, `nothing is served at ${path}`); });
  res.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream', 'content-security-policy': csp }).end(body);
}

// ── imagery ──

/** One green pixel; a tile is that enlarged. */
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGOIXxb6HwAFHAJaSeqE3gAAAABJRU5ErkJggg==', 'base64');

function rasters(s) {
  const legend = (zh, en, min, max, colors) => ({
    title: { zh, en }, ramp: 'ndvi', kind: 'continuous', min, max, nodata: { zh: '透明：未观测', en: 'transparent: not observed' },
    stops: colors.map((color, i) => ({ value: min + ((max - min) * i) / (colors.length - 1), color })),
  });
  const drawn = (path, l) => ({ path, maxzoom: 14, bounds: bounds([s.zones[0].ring]), legend: l });
  const [t0, t1] = ['2026-08-01', '2026-10-01'];
  return {
    snapshot: s.id,
    scenes: [t0, t1].map((date) => ({ id: `ndvi-${date}`, quantity: 'ndvi', date, ...drawn(`/rasters/ndvi-${date}`, legend(`ndvi，${date}`, `ndvi, ${date}`, 0, 1, ['#a6764a', '#f3eec3', '#105c30'])) })),
    differences: [{ earlier: `ndvi-${t0}`, later: `ndvi-${t1}`, t0, t1, ...drawn(`/rasters/diff/ndvi-${t0}/ndvi-${t1}`, legend(`ndvi 变化，${t0} 至 ${t1}`, `Change of ndvi, ${t0} to ${t1}`, -0.5, 0.5, ['#543005', '#f5f5f5', '#003c30'])) }],
  };
}

// ── answers ─────────────────────────────────────────────

const row = (z) => ({
  zone: z.code, name: z.name, level: z.level, parent: z.parent, demand_m2: z.demand, covered_m2: z.demand - z.gap, gap_m2: z.gap, accepted_m2: 0, overlap_m2: z.overlap,
  residue_m2: 0, unassigned_m2: 0, contested_m2: 0, gaps: z.gaps, covered_share: (z.demand - z.gap) / z.demand,
});
const chain = (s, code) => { const z = s.zones.find((x) => x.code === code); return z ? [{ level: z.level, zone: z.code, name: z.name, chief: z.chief }, ...chain(s, z.parent)] : []; };
const spot = ({ ring, ...x }) => { const [lon, lat] = middle(ring); return { ...x, lon, lat, bounds: bounds([ring]) }; };

/** The real server prints a page of A4; here it is enough to know which zone it is about. */
function certificate(s, url) {
  const code = decodeURIComponent(url.pathname.split('/').at(-2)), z = s.zones.find((x) => x.code === code);
  if (!z) throw new Refused(404, `there is no zone ${code} in this snapshot`);
  return `<!DOCTYPE html><link rel="icon" href="data:,"><title>${z.name} ${code}</title><h1>${z.name}</h1>`;
}

/** Whoever sits at the machine of an open server. */
const local = {
  kind: 'local', id: 'local', grants: [], sign_in: { password: false },
  may: { exports: ['read'], certificates: ['read'], scenarios: ['read'], accounts: ['read', 'write'], audit: ['read'] },
};

function answer(s, url) {
  const q = url.searchParams, [, , what, code] = url.pathname.split('/').map(decodeURIComponent);
  const all = s.zones[0], head = { snapshot: s.id, on: s.on, area_method: method };
  switch (what) {
    case 'session':
      return local;
    case 'page':
      return { basemap: '', attribution: '', languages: ['zh', 'en'] };
    case 'snapshot':
      return {
        ...head, name: '虚构县（模拟数据）', created: `${s.on}T18:30:00Z`, working_crs: 'EPSG:4549', bounds: bounds([all.ring]), levels: ['county', 'township', 'village'],
        counts: Object.fromEntries(['zones', 'cells', 'parcels', 'gaps', 'overlaps', 'patches'].map((k) => [k, s[k].length])),
        scenes: [{ quantity: 'ndvi', date: '2026-08-01' }, { quantity: 'ndvi', date: '2026-10-01' }],
        rules: { coverage: { demand: 'all' }, change: [{ name: 'ndvi-drop', quantity: 'ndvi', t0: '2026-08-01', t1: '2026-10-01', drop: 0.2, min_area_mu: 1 }] },
      };
    case 'coverage':
      return { ...head, demand: 'all', in_post: false, zone: '', level: '', rows: s.zones.map(row), total: { ...row(all), overlap_pairs: s.overlaps.length, overlap_pairs_m2: all.overlap } };
    case 'changes':
      return { ...head, rule: 'ndvi-drop', quantity: 'ndvi', t0: '2026-08-01', t1: '2026-10-01', zone: '', rows: [], total: { patches: s.patches.length, parts: s.patches.length, area_m2: s.patches.reduce((a, p) => a + p.area_m2, 0), unobserved_m2: 0.07 * all.demand, monitored_share: 0.93 } };
    case 'zones': {
      const z = s.zones.find((x) => x.code === code);
      if (!z) throw new Refused(404, `there is no zone ${code} in this snapshot`);
      const under = (x) => x.zone.startsWith(z.code);
      return {
        ...head, zone: { code: z.code, name: z.name, level: z.level, parent: z.parent, area_m2: z.demand, bounds: bounds([z.ring]) }, chain: chain(s, z.code), coverage: row(z),
        children: s.zones.filter((x) => x.parent === z.code).map(row), cells: s.cells.filter(under).length, gaps: s.gaps.filter(under).map(spot), overlaps: s.overlaps.filter(under).map(spot),
        patches: s.patches.filter(under).map((p) => ({ ...spot(p), part_m2: p.area_m2, patch_m2: p.area_m2, cell: '', first_seen: '2026-10-01', severity: p.area_m2 > 3000 ? 'severe' : 'ordinary', due: '2026-10-08', permitted_share: 0 })),
        unobserved_share: 0.07, monitored_share: 0.93, state: 'changed',
      };
    }
    case 'gaps': {
      const g = s.gaps.find((x) => x.id === q.get('id'));
      if (!g) throw new Refused(400, `gap ${q.get('id')}: there is no such gap`);
      const rank = 1 + s.gaps.filter((x) => x.area_m2 > g.area_m2).length, mu = g.area_m2 / (10000 / 15);
      const term = (term, value, weight) => ({ term, value, weight, points: Math.round(value * weight * 1e4) / 1e4 });
      const terms = [term('area_mu', mu, 0.1), term('forest_mu', mu / 2, 1), term('protective_mu', 0, 1), term('days_open', 12, 0.1), term('distance_km', 0, 1)];
      return {
        ...head, rows: [{
          rank, id: g.id, zone: g.zone, area_m2: g.area_m2, forest_m2: g.area_m2 / 2, protective_m2: 0, parcels: 2, neighbours: [{ cell: s.cells[0].id, ranger: s.cells[0].ranger, border_m: 120.5 }],
          nearest: { cell: s.cells[0].id, distance_m: 0 }, first_seen: '2026-09-19', days_open: 12, exceptions: [], score: terms.reduce((a, x) => a + x.points, 0), terms,
        }],
      };
    }
    case 'series': {
      const rows = [['2026-06-01', 0.71, 1], ['2026-08-01', 0.68, 0.9], ['2026-09-01', null, 0], ['2026-10-01', 0.6, 0.93]];
      return { ...head, layer: q.get('layer'), id: q.get('id'), quantity: 'ndvi', rows: rows.map(([date, mean, valid_share]) => ({ date, mean, valid_share, state: mean === null ? 'unobserved' : 'observed' })) };
    }
    case 'responsible': {
      const at = [Number(q.get('lon')), Number(q.get('lat'))];
      if (!at.every(Number.isFinite)) throw new Refused(400, 'lon and lat must be numbers');
      const hit = (x) => inside(x.ring, at);
      const gap = s.gaps.find(hit), parcel = s.parcels.find(hit), leaf = s.zones.find((z) => z.level === 'village' && hit(z));
      return {
        snapshot: s.id, on: s.on, lon: at[0], lat: at[1], chain: leaf ? chain(s, leaf.code) : [], also: [], accepted: false,
        cells: s.cells.filter(hit).map((c) => ({ cell: c.id, ranger: c.rid, ranger_name: c.ranger, valid_from: '2026-01-01', valid_to: '' })),
        parcel: parcel ? { id: parcel.id, class: parcel.class, category: parcel.category } : null, gap: gap ? { id: gap.id, area_m2: gap.area_m2 } : null,
        patches: s.patches.filter(hit).map((p) => ({ patch: p.patch, rule: p.rule, patch_m2: p.area_m2, t0: '2026-08-01', t1: '2026-10-01' })),
      };
    }
  }
  throw new Refused(404, `nothing is served at ${url.pathname}`);
}

// ── tiles ───────────────────────────────────────────────

const properties = {
  zones: (z) => ({ code: z.code, name: z.name, level: z.level, parent: z.parent, leaf: z.level === 'village', gap_m2: z.gap, gap_share: z.gap / z.demand }),
  cells: (c) => ({ id: c.id, ranger: c.ranger }),
  parcels: (p) => ({ id: p.id, class: p.class, category: p.category }),
  gaps: (g) => ({ id: g.id, zone: g.zone, area_m2: g.area_m2 }),
  overlaps: (o) => ({ id: o.id, zone: o.zone, cells: o.cells.join(','), area_m2: o.area_m2 }),
  patches: (p) => ({ patch: p.patch, rule: p.rule, area_m2: p.area_m2 }),
};
const feature = (type, coordinates, properties) => ({ type: 'Feature', properties, geometry: { type, coordinates } });
const point = (kind) => (x) => feature('Point', middle(x.ring), { kind, id: x.id ?? x.patch, zone: x.zone, area_m2: x.area_m2 });

function features(s, layer) {
  if (layer === 'points') return [...s.gaps.map(point('gap')), ...s.overlaps.map(point('overlap')), ...s.patches.map(point('patch'))];
  if (layer === 'labels') return s.zones.map((z) => feature('Point', middle(z.ring), { code: z.code, name: z.name, level: z.level }));
  if (!properties[layer]) throw new Refused(404, `there is no layer ${layer}`);
  return s[layer].map((x) => feature('Polygon', [x.ring], properties[layer](x)));
}

const indexes = new Map();
function tile(s, url) {
  const m = /^\/tiles\/([\w,]+)\/(\d+)\/(\d+)\/(\d+)\.mvt$/.exec(url.pathname);
  if (!m) throw new Refused(404, `nothing is served at ${url.pathname}`);
  const found = {};
  for (const layer of m[1].split(',')) {
    const key = `${s.id}/${layer}`;
    if (!indexes.has(key)) indexes.set(key, new GeoJSONVT({ type: 'FeatureCollection', features: features(s, layer) }, { maxZoom: 16, extent: 4096, buffer: 128, tolerance: 2 }));
    const t = indexes.get(key).getTile(+m[2], +m[3], +m[4]);
    if (t?.features.length) found[layer] = t;
  }
  return Object.keys(found).length ? Buffer.from(fromGeojsonVt(found, { version: 2, extent: 4096 })) : Buffer.alloc(0);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await start(Number(process.env.PORT ?? 8199), { rootPassword: process.env.ROOT_PASSWORD, open: process.env.PUBLIC !== undefined });
  console.log(`mock: ${url}`);
}
