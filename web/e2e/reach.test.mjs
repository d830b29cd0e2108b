// The page behind nginx, by https and below a path, and a page of another origin that draws the server's tiles with MapLibre, in a
// headless Chromium: against the binary QINGSHAN_BIN with its sample county.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { freePort, hasNginx, startNginx } from './proxy.mjs';
import { serveSample } from './sample.mjs';

const bin = process.env.QINGSHAN_BIN;
const skip = !bin ? 'QINGSHAN_BIN names no program' : !hasNginx() && 'no nginx here; apt-get install nginx';
const maplibre = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', 'maplibre-gl', 'dist');
const token = '0123456789abcdef0123456789abcdef';
let base, server, stopNginx, browser, allowed, other;

before(async () => {
  if (skip) return;
  [allowed, other] = [await site(), await site()];
  const port = await freePort();
  base = `https://localhost:${port}/forest/`;
  server = await serveSample(bin, { flags: ['--base-url', base, '--cors-origin', allowed.origin], token });
  stopNginx = await startNginx(port, server.url);
  browser = await launch('--ignore-certificate-errors');
}, { timeout: 180_000 });

after(async () => {
  await browser?.close();
  await stopNginx?.();
  await server?.stop();
  allowed?.stop();
  other?.stop();
});

/** A site of its own origin, with MapLibre and an empty page. */
async function site() {
  const s = createServer((req, res) => {
    const name = new URL(req.url, 'http://x').pathname;
    if (name === '/') {
      res.setHeader('content-type', 'text/html');
      return void res.end('<!doctype html><title>another site</title><style>#map { width: 600px; height: 400px }</style><div id="map"></div>');
    }
    res.setHeader('content-type', name.endsWith('.css') ? 'text/css' : 'text/javascript');
    createReadStream(join(maplibre, name.slice(1))).on('error', () => res.writeHead(404).end()).pipe(res);
  }).listen(0, '127.0.0.1');
  await once(s, 'listening');
  return { origin: `http://127.0.0.1:${s.address().port}`, stop: () => { s.closeAllConnections(); s.close(); } };
}

test('the page works below a path, by https', { skip, timeout: 120_000 }, async () => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'zh-CN', httpCredentials: { username: 'x', password: token }, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const complaints = [], answers = [];
  page.on('console', (m) => m.type() === 'error' && complaints.push(m.text()));
  page.on('pageerror', (e) => complaints.push(String(e)));
  page.on('response', (r) => /^https?:/.test(r.url()) && answers.push([r.url(), r.status()]));
  await page.goto(base);
  await page.waitForSelector('body[data-ready=true]', { timeout: 60_000 });
  await page.waitForFunction(() => window.qingshan.map.loaded() && window.qingshan.map.queryRenderedFeatures({ layers: ['gaps-mark', 'gaps-fill'] }).length > 0);
  assert.deepEqual(answers.filter(([url, status]) => !url.startsWith(base) || status >= 400 && status !== 401), []);
  assert.ok(answers.some(([url]) => url.startsWith(`${base}tiles/`)));
  assert.equal(await page.locator('link[rel=icon]').evaluate((l) => l.href), `${base}favicon.svg`);
  assert.deepEqual(complaints.filter((c) => !/401/.test(c)), []);
  const { tiles } = await page.evaluate(async () => (await fetch('tiles/zones.json')).json());
  assert.ok(tiles[0].startsWith(`${base}tiles/zones/{z}/`), tiles[0]);
  await context.close();
});

/** Draws zones and cells on a page of a site, with the token, and tells what came of it. */
async function drawOn(where) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(where.origin);
  const drawn = await page.evaluate(async ({ base, token }) => {
    const { Map, setWorkerUrl } = await import('/maplibre-gl.mjs');
    setWorkerUrl?.(new URL('/maplibre-gl-worker.mjs', location.href).href);
    const headers = { Authorization: `Bearer ${token}` };
    const document = await fetch(`${base}tiles/zones,cells.json`, { headers }).then((r) => r.json()).catch(() => null);
    const seen = await fetch(`${base}api/snapshot`, { headers }).then((r) => ['etag', 'x-qingshan-snapshot'].map((name) => r.headers.get(name))).catch(() => null);
    const refused = await fetch(`${base}api/snapshot`).then((r) => r.status).catch(() => null);
    let errors = 0;
    const bounds = document?.bounds ?? [119, 30, 120, 31];
    const map = new Map({
      container: 'map', bounds, attributionControl: false, fadeDuration: 0,
      transformRequest: (url) => ({ url, headers }),
      style: {
        version: 8, sources: { q: { type: 'vector', url: `${base}tiles/zones,cells.json` } },
        layers: ['zones', 'cells'].map((id) => ({ id, type: 'fill', source: 'q', 'source-layer': id, paint: { 'fill-color': '#284' } })),
      },
    });
    map.on('error', () => errors++);
    for (let i = 0; i < 300; i++) {
      await new Promise((r) => setTimeout(r, 100));
      if (errors > 0 || map.loaded() && map.queryRenderedFeatures().length > 0) break;
    }
    const features = errors > 0 ? 0 : map.queryRenderedFeatures().length;
    return { features, errors, seen, refused };
  }, { base, token });
  await context.close();
  return drawn;
}

test('a page of a listed site draws tiles with MapLibre and reads what answers say', { skip, timeout: 120_000 }, async () => {
  const drawn = await drawOn(allowed);
  assert.ok(drawn.features > 0, JSON.stringify(drawn));
  assert.equal(drawn.errors, 0);
  assert.match(drawn.seen[0], /^"[0-9a-f]+(-\w+)?"$/);
  assert.match(drawn.seen[1], /^\d{8}-/);
  assert.equal(drawn.refused, 401, 'what is refused can be read, too');
});

test('a page of another site reads nothing', { skip, timeout: 120_000 }, async () => {
  const drawn = await drawOn(other);
  assert.equal(drawn.features, 0);
  assert.ok(drawn.errors > 0);
  assert.equal(drawn.seen, null);
  assert.equal(drawn.refused, null);
});
