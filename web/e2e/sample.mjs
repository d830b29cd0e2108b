// The real server over the sample county that the binary writes itself.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How many characters the name of the sample's last village has. */
export const longName = 20_000;

/** What the first administrator signs in with. */
export const rootPassword = 'a long password of a test';

/**
 * Writes, ingests and serves the sample, with more flags, a token or users if asked for: root, who keeps them and reads all. Resolves to its URL
 * and ways to publish another snapshot and to stop.
 */
export async function serveSample(bin, { flags = [], token, users = false } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'qingshan-page-')), project = join(dir, 'qingshan.yaml');
  const ingest = () => execFileSync(bin, ['ingest', '--project', project], { stdio: 'pipe' });
  execFileSync(bin, ['sample', '--scale', 'S', dir], { stdio: 'pipe' });
  const last = '(SELECT max(code) FROM villages)'; // a name as a faulty export may hold one
  execFileSync('ogrinfo', ['-sql', `UPDATE villages SET name = '${'长'.repeat(longName)}' WHERE code = ${last}`, join(dir, 'villages.gpkg')], { stdio: 'pipe' });
  ingest();
  if (users) execFileSync(bin, ['access', 'user', 'add', 'root', '--project', project, '--grant', 'admin', '--grant', 'auditor'], { input: `${rootPassword}\n`, stdio: 'pipe' });
  if (token) {
    writeFileSync(join(dir, 'token'), `${token}\n`, { mode: 0o600 });
    flags = [...flags, '--token-file', join(dir, 'token')];
  }
  const child = spawn(bin, ['serve', '--project', project, '--listen', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((done, fail) => {
    child.stdout.on('data', (text) => { const found = /http:\/\/\S+/.exec(String(text)); if (found) done(found[0]); });
    child.on('exit', () => fail(new Error('the server ended before it served')));
  });
  for (let i = 0; i < 100 && !(await fetch(new URL('readyz', `${url}/`)).catch(() => null))?.ok; i++) await new Promise((r) => setTimeout(r, 100));
  return {
    url,
    publish: async () => {
      writeFileSync(project, readFileSync(project, 'utf8').replace('min_area_m2: 1,', 'min_area_m2: 2,')); // another rule, another snapshot
      ingest();
    },
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit'); // until then it writes files
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
