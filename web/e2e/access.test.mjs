// Signing in and out, and the panel of users and tokens, in a headless Chromium: against the binary QINGSHAN_BIN with its sample county, or
// else the mock of dev/mock.mjs. Once in Chinese on a desk, once in English on a telephone.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { start } from '../dev/mock.mjs';
import { launch, listen, settled, shotsFolder } from './browser.mjs';
import { rootPassword, serveSample } from './sample.mjs';

const shots = shotsFolder();
let server, base, browser;

before(async () => {
  const { QINGSHAN_BIN: bin } = process.env;
  server = bin ? await serveSample(bin, { users: true }) : await start(0, rootPassword);
  base = server.url.replace(/\/?$/, '/');
  browser = await launch();
}, { timeout: 180_000 });

after(async () => {
  await browser?.close();
  server?.stop?.();
  console.log(`screenshots: ${shots}`);
});

for (const { lang, width, height } of [{ lang: 'zh', width: 1440, height: 900 }, { lang: 'en', width: 390, height: 844 }]) {
  describe(`${lang}, ${width} px`, () => reader(lang, { width, height }));
}

function reader(lang, viewport) {
  const complaints = [], expected = /Failed to load resource.*(401|409|429|404)/;
  let context, page, zone;
  const newcomer = `wang-${lang}`;
  const shot = (name) => page.screenshot({ path: join(shots, `access-${lang}-${name}.png`) });
  const say = (zh, en) => (lang === 'zh' ? zh : en);
  const ready = () => page.waitForSelector('body[data-ready=true]', { timeout: 60_000 });
  const field = (name) => page.locator(`.dialog [data-field=${name}] input, .dialog [data-field=${name}] select`);
  const wrongAt = (name) => page.locator(`.dialog [data-field=${name}] .wrong`).textContent();
  const type = async (name, password) => {
    await field('name').fill(name);
    await field('password').fill(password);
    await page.keyboard.press('Enter');
  };
  const noHan = async (selector) => {
    const text = (await page.locator(selector).first().innerText()).replace(/中文|[\p{Script=Han}]+ \d{6,}/gu, '');
    if (lang === 'en') assert.doesNotMatch(text.replaceAll(zone.name, ''), /\p{Script=Han}/u);
    else assert.match(text, /\p{Script=Han}/u);
  };
  /** What the server says to somebody with a bearer token. */
  const byToken = (token) => fetch(new URL('api/coverage', base), { headers: { authorization: `Bearer ${token}` } });

  before(async () => {
    context = await browser.newContext({ viewport, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', hasTouch: viewport.width < 800 });
    page = await context.newPage();
    listen(page, base, complaints);
  });
  after(() => context?.close());

  test('who is not known sees a dialog over an empty map', async () => {
    await page.goto(`${base}#lang=${lang}`);
    await page.waitForSelector('dialog.sign-in[open]');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'username');
    assert.deepEqual(await page.locator('.sign-in input').evaluateAll((list) => list.map((i) => [i.autocomplete, document.querySelector(`label[for=${i.id}]`).textContent !== ''])), [['username', true], ['current-password', true]]);
    assert.equal(await page.locator('[data-test=gap-mu], [role=treeitem], .maplibregl-canvas').count(), 0);
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
    await ready();
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
    await page.evaluate(() => { window.sameePage = true; });
    await context.clearCookies();
    await page.locator(`[role=treeitem][data-code="${zone.code}"]`).click();
    await page.waitForSelector('dialog.sign-in[open]');
    assert.equal(await page.locator('[data-test=reason]').textContent(), say('登录已过期，您已退出。重新登录后会回到刚才的位置。', 'Your session has ended. Sign in again and you are back where you were.'));
    await shot('5-expired');
    await type('root', rootPassword);
    await page.waitForSelector('#detail[data-state=zone]');
    assert.equal(await page.locator('#detail h2').textContent(), zone.name);
    assert.ok(await page.evaluate(() => window.sameePage), 'the page began anew');
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
    assert.equal(await page.locator('dialog[open]').count(), 0);
  });

  test('another user who signs in begins anew, and sees his zone alone', async () => {
    await context.clearCookies();
    await page.evaluate(() => { window.before = true; });
    await page.waitForSelector('dialog.sign-in[open]', { timeout: 20_000 });
    await type(newcomer, password);
    await page.waitForFunction(() => !window.before, null, { timeout: 20_000 });
    await ready();
    await page.locator('[data-test=who]').click();
    const menu = await page.locator('#account-menu').innerText();
    assert.equal((await page.locator('[data-test=who]').textContent()).trim(), say('王林长', 'Wang'));
    for (const said of [say('林长', 'chief'), zone.name, say('至 2099-12-31', 'until 2099-12-31')]) assert.ok(menu.includes(said), `${said} is not in ${menu}`);
    assert.equal(await page.locator('[data-test=accounts]').count(), 0);
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
    assert.equal(await page.locator('[data-test=gap-mu], [role=treeitem], .maplibregl-canvas').count(), 0);
    assert.equal(await page.locator('[data-test=reason]').count(), 0);
  });

  test('a disabled user is shown greyed and cannot sign in', async () => {
    await type('root', rootPassword);
    await ready();
    await page.locator('[data-test=who]').click();
    await page.locator('[data-test=accounts]').click();
    await page.locator(`[data-user=${newcomer}]`).click();
    await page.locator('[data-test=disable]').click();
    await page.locator('[data-test=yes]').click();
    await page.waitForSelector('[data-test=enable]');
    await page.locator('.accounts header .close').first().click();
    await page.waitForSelector(`.off [data-user=${newcomer}]`);
    await shot('15-disabled');
    const own = await browser.newContext();
    const other = await own.newPage();
    await other.goto(`${base}#lang=${lang}`);
    await other.locator('[data-field=name] input').fill(newcomer);
    await other.locator('[data-field=password] input').fill(password);
    await other.keyboard.press('Enter');
    await other.waitForFunction((said) => document.querySelector('[data-test=wrong]').textContent === said, say('用户名或密码不对', 'Wrong user name or password'));
    await own.close();
  });

  test('no complaint in the console but for what was refused', () => assert.deepEqual(complaints.filter((c) => !expected.test(c)), []));
}
