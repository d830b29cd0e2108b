import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection, Problem } from './connection';

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

let asked: { url: string; init: RequestInit }[];
let answers: (Answer | Error | Promise<Answer>)[];

beforeEach(() => {
  asked = [];
  answers = [];
  vi.stubGlobal('document', { baseURI: 'https://office.example/forest/' });
  vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
    asked.push({ url: url.href, init });
    const next = await answers.shift();
    if (!next || next instanceof Error) throw next ?? new Error('nothing more to answer');
    return new Response(next.status === 204 ? null : JSON.stringify(next.body ?? {}), { status: next.status, headers: { 'content-type': next.status < 300 ? 'application/json' : 'application/problem+json', ...next.headers } });
  });
});
afterEach(() => vi.unstubAllGlobals());

test('addresses are relative to where the page lives, and only changes carry the token', async () => {
  const c = new Connection();
  c.csrf = 'secret';
  answers = [{ status: 200, body: { a: 1 } }, { status: 204 }];
  expect(await c.get('api/page', { q: 'x y' })).toEqual({ a: 1 });
  expect(await c.ask('api/session', { method: 'DELETE' })).toBeUndefined();
  expect(asked.map((a) => a.url)).toEqual(['https://office.example/forest/api/page?q=x+y', 'https://office.example/forest/api/session']);
  expect(asked.map((a) => (a.init.headers as Record<string, string>)['x-csrf-token'])).toEqual([undefined, 'secret']);
});

test('a refusal says its sentence and when to come again', async () => {
  answers = [{ status: 429, body: { detail: 'slowly' }, headers: { 'retry-after': '7' } }, new TypeError('network')];
  const refused = await new Connection().get('api/page').catch((e: unknown) => e);
  expect(refused).toBeInstanceOf(Problem);
  expect(refused).toMatchObject({ message: 'slowly', status: 429, retryAfter: 7 });
  expect(await new Connection().get('api/page').catch((e: unknown) => e)).toMatchObject({ status: 0 });
});

test('without a way to sign in a 401 is a refusal', async () => {
  answers = [{ status: 401, body: { detail: 'who are you' } }];
  expect(await new Connection().get('api/page').catch((e: unknown) => e)).toMatchObject({ status: 401, message: 'who are you' });
});

test('what was refused with 401 is asked again after one signing in, however many wait', async () => {
  const c = new Connection();
  let signed!: () => void;
  const signIn = vi.fn(() => new Promise<void>((done) => (signed = done)));
  c.signInBy(signIn);
  answers = [{ status: 401 }, { status: 401 }, { status: 200, body: 1 }, { status: 200, body: 2 }];
  const both = Promise.all([c.get('one'), c.get('two')]);
  await vi.waitFor(() => expect(signIn).toHaveBeenCalledTimes(1));
  expect(asked).toHaveLength(2);
  signed();
  expect(await both).toEqual([1, 2]);
  expect(asked).toHaveLength(4);
});

test('a 401 of before the signing in asks again without a second dialog', async () => {
  const c = new Connection();
  const signIn = vi.fn(() => Promise.resolve());
  c.signInBy(signIn);
  let late!: (a: Answer) => void;
  answers = [new Promise<Answer>((done) => (late = done)), { status: 401 }, { status: 200, body: 'fast' }, { status: 200, body: 'slow' }];
  const slow = c.get('slow');
  expect(await c.get('fast')).toBe('fast');
  late({ status: 401 });
  expect(await slow).toBe('slow');
  expect(signIn).toHaveBeenCalledTimes(1);
});

test('who signs in wrongly is told so and not asked to sign in', async () => {
  const c = new Connection();
  const signIn = vi.fn(() => Promise.resolve());
  c.signInBy(signIn);
  answers = [{ status: 401 }];
  expect(await c.ask('api/session', { method: 'POST', body: { name: 'a', password: 'b' }, openly: true }).catch((e: unknown) => e)).toMatchObject({ status: 401 });
  expect(signIn).not.toHaveBeenCalled();
});

test('a question that is no longer wanted does not wait for the signing in', async () => {
  const c = new Connection();
  c.signInBy(() => new Promise(() => undefined));
  const given = new AbortController();
  answers = [{ status: 401 }];
  const answer = c.get('one', {}, given.signal).catch((e: unknown) => e);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  given.abort();
  expect(await answer).toMatchObject({ name: 'AbortError' });
});

test('what the page asks by itself while nobody is at it says so', async () => {
  vi.useFakeTimers();
  try {
    const c = new Connection();
    const desk = new EventTarget();
    c.watch(desk);
    answers = [{ status: 200 }, { status: 200 }, { status: 200 }];
    await c.get('one');
    vi.advanceTimersByTime(61_000);
    await c.get('two');
    desk.dispatchEvent(new Event('keydown'));
    await c.get('three');
    expect(asked.map((a) => (a.init.headers as Record<string, string>)['x-unattended'])).toEqual([undefined, '1', undefined]);
  } finally {
    vi.useRealTimers();
  }
});
