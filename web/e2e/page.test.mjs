// The page as a county officer meets it: the real binary, the sample county, headless Chromium.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const bin = process.env.QINGSHAN_BIN ?? resolve("../bin/qingshan");
const shots = process.env.SHOTS ?? join(tmpdir(), "qingshan-shots");
let dir;
let server;
let browser;
let page;
let base;
const complaints = [];

before(async () => {
  mkdirSync(shots, { recursive: true });
  dir = mkdtempSync(join(tmpdir(), "qingshan-page-"));
  execFileSync(bin, ["sample", "--scale", "S", dir]);
  execFileSync(bin, ["ingest", "--project", join(dir, "qingshan.yaml")], { stdio: "pipe" });
  server = spawn(bin, ["serve", "--project", join(dir, "qingshan.yaml"), "--listen", "127.0.0.1:0"]);
  base = await new Promise((done, fail) => {
    server.stdout.on("data", (text) => {
      const found = /http:\/\/\S+/.exec(String(text));
      if (found) done(found[0]);
    });
    server.on("exit", () => fail(new Error("the server ended")));
  });
  for (let i = 0; i < 100; i++) {
    if ((await fetch(`${base}/readyz`)).ok) break;
    await new Promise((r) => setTimeout(r, 100));
  }
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  page.on("console", (m) => m.type() === "error" && complaints.push(m.text()));
  page.on("pageerror", (e) => complaints.push(e.message));
  page.on("request", (r) => {
    if (!r.url().startsWith(base) && !/^(blob|data):/.test(r.url())) complaints.push(`asked another host: ${r.url()}`);
  });
  await page.goto(base);
  await page.waitForSelector("body[data-ready=true]", { timeout: 60000 });
}, { timeout: 180000 });

after(async () => {
  await browser?.close();
  server?.kill("SIGTERM");
  if (dir) rmSync(dir, { recursive: true, force: true });
});

const api = async (path) => (await fetch(`${base}/api/${path}`)).json();
const mu = (m2) => (m2 / (10000 / 15)).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const idle = () => page.evaluate(() => new Promise((r) => window.qingshan.map.once("idle", r)));
const shot = (name) => page.screenshot({ path: join(shots, `${name}.png`) });

test("the headline is the API's number", async () => {
  const coverage = await api("coverage");
  assert.ok(coverage.total.gap_m2 > 0);
  const headline = await page.textContent("[data-figure=gap]");
  assert.ok(headline.includes(mu(coverage.total.gap_m2)), `${headline} does not show ${mu(coverage.total.gap_m2)}`);
  await shot("1-county");
});

test("gaps are drawn, and can be seen", async () => {
  const drawn = await page.evaluate(() => window.qingshan.map.queryRenderedFeatures({ layers: ["gap-points", "gaps-fill"] }).map((f) => f.properties.id));
  const coverage = await api("coverage");
  assert.equal(new Set(drawn).size, coverage.total.gaps);
});

test("the tree opens and leads to a zone", async () => {
  const rows = (await api("coverage")).rows;
  const town = rows.filter((r) => r.level === "township").sort((a, b) => b.gap_m2 - a.gap_m2)[0];
  await page.click(`#tree li[data-zone="${town.zone}"] .toggle`);
  const village = rows.filter((r) => r.parent === town.zone).sort((a, b) => b.gap_m2 - a.gap_m2)[0];
  await page.click(`#tree li[data-zone="${village.zone}"] .zone`);
  await page.waitForSelector("#panel [data-badge=gap]");
  assert.equal(await page.textContent("#panel h2"), village.name);
  assert.ok((await page.textContent("#panel")).includes(mu(village.gap_m2)));
  await idle();
  await shot("2-village");
});

test("a click on uncovered ground names the chiefs and that nobody patrols it", async () => {
  const spot = await page.$("#panel [data-spot]");
  await spot.click();
  await page.waitForTimeout(1500);
  const id = await spot.getAttribute("data-spot");
  const zone = await api(`zones/${id.slice(0, 12)}`);
  const gap = zone.gaps.find((g) => g.id === id);
  const at = await page.evaluate(([lon, lat]) => window.qingshan.map.project([lon, lat]), [gap.lon, gap.lat]);
  const map = await (await page.$("#map")).boundingBox();
  await page.mouse.click(map.x + at.x, map.y + at.y);
  await page.waitForFunction((lon) => document.querySelector("#panel .meta")?.textContent?.startsWith(lon), gap.lon.toFixed(3));
  const text = await page.textContent("#panel");
  const expected = await api(`responsible?lon=${gap.lon}&lat=${gap.lat}`);
  for (const link of expected.chain) assert.ok(text.includes(link.name) && text.includes(link.chief || "无人"), text);
  assert.ok(text.includes("空白区：这里没有任何网格"), text);
  assert.ok(text.includes("护林员 无人"), text);
  await shot("3-gap");
});

test("a click inside a cell names its ranger", async () => {
  await page.evaluate(() => window.qingshan.map.jumpTo({ zoom: 13 }));
  await idle();
  const map = await (await page.$("#map")).boundingBox();
  let answer;
  for (const [dx, dy] of [[0.3, 0.3], [0.6, 0.2], [0.7, 0.7], [0.25, 0.55], [0.5, 0.85]]) {
    const { lng, lat } = await page.evaluate(([x, y]) => window.qingshan.map.unproject([x, y]), [map.width * dx, map.height * dy]);
    answer = await api(`responsible?lon=${lng}&lat=${lat}`);
    if (answer.cells.length !== 1 || !answer.cells[0].ranger_name) continue;
    await page.mouse.click(map.x + map.width * dx, map.y + map.height * dy);
    await page.waitForFunction((cell) => document.querySelector("#panel")?.textContent?.includes(cell), answer.cells[0].cell);
    break;
  }
  assert.ok((await page.textContent("#panel")).includes(answer.cells[0].ranger_name));
  await shot("4-cell");
});

test("everything exists in English too", async () => {
  await page.click("[data-action=language]");
  await page.waitForFunction(() => document.querySelector("#summary")?.textContent?.includes("Uncovered"));
  assert.ok((await page.textContent("#legend")).includes("Overlaps"));
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await shot("5-english");
});

test("a new snapshot is taken over without a reload", async () => {
  const before = await page.getAttribute("body", "data-snapshot");
  execFileSync("sed", ["-i", "s/min_area_m2: 1,/min_area_m2: 2,/", join(dir, "qingshan.yaml")]);
  execFileSync(bin, ["ingest", "--project", join(dir, "qingshan.yaml")], { stdio: "pipe" });
  await page.waitForFunction((old) => document.body.dataset.snapshot !== old, before, { timeout: 30000 });
  const source = await page.evaluate(() => window.qingshan.map.getSource("qingshan").tiles[0]);
  assert.ok(source.includes(await page.getAttribute("body", "data-snapshot")));
});

test("no error, and no request to another host", () => {
  assert.deepEqual(complaints, []);
});
