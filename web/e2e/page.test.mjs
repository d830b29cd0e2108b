// The page as a county officer meets it, in a headless Chromium: against the server at QINGSHAN_URL, or the binary
// QINGSHAN_BIN with its sample county, or else the mock of dev/mock.mjs. Screenshots go to SHOTS, or to a folder of their own.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start } from '../dev/mock.mjs';
import { launch, listen, settled as still, shotsFolder } from './browser.mjs';
import { longName, serveSample } from './sample.mjs';

const shots = shotsFolder();
const complaints = [], tiles = new Set();
let server, base, browser, page, snapshot, coverage;

before(async () => {
  const { QINGSHAN_URL: url, QINGSHAN_BIN: bin } = process.env;
  server = url ? { url } : bin ? await serveSample(bin) : await start();
  base = server.url.replace(/\/?$/, '/');
  [snapshot, coverage] = await Promise.all([api('snapshot'), api('coverage')]);
  browser = await launch();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  listen(page, base, complaints);
  page.on('request', (r) => {
    if (/\/(tiles|rasters)\b/.test(r.url())) tiles.add(new URL(r.url()).searchParams.get('snapshot'));
  });
  await page.goto(base);
  await page.waitForSelector('body[data-ready=true]', { timeout: 60_000 });
}, { timeout: 180_000 });

after(async () => {
  await browser?.close();
  await server?.stop?.();
  console.log(`screenshots: ${shots}`);
});

async function api(path) {
  const r = await fetch(new URL(`api/${path}`, base));
  assert.equal(r.status, 200, path);
  return r.json();
}
const grouped = (n) => n.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const mu = (m2) => (m2 > 0 && m2 / (10000 / 15) < 0.005 ? '<0.01' : grouped(m2 / (10000 / 15)));
const text = (selector) => page.locator(selector).first().textContent();
const shown = (name) => text(`[data-test=${name}]`);

const settled = () => still(page);
const shot = async (name) => {
  await settled();
  await page.screenshot({ path: join(shots, `${name}.png`) });
};

/** Clicks on the map at a place. */
async function clickAt({ lon, lat }) {
  const box = await page.locator('#map').boundingBox();
  const at = await page.evaluate((c) => window.qingshan.map.project(c), [lon, lat]);
  await page.mouse.click(box.x + at.x, box.y + at.y);
  await page.waitForSelector('#detail[data-state=place]');
}

test('the head shows the API’s numbers', async () => {
  assert.equal(await shown('name'), snapshot.name);
  assert.equal(await shown('snapshot'), snapshot.snapshot);
  assert.equal(await shown('gap-mu'), mu(coverage.total.gap_m2));
  assert.match(await shown('demand-mu'), new RegExp(`^${mu(coverage.total.demand_m2)} `));
  assert.match(await shown('gaps'), new RegExp(`^${coverage.total.gaps.toLocaleString('en-US')} `));
  assert.equal(await shown('overlaps'), snapshot.counts.overlaps.toLocaleString('en-US'));
  assert.equal(await shown('patches'), snapshot.counts.patches.toLocaleString('en-US'));
  if (coverage.total.gap_m2 > 0) assert.doesNotMatch(await shown('covered-share'), /^100/);
  if (snapshot.rules.change?.length) await page.waitForFunction(() => /%$/.test(document.querySelector('[data-test=monitored]').textContent));
  await shot('1-overview');
});

test('every gap is on the map at this zoom, as mark or polygon', async () => {
  await settled();
  const drawn = await page.evaluate(() => [...new Set(window.qingshan.map.queryRenderedFeatures({ layers: ['gaps-mark', 'gaps-fill'] }).map((f) => f.properties.id))]);
  assert.equal(drawn.length, snapshot.counts.gaps);
});

let village;
test('the tree opens, by mouse and by keys, and leads to a zone', async () => {
  const worst = (rows) => rows.toSorted((a, b) => b.gap_m2 - a.gap_m2)[0];
  const children = (code) => coverage.rows.filter((r) => r.parent === code);
  const roots = coverage.rows.filter((r) => !coverage.rows.some((p) => p.zone === r.parent));
  let at = worst(roots);
  while (children(at.zone).length) {
    const row = page.locator(`[role=treeitem][data-code="${at.zone}"]`);
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.twist').click();
    at = worst(children(at.zone));
  }
  village = at;
  const row = page.locator(`[role=treeitem][data-code="${village.zone}"]`);
  assert.match(await row.getAttribute('aria-label'), new RegExp(village.name));
  await row.focus();
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.code), village.parent);
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-level')), await row.getAttribute('aria-level'));
  await row.click();
  await page.waitForSelector('#detail[data-state=zone]');
  assert.equal(await text('#detail h2'), village.name);
  assert.equal(await shown('zone-gap-mu'), mu(village.gap_m2));
  const { chain } = await api(`zones/${village.zone}`);
  const body = await text('#detail');
  for (const l of chain) assert.ok(body.includes(l.name) && body.includes(l.chief || '无人任职'), l.name);
  const { rows } = await api(`series?layer=zones&id=${village.zone}`);
  await page.waitForSelector('[data-test=series] svg');
  assert.equal(await page.locator('[data-test=series] circle').count(), rows.length);
  assert.match(await page.locator('[data-test=series] svg').getAttribute('aria-label'), new RegExp(`${rows[0].date}.*${rows.at(-1).date}`));
  await shot('2-zone');
});

test('the zone’s certificate opens beside the map, about the snapshot that is shown', async () => {
  const link = page.locator('[data-test=certificate]');
  assert.equal(new URL(await link.getAttribute('href')).searchParams.get('snapshot'), snapshot.snapshot);
  const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
  const said = [];
  opened.on('console', (m) => m.type() === 'error' && said.push(m.text()));
  await opened.reload();
  assert.match(await opened.title(), new RegExp(village.zone));
  assert.ok((await opened.textContent('body')).includes(village.name));
  assert.deepEqual(said, []);
  await opened.close();
});

test('a finding in the list is zoomed to; a click on it says that nobody looks after it', async () => {
  const { gaps } = await api(`zones/${village.zone}`);
  const gap = gaps.toSorted((a, b) => b.area_m2 - a.area_m2)[0];
  await page.locator(`.finds [data-id="${gap.id}"]`).click();
  await shot('3-gap');
  await clickAt(gap);
  const expected = await api(`responsible?lon=${gap.lon}&lat=${gap.lat}`);
  const body = await text('#detail');
  assert.equal(await page.locator('[data-verdict]').getAttribute('data-verdict'), 'gap');
  for (const l of expected.chain) assert.ok(body.includes(l.name) && body.includes(l.chief || '无人任职'), l.name);
  assert.match(await shown('cells'), /无人/);
  assert.ok(body.includes(mu(expected.gap.area_m2)));
  const { rows: [detail] } = await api(`gaps?id=${gap.id}`);
  assert.equal(await page.locator('[data-test=gap]').getAttribute('data-id'), gap.id);
  const card = await shown('gap');
  for (const said of [detail.id, `${detail.days_open} 天`, detail.neighbours[0]?.cell ?? detail.nearest.cell, detail.score.toFixed(2)]) assert.ok(card.replaceAll(',', '').includes(said), `${said} is not in ${card}`);
  await shot('4-place');
});

test('a click on looked-after ground names cell and ranger', async () => {
  const box = snapshot.bounds;
  for (let i = 1; i < 200; i++) {
    const place = { lon: box[0] + ((box[2] - box[0]) * ((i * 0.618) % 1)), lat: box[1] + ((box[3] - box[1]) * ((i * 0.382) % 1)) };
    const r = await api(`responsible?lon=${place.lon}&lat=${place.lat}`);
    if (r.cells.length !== 1 || !r.cells[0].ranger_name || r.chain.length === 0) continue;
    await page.evaluate((c) => window.qingshan.map.jumpTo({ center: c, zoom: 14.5 }), [place.lon, place.lat]);
    await settled();
    await clickAt(place);
    await page.waitForSelector('[data-verdict=ok]');
    const body = await text('#detail');
    assert.ok(body.includes(r.cells[0].cell) && body.includes(r.cells[0].ranger_name) && body.includes(r.chain[0].name), body);
    await shot('5-covered');
    return;
  }
  assert.fail('no such ground in 200 tries');
});

test('the other language is there in full, and is kept', async () => {
  await page.locator('.language').click();
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  await page.waitForSelector('#detail[data-state=place]');
  const chrome = await page.evaluate(() => [...document.querySelectorAll('#legend .label, .figure dt, .tree-tools h2, .segments button, #detail h3, .verdict b')].map((e) => e.textContent).join(' '));
  assert.doesNotMatch(chrome, /\p{Script=Han}/u);
  assert.match(page.url(), /lang=en/);
  await shot('6-english');
  await page.reload();
  await page.waitForSelector('body[data-ready=true]');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  assert.equal(await page.locator('#detail').getAttribute('data-state'), 'place');
  await page.locator('.language').click();
  await page.keyboard.press('Escape');
});

test('the legend switches layers off, and the link remembers it', async () => {
  await page.locator('#legend [data-group=gaps] input').uncheck();
  assert.equal(await page.evaluate(() => window.qingshan.map.getLayoutProperty('gaps-fill', 'visibility')), 'none');
  assert.match(page.url(), /off=gaps/);
  await page.locator('#legend [data-group=gaps] input').check();
});

test('a scene or a difference is drawn with its legend, and the link remembers it', async () => {
  const { scenes, differences } = await (await fetch(new URL('rasters', base))).json();
  assert.ok(scenes.length > 1 && differences.length > 0);
  const [first] = scenes, [difference] = differences;
  const choose = async (key, what) => {
    const answered = page.waitForResponse((r) => r.url().includes(`${what.path}/`) && r.status() === 200);
    await page.locator('[data-test=imagery]').selectOption(key);
    await answered;
    const order = await page.evaluate(() => window.qingshan.map.getStyle().layers.map((l) => l.id));
    assert.ok(order.indexOf('imagery') > order.indexOf('zones-tint') && order.indexOf('imagery') < order.indexOf('gaps-fill'));
    assert.equal(await page.evaluate(() => window.qingshan.map.getLayoutProperty('zones-tint', 'visibility')), 'none');
    assert.match(page.url(), new RegExp(`raster=${encodeURIComponent(key)}`));
    const said = (await shown('imagery-legend')).replaceAll('−', '-');
    assert.ok(said.includes(String(what.legend.min)) && said.includes(String(what.legend.max)) && said.includes(what.legend.nodata.zh), said);
  };
  await page.locator('#controls button').nth(2).click();
  await choose(first.id, first);
  await shot('7-scene');
  await choose(`${difference.earlier}~${difference.later}`, difference);
  await shot('8-difference');
  await page.reload();
  await page.waitForSelector('body[data-ready=true]');
  assert.equal(await page.locator('[data-test=imagery]').inputValue(), `${difference.earlier}~${difference.later}`);
  assert.ok(await page.evaluate(() => window.qingshan.map.getLayer('imagery')));
});

test('a name of many thousands of characters is cut on the map and fills no panel', { skip: process.env.QINGSHAN_BIN ? false : 'the sample of the program alone has such a name' }, async () => {
  const { zone } = coverage.rows.find((r) => r.name.length === longName);
  await page.evaluate((code) => { location.hash += `&zone=${code}`; }, zone);
  await page.waitForSelector('#detail[data-state=zone]');
  const { zone: { bounds: [w, south, e, n] } } = await api(`zones/${zone}`);
  await page.evaluate((center) => window.qingshan.map.jumpTo({ center, zoom: 14 }), [(w + e) / 2, (south + n) / 2]);
  await settled();
  const { detail, there } = await page.evaluate(() => ({
    detail: document.querySelector('.detail-body').clientHeight,
    there: window.qingshan.map.querySourceFeatures('ground', { sourceLayer: 'labels' }).map((f) => f.properties.name.length),
  }));
  assert.ok(there.includes(longName), 'the name is in no tile that the map holds');
  assert.ok(detail > 200, `${detail} px are left of the zone's panel`);
  const row = await page.locator(`[role=treeitem][data-code="${zone}"]`).boundingBox();
  assert.ok(row.height < 60 && row.width < 600, `the tree's row is ${row.width} × ${row.height} px`);
  await shot('9-long-name');
  await page.locator('#detail .close').click();
});

test('what the server refuses is shown as its sentence', async () => {
  const before = complaints.length;
  await page.evaluate(() => { location.hash += '&zone=no-such-zone'; });
  await page.waitForSelector('#detail[data-state=failed]');
  const { detail } = await (await fetch(new URL('api/zones/no-such-zone', base))).json();
  assert.ok(detail && (await text('#detail .failure')).includes(detail));
  assert.equal(await page.locator('#detail .failure button').count(), 1);
  complaints.splice(before, complaints.length, ...complaints.slice(before).filter((c) => !/404/.test(c)));
  await page.locator('#detail .close').click();
});

test('a new snapshot replaces numbers and tiles in one go', { skip: process.env.QINGSHAN_URL ? 'a server that is only visited publishes nothing' : false }, async () => {
  assert.deepEqual([...tiles], [snapshot.snapshot]);
  await page.locator('#controls button').nth(2).click();
  await settled();
  tiles.clear();
  await server.publish();
  await page.waitForSelector('.notice.updated', { timeout: 30_000 });
  const next = await api('coverage');
  assert.notEqual(next.snapshot, snapshot.snapshot);
  assert.equal(await shown('snapshot'), next.snapshot);
  assert.equal(await shown('gap-mu'), mu(next.total.gap_m2));
  await shot('10-new-snapshot');
  assert.deepEqual([...tiles], [next.snapshot]);
  assert.ok(await page.evaluate(() => window.qingshan.map.getLayer('imagery')));
  await page.locator('[data-test=imagery]').selectOption('');
  assert.ok(await page.evaluate(() => !window.qingshan.map.getLayer('imagery') && window.qingshan.map.getLayoutProperty('zones-tint', 'visibility') === 'visible'));
});

test('no complaint in the console, and no request to another host', () => assert.deepEqual(complaints, []));
