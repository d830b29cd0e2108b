// Signing in and out, and the panel of users and tokens, in a headless Chromium: against the binary QINGSHAN_BIN with its sample county, or
// else the mock of dev/mock.mjs. Once in Chinese on a desk, once in English on a telephone.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { start } from '../dev/mock.mjs';
import { launch, listen, settled, shotsFolder } from './browser.mjs';
import { freePort, hasNginx, startNginx } from './proxy.mjs';
import { rootPassword, serveSample } from './sample.mjs';

const { QINGSHAN_BIN: bin } = process.env;
const proxied = Boolean(bin) && hasNginx();
const shots = shotsFolder();
const started = new Map(); // servers by what they were asked for
let browser;

before(async () => {
  browser = await launch('--ignore-certificate-errors');
});
after(async () => {
  await browser?.close();
  for (const s of started.values()) await (await s).stop();
  console.log(`screenshots: ${shots}`);
});

/** A server with users, the same for all who ask for the same; `path` is where it is reached below a path behind nginx, by https. */
function serve(options = {}) {
  const key = JSON.stringify(options);
  if (!started.has(key)) started.set(key, startServer(options));
  return started.get(key);
}

async function startServer({ path, open = false }) {
  const port = path && await freePort(), base = path && `https://localhost:${port}${path}`;
  const server = bin ? await serveSample(bin, { users: true, flags: [...(open ? ['--public'] : []), ...(base ? ['--base-url', base] : [])] }) : await start(0, { rootPassword, open });
  const stopNginx = base && await startNginx(port, server.url);
  return { inner: server.url, base: base ?? server.url.replace(/\/?$/, '/'), stop: async () => { await stopNginx?.(); await server.stop(); } };
}

const ready = (page) => page.waitForSelector('body[data-ready=true]', { timeout: 60_000 });
const nothingShown = async (page) => assert.equal(await page.locator('[data-test=gap-mu], [role=treeitem], .maplibregl-canvas').count(), 0);
const refused = /Failed to load resource.*(401|404|409|429)/;
async function signIn(page, name, password) {
  await page.locator('.dialog [data-field=name] input').fill(name);
  await page.locator('.dialog [data-field=password] input').fill(password);
  await page.keyboard.press('Enter');
}
/** Asks the server as a page does: with its cookie and its token against forged requests. */
const ask = (page, method, path, body) => page.evaluate(async ({ method, path, body }) => {
  const { csrf } = await (await fetch('api/session')).json();
  const r = await fetch(path, { method, headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, ...(body ? { body: JSON.stringify(body) } : {}) });
  return r.status === 204 ? null : r.json();
}, { method, path, body });

describe('in Chinese, on a desk', () => reader('zh', { width: 1440, height: 900 }));
describe(`in English, on a telephone${proxied ? ', by https below a path' : ''}`, () => reader('en', { width: 390, height: 844 }, proxied ? '/forest/' : undefined));
describe('a part of the county', { skip: bin ? false : 'the mock cuts nothing' }, part);
describe('a public map', publicMap);
describe('an identity provider', provider);

function reader(lang, viewport, path) {
  const complaints = [];
  let server, base, context, page, zone;
  const newcomer = `wang-${lang}`;
  const shot = (name) => page.screenshot({ path: join(shots, `access-${lang}-${name}.png`) });
  const say = (zh, en) => (lang === 'zh' ? zh : en);
  const field = (name) => page.locator(`.dialog [data-field=${name}] input, .dialog [data-field=${name}] select`);
  const wrongAt = (name) => page.locator(`.dialog [data-field=${name}] .wrong`).textContent();
  const type = (name, password) => signIn(page, name, password);
  const noHan = async (selector) => {
    const text = (await page.locator(selector).first().innerText()).replace(/中文|[\p{Script=Han}]+ \d{6,}/gu, '');
    if (lang === 'en') assert.doesNotMatch(text.replaceAll(zone.name, ''), /\p{Script=Han}/u);
    else assert.match(text, /\p{Script=Han}/u);
  };
  /** What the server says to somebody with a bearer token. */
  const byToken = (token) => fetch(new URL('/api/coverage', server.inner), { headers: { authorization: `Bearer ${token}` } });

  before(async () => {
    server = await serve({ path });
    base = server.base;
    context = await browser.newContext({ viewport, ignoreHTTPSErrors: true, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', hasTouch: viewport.width < 800 });
    page = await context.newPage();
    listen(page, base, complaints);
  }, { timeout: 180_000 });
  after(() => context?.close());

  test('who is not known sees a dialog over an empty map', async () => {
    await page.goto(`${base}#lang=${lang}`);
    await page.waitForSelector('dialog.sign-in[open]');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'username');
    assert.deepEqual(await page.locator('.sign-in input').evaluateAll((list) => list.map((i) => [i.autocomplete, document.querySelector(`label[for=${i.id}]`).textContent !== ''])), [['username', true], ['current-password', true]]);
    await nothingShown(page);
    await shot('1-sign-in');
    for (let i = 0; i < 3; i++) await page.keyboard.press('Escape');
    assert.equal(await page.locator('dialog.sign-in[open]').count(), 1);
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null), 'the focus left the dialog');
    }
  });

  test('what is missing or wrong is said in words, and nothing moves', async () => {
    const where = () => page.locator('.sign-in [type=submit]').boundingBox();
    const at = await where();
    await field('name').focus();
    await page.keyboard.press('Enter');
    assert.equal(await wrongAt('name'), say('请输入用户名', 'Enter a user name'));
    await type('root', 'this is wrong');
    await page.waitForFunction((said) => document.querySelector('[data-test=wrong]').textContent === said, say('用户名或密码不对', 'Wrong user name or password'));
    assert.deepEqual(await where(), at);
    assert.equal(await field('name').inputValue(), 'root');
    assert.equal(await page.evaluate(() => document.activeElement.type), 'password');
    await shot('2-wrong');
  });

  test('the dialog speaks the other language, and keeps what was typed', async () => {
    await page.locator('.sign-in .language').click();
    assert.equal(await page.locator('.sign-in h2').textContent(), say('Sign in to Qingshan', '登录青山'));
    assert.equal(await field('name').inputValue(), 'root');
    await page.locator('.sign-in .language').click();
  });

  test('too many attempts have to wait, and the button counts', async () => {
    const button = page.locator('.sign-in [type=submit]');
    for (let i = 0; i < 30 && (await button.getAttribute('aria-disabled')) !== 'true'; i++) {
      const answered = page.waitForResponse((r) => r.request().method() === 'POST');
      await type(`nobody-${lang}`, 'wrong again');
      await answered;
      await page.waitForFunction(() => document.querySelector('.sign-in').getAttribute('aria-busy') === 'false');
    }
    assert.match(await button.textContent(), say(/请等待 \d+ 秒/, /Wait \d+ s/));
    assert.match(await page.locator('[data-test=wrong]').textContent(), say(/次数过多/, /Too many/));
    await shot('3-wait');
    await page.waitForFunction(() => document.querySelector('.sign-in [type=submit]').getAttribute('aria-disabled') === 'false', null, { timeout: 60_000 });
    assert.equal(await button.textContent(), say('登录', 'Sign in'));
  });

  test('the right password opens the map, and the menu says who one is', async () => {
    await type('root', rootPassword);
    await ready(page);
    assert.equal(await page.locator('dialog[open]').count(), 0);
    zone = await page.evaluate(() => { const row = [...document.querySelectorAll('[role=treeitem]')].at(-1); return { code: row.dataset.code, name: row.querySelector('.text').textContent }; });
    await page.locator('[data-test=who]').click();
    const menu = await page.locator('#account-menu').innerText();
    for (const said of [say('管理员', 'administrator'), say('审计', 'auditor'), say('全部责任区', 'all zones'), say('公开信息', 'what is public'), say('管理用户与令牌', 'keep users and tokens')]) assert.ok(menu.includes(said), `${said} is not in ${menu}`);
    await noHan('#account-menu');
    await settled(page);
    await shot('4-menu');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#account-menu').isVisible(), false);
  });

  test('a session that ended is said in words; after signing in again it goes on where it was', async () => {
    await page.evaluate(() => { window.samePage = true; });
    await context.clearCookies();
    await page.locator(`[role=treeitem][data-code="${zone.code}"]`).click();
    await page.waitForSelector('dialog.sign-in[open]');
    assert.equal(await page.locator('[data-test=reason]').textContent(), say('登录已过期，您已退出。重新登录后会回到刚才的位置。', 'Your session has ended. Sign in again and you are back where you were.'));
    await shot('5-expired');
    await type('root', rootPassword);
    await page.waitForSelector('#detail[data-state=zone]');
    assert.equal(await page.locator('#detail h2').textContent(), zone.name);
    assert.ok(await page.evaluate(() => window.samePage), 'the page began anew');
    assert.equal(await page.locator('dialog[open]').count(), 0);
    await settled(page);
  });

  test('tiles that were refused meanwhile are drawn after signing in', async () => {
    await context.clearCookies();
    await page.evaluate(() => window.qingshan.map.jumpTo({ center: window.qingshan.map.getCenter(), zoom: window.qingshan.map.getZoom() + 2 }));
    await page.waitForSelector('dialog.sign-in[open]', { timeout: 20_000 });
    const drawn = page.waitForResponse((r) => /\/tiles\//.test(r.url()) && r.ok());
    await type('root', rootPassword);
    await drawn;
    await settled(page);
  });

  test('who was signed out by force is told so without touching anything', async () => {
    const { id } = await page.evaluate(async () => (await fetch('api/session')).json());
    await ask(page, 'DELETE', `api/accounts/users/${id}/sessions`);
    await page.waitForSelector('dialog.sign-in[open] [data-test=reason]', { timeout: 30_000 });
    await type('root', rootPassword);
    await page.waitForSelector('dialog.sign-in', { state: 'detached' });
    assert.ok(await page.evaluate(() => window.samePage));
  });

  let password;
  test('an administrator adds a user; what is wrong is said at its field', async () => {
    await page.locator('[data-test=who]').click();
    await page.locator('[data-test=accounts]').click();
    await page.waitForSelector('[data-test=users] [data-user=root]');
    await shot('6-users');
    await page.locator('[data-test=new-user]').click();
    await page.locator('[data-test=add-user]').click();
    assert.equal(await wrongAt('login'), say('请输入用户名', 'Enter a user name'));
    assert.equal(await wrongAt('role'), say('请选择角色', 'Choose a role'));
    await field('login').fill('root');
    await field('display').fill(say('王林长', 'Wang'));
    await field('role').selectOption('chief');
    assert.match(await page.locator('[data-test=role-shows]').textContent(), say(/可看：公开信息.*可做：导出/, /Sees what is public.*May export/));
    await field('zone').fill(zone.code);
    await page.waitForSelector(`.offers [data-code="${zone.code}"]`);
    await shot('7-new-user');
    await page.keyboard.press('Enter');
    assert.equal(await field('zone').inputValue(), `${zone.name} ${zone.code}`);
    await field('until').fill('2099-12-31');
    await page.locator('[data-test=add-user]').click();
    await page.waitForFunction(() => document.querySelector('[data-field=login] .wrong').textContent !== '');
    assert.equal(await wrongAt('login'), say('这个用户名已有人使用', 'Another user has this name'));
    await shot('8-taken');
    await field('login').fill(newcomer);
    await page.locator('[data-test=add-user]').click();
    await page.waitForSelector('[data-test=secret]');
    password = await page.locator('[data-test=secret]').inputValue();
    assert.ok(password.length >= 16);
    const grants = await page.locator('[data-test=grants]').innerText();
    for (const said of [say('林长', 'chief'), zone.name, zone.code, say('至 2099-12-31', 'until 2099-12-31')]) assert.ok(grants.includes(said), `${said} is not in ${grants}`);
    await noHan('.dialog .accounts-body');
    await shot('9-added');
  });

  test('a grant is added and revoked, with a question', async () => {
    await page.locator('.accounts summary').click();
    await field('role').selectOption('ranger');
    await page.locator('[data-test=add-grant]').click();
    await page.waitForSelector('[data-test=grants] [data-grant=ranger]');
    assert.equal(await page.locator('[data-test=secret]').count(), 0, 'the password is shown twice');
    await page.locator('[data-grant=ranger] .danger').click();
    await page.waitForSelector('.question[open]');
    await shot('10-question');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('[data-grant=ranger]').count(), 1);
    await page.locator('[data-grant=ranger] .danger').click();
    await page.locator('[data-test=yes]').click();
    await page.waitForFunction(() => !document.querySelector('[data-grant=ranger]'));
  });

  let token;
  test('a token is made, shown once, and lets a machine in', async () => {
    await page.locator('.accounts header .close').first().click();
    await page.locator('[data-tab=tokens]').click();
    await page.locator('[data-test=new-token]').click();
    await field('label').fill(`QGIS ${lang}`);
    await field('role').selectOption('inspector');
    await shot('11-new-token');
    await page.locator('[data-test=make-token]').click();
    await page.waitForSelector('[data-test=secret]');
    token = await page.locator('[data-test=secret]').inputValue();
    assert.match(token, /^qs_/);
    await page.locator('[data-test=copy]').click();
    await page.waitForFunction(() => document.querySelector('.copied').textContent !== '');
    await shot('12-token');
    assert.equal((await byToken(token)).status, 200);
    assert.equal((await byToken(`${token}x`)).status, 401);
    await page.locator('[data-test=done]').click();
    await page.waitForSelector(`[data-token="QGIS ${lang}"]`);
    assert.ok(!(await page.locator('.accounts').innerText()).includes(token));
    await shot('13-tokens');
  });

  test('a token that is revoked lets nobody in', async () => {
    await page.locator(`[data-token="QGIS ${lang}"] [data-test=revoke-token]`).click();
    await page.locator('[data-test=yes]').click();
    await page.waitForSelector(`[data-token="QGIS ${lang}"].off`);
    assert.equal((await byToken(token)).status, 401);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
  });

  test('another user who signs in begins anew, and sees his zone alone', async () => {
    await context.clearCookies();
    await page.evaluate(() => { window.before = true; });
    await page.waitForSelector('dialog.sign-in[open]', { timeout: 20_000 });
    await type(newcomer, password);
    await page.waitForFunction(() => !window.before, null, { timeout: 20_000 });
    await ready(page);
    await page.locator('[data-test=who]').click();
    const menu = await page.locator('#account-menu').innerText();
    assert.equal((await page.locator('[data-test=who]').textContent()).trim(), say('王林长', 'Wang'));
    for (const said of [say('林长', 'chief'), zone.name, say('至 2099-12-31', 'until 2099-12-31')]) assert.ok(menu.includes(said), `${said} is not in ${menu}`);
    assert.equal(await page.locator('[data-test=accounts]').count(), 0);
    if (bin) assert.ok((await page.locator('[role=treeitem]').evaluateAll((rows) => rows.map((r) => r.dataset.code))).every((code) => code.startsWith(zone.code)));
    await settled(page);
    await shot('14-another');
  });

  test('one changes one’s own password, and sees where one has signed in', async () => {
    await page.locator('[data-test=own]').click();
    await page.waitForSelector('[data-test=own-sessions] li');
    const next = `another long one ${lang}`;
    await field('old').fill('not this one');
    await field('new').fill(next);
    await field('again').fill(`${next}x`);
    await page.locator('[data-test=change-password]').click();
    assert.equal(await wrongAt('again'), say('两次输入的新密码不一样', 'The two new passwords differ'));
    await field('again').fill(next);
    await page.locator('[data-test=change-password]').click();
    await page.waitForFunction(() => document.querySelector('[data-field=old] .wrong').textContent !== '');
    assert.equal(await wrongAt('old'), say('原密码不对', 'That is not the present password'));
    await shot('16-own');
    await field('old').fill(password);
    await page.keyboard.press('Enter');
    await page.waitForFunction((said) => document.querySelector('.own .said').textContent === said, say('密码已修改，其他登录已退出', 'The password has been changed, and other sessions have ended'));
    assert.equal(await page.locator('[data-test=own-sessions] li').count(), 1);
    password = next;
    await page.keyboard.press('Escape');
  });

  test('signing out leaves nothing on the page', async () => {
    await page.locator('[data-test=who]').click();
    await page.locator('[data-test=sign-out]').click();
    await page.waitForSelector('dialog.sign-in[open]');
    await nothingShown(page);
    assert.equal(await page.locator('[data-test=reason]').count(), 0);
  });

  test('a disabled user is shown greyed and cannot sign in', async () => {
    await type('root', rootPassword);
    await ready(page);
    await page.locator('[data-test=who]').click();
    await page.locator('[data-test=accounts]').click();
    await page.locator(`[data-user=${newcomer}]`).click();
    await page.locator('[data-test=disable]').click();
    await page.locator('[data-test=yes]').click();
    await page.waitForSelector('[data-test=enable]');
    await page.locator('.accounts header .close').first().click();
    await page.waitForSelector(`.off [data-user=${newcomer}]`);
    await shot('15-disabled');
    const own = await browser.newContext({ ignoreHTTPSErrors: true });
    const other = await own.newPage();
    await other.goto(`${base}#lang=${lang}`);
    await signIn(other, newcomer, password);
    await other.waitForFunction((said) => document.querySelector('[data-test=wrong]').textContent === said, say('用户名或密码不对', 'Wrong user name or password'));
    await own.close();
  });

  test('no complaint in the console but for what was refused', () => assert.deepEqual(complaints.filter((c) => !refused.test(c)), []));
}

/** A reader of one township, whose rights change while he reads. */
function part() {
  const complaints = [], user = 'li';
  let server, page, admin, townships, id;
  const codes = () => page.locator('[role=treeitem]').evaluateAll((rows) => rows.map((r) => r.dataset.code));
  const drawn = async () => {
    await settled(page);
    return page.evaluate(() => [...new Set(window.qingshan.map.querySourceFeatures('ground', { sourceLayer: 'zones' }).map((f) => f.properties.code))]);
  };

  before(async () => {
    server = await serve();
    [page, admin] = await Promise.all([0, 1].map(async () => (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()));
    listen(page, server.base, complaints);
    await admin.goto(server.base);
    await admin.waitForSelector('dialog.sign-in[open]');
    await signIn(admin, 'root', rootPassword);
    await ready(admin);
    const { rows } = await admin.evaluate(async () => (await fetch('api/coverage')).json());
    townships = rows.filter((r) => r.level === 'township');
    ({ id } = await ask(admin, 'POST', 'api/accounts/users', { login: user, name: '李四', password: rootPassword, grants: [] }));
  }, { timeout: 180_000 });
  after(() => Promise.all([page, admin].map((p) => p?.context().close())));

  test('to whom nothing is open is told so', async () => {
    await page.goto(`${server.base}#lang=zh&zone=${townships[1].zone}`);
    await page.waitForSelector('dialog.sign-in[open]');
    await signIn(page, user, rootPassword);
    await page.waitForSelector('[data-test=nothing-granted]');
    assert.equal(await page.locator('[data-test=nothing-granted]').textContent(), '目前没有向您开放的责任区，请联系管理员。');
    await page.screenshot({ path: join(shots, 'access-part-1-nothing.png') });
    await page.locator('.language').click();
    assert.equal(await page.locator('[data-test=nothing-granted]').textContent(), 'No zones are open to you at present; ask an administrator.');
    await page.locator('.language').click();
  });

  test('what is not open reads as absent, and nothing looks broken', async () => {
    await ask(admin, 'POST', `api/accounts/users/${id}/grants`, { role: 'public', zone: townships[0].zone });
    await ready(page); // by itself
    await page.waitForSelector('#detail[data-state=absent]');
    assert.match(await page.locator('#detail').innerText(), /没有这个责任区，或者没有向您开放/);
    assert.equal(await page.locator('.failure, .notice').count(), 0);
    await page.screenshot({ path: join(shots, 'access-part-2-absent.png') });
    await page.locator('#detail .close').click();
    for (const code of [...(await codes()), ...(await drawn())]) assert.ok(code.startsWith(townships[0].zone), code);
    assert.equal(await page.locator('[data-test=name]').textContent(), townships[0].name);
  });

  test('a ranger whose name is not shown is a ranger', async () => {
    const at = await page.evaluate(async () => {
      const [w, s, e, n] = (await (await fetch('api/snapshot')).json()).bounds;
      for (let i = 1; i < 300; i++) {
        const lon = w + ((e - w) * ((i * 0.618) % 1)), lat = s + ((n - s) * ((i * 0.382) % 1));
        const { cells, chain } = await (await fetch(`api/responsible?lon=${lon}&lat=${lat}`)).json();
        if (cells.length === 1 && cells[0].ranger && chain.length) return `${lon},${lat}`;
      }
      return null;
    });
    await page.evaluate((at) => { location.hash = `lang=zh&at=${at}`; }, at);
    await page.waitForSelector('[data-verdict=ok]');
    assert.match(await page.locator('[data-test=cells]').innerText(), /有（姓名不公开）/);
    assert.doesNotMatch(await page.locator('#detail').innerText(), /\*/);
    await page.screenshot({ path: join(shots, 'access-part-3-ranger.png') });
  });

  test('what is granted while he reads comes by itself, map and numbers', async () => {
    await page.evaluate(() => { window.before = true; });
    await ask(admin, 'POST', `api/accounts/users/${id}/grants`, { role: 'chief', zone: townships[1].zone });
    await page.waitForFunction(() => !window.before, null, { timeout: 30_000 });
    await ready(page);
    const wanted = townships.slice(0, 2).map((t) => t.zone);
    for (const code of wanted) assert.ok((await codes()).includes(code), code);
    await page.locator('#controls button').nth(2).click();
    const seen = await drawn();
    for (const code of wanted) assert.ok(seen.some((c) => c.startsWith(code)), `${code} is not on the map`);
    assert.ok(seen.every((c) => wanted.some((code) => c.startsWith(code))));
    await page.locator('[data-test=who]').click();
    const menu = await page.locator('#account-menu').innerText();
    for (const said of ['公众', '林长', townships[0].name, townships[1].name]) assert.ok(menu.includes(said), `${said} is not in ${menu}`);
    await page.screenshot({ path: join(shots, 'access-part-4-more.png') });
  });

  test('what is revoked goes by itself', async () => {
    const { grants } = await ask(admin, 'GET', `api/accounts/users/${id}`);
    await page.evaluate(() => { window.before = true; });
    await ask(admin, 'DELETE', `api/accounts/users/${id}/grants/${grants.find((g) => g.role === 'public').id}`);
    await page.waitForFunction(() => !window.before, null, { timeout: 30_000 });
    await ready(page);
    for (const code of [...(await codes()), ...(await drawn())]) assert.ok(code.startsWith(townships[1].zone), code);
    assert.deepEqual(complaints.filter((c) => !refused.test(c)), []);
  });
}

function publicMap() {
  const complaints = [];
  let server, context, page;

  before(async () => {
    server = await serve({ open: true });
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    listen(page, server.base, complaints);
  }, { timeout: 180_000 });
  after(() => context?.close());

  test('is there without signing in, without what it does not allow', async () => {
    await page.goto(`${server.base}#lang=zh`);
    await ready(page);
    assert.equal(await page.locator('dialog[open]').count(), 0);
    await page.locator('[role=treeitem]').first().click();
    await page.waitForSelector('#detail[data-state=zone]');
    assert.equal(await page.locator('[data-test=certificate]').count(), 0);
    await settled(page);
    await page.screenshot({ path: join(shots, 'access-public.png') });
  });

  test('offers to sign in, and lets go of it', async () => {
    await page.locator('[data-test=sign-in-button]').click();
    await page.waitForSelector('dialog.sign-in[open]');
    assert.equal(await page.locator('[data-test=reason]').count(), 0);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.dataset.test), 'sign-in-button');
    await page.locator('[data-test=sign-in-button]').click();
    await signIn(page, 'root', rootPassword);
    await page.waitForSelector('[data-test=who]');
    await page.waitForSelector('[data-test=certificate]');
  });

  test('of a session that ended says so, and goes on without', async () => {
    await ready(page);
    await context.clearCookies();
    await page.waitForSelector('dialog.sign-in[open] [data-test=reason]', { timeout: 30_000 });
    await page.screenshot({ path: join(shots, 'access-public-expired.png') });
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-test=sign-in-button]');
    await page.waitForSelector('#detail[data-state=zone]');
    assert.equal(await page.locator('[data-test=certificate]').count(), 0);
    assert.deepEqual(complaints.filter((c) => !refused.test(c)), []);
  });
}

/** The page before a provider; its own pages are played here, the rest is the server's. */
function provider() {
  let server, context, page, back;

  before(async () => {
    server = await serve();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    await page.route(/\/api\/session$/, async (route) => {
      const answer = await route.fetch(), doc = await answer.json();
      await route.fulfill({ response: answer, json: { ...doc, sign_in: { password: true, oidc: { zh: '统一身份认证', en: 'single sign-on' } } } });
    });
    await page.route(/\/api\/session\/oidc$/, (route) => route.fulfill({ status: 303, headers: { location: `${server.base}${back}` } }));
  }, { timeout: 180_000 });
  after(() => context?.close());

  test('is offered by its name, and its refusal is said in words, at the place where one was', async () => {
    const place = '#map=11.50/30.40000/119.60000&lang=zh';
    await page.goto(`${server.base}${place}`);
    await page.waitForSelector('dialog.sign-in[open]');
    for (const [how, said] of [['no_rights', /没有授权/], ['late', /用时过长/], ['unavailable', /没有响应/], ['refused', /没有确认/]]) {
      back = `#sign_in=${how}`;
      assert.equal(await page.locator('[data-test=oidc]').textContent(), '用“统一身份认证”登录');
      if (how === 'late') await page.screenshot({ path: join(shots, 'access-provider.png') });
      await page.locator('[data-test=oidc]').click();
      await page.waitForFunction((said) => new RegExp(said).test(document.querySelector('[data-test=reason]')?.textContent), said.source);
      assert.equal(new URL(page.url()).hash, place);
    }
  });

  test('sends back to where one was', async () => {
    const place = new URL(page.url()).hash;
    await page.evaluate(async ([name, password]) => fetch('api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password }) }), ['root', rootPassword]);
    back = '';
    await page.locator('[data-test=oidc]').click();
    await ready(page);
    const at = await page.evaluate(() => { const c = window.qingshan.map.getCenter(); return `#map=${window.qingshan.map.getZoom().toFixed(2)}/${c.lat.toFixed(5)}/${c.lng.toFixed(5)}&lang=zh`; });
    assert.equal(at, place);
  });
}
