// A headless Chromium, and what the tests of the page share.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const flags = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

export const launch = (...more) => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...flags, ...more] });

/** Where screenshots go: SHOTS, or a folder of their own. */
export function shotsFolder() {
  const dir = process.env.SHOTS ?? mkdtempSync(join(tmpdir(), 'qingshan-shots-'));
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** Notes in a list what a page complains about. */
export function listen(page, base, complaints) {
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && !/GPU stall|GL Driver Message/.test(m.text()) && complaints.push(m.text()));
  page.on('pageerror', (e) => complaints.push(String(e)));
  page.on('request', (r) => !r.url().startsWith(base) && !/^(blob|data):/.test(r.url()) && complaints.push(`request to another host: ${r.url()}`));
}

/** Waits until the map stands still with all its tiles. */
export const settled = (page) => page.evaluate(async () => {
  const { map } = window.qingshan;
  for (let calm = 0; calm < 3; ) {
    await new Promise((r) => setTimeout(r, 120));
    calm = map.loaded() && !map.isMoving() ? calm + 1 : 0;
  }
});
