/** How the page asks the server: by relative addresses, and once more when the reader has signed in where the server asked who he is. */

/** A request the server refused, or that never reached it. `message` is a sentence for people where the server gave one. */
export class Problem extends Error {
  constructor(
    message: string,
    readonly status: number,
    /** Seconds after which one may ask again, where the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

/** Whether something is not there, or not for this reader: the server tells nobody which. */
export const isAbsent = (e: unknown) => e instanceof Problem && e.status === 404;

/** Where the service lives; it may be below a prefix. */
export const base = () => new URL('.', document.baseURI);

export type Query = Record<string, string>;

export interface Request {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  query?: Query;
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Whether a 401 is an answer and no question who the reader is, as where he signs in. */
  openly?: boolean;
}

/** Asks the reader to sign in; it is done when he has. */
export type SignIn = () => Promise<void>;

/** After so long without a touch of key or pointer nobody is at the page, in milliseconds. */
const unattendedAfter = 60_000;

/** All requests of the page but those of the map's tiles. */
export class Connection {
  /** The session's token against forged requests; it goes with whatever changes something. */
  csrf = '';
  /** How far answers that the browser has kept are taken: what they show may have changed with the reader's rights, not with their addresses. */
  cache: RequestCache = 'default';
  private signIn: SignIn | null = null;
  private signingIn: Promise<void> | null = null;
  private sessions = 0; // how many times somebody signed in
  private touched = Date.now();

  /** Notes when somebody works with the page: what it asks by itself while nobody does must not keep a session from ending. */
  watch(target: EventTarget): void {
    for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
      target.addEventListener(kind, () => (this.touched = Date.now()), { passive: true, capture: true });
    }
  }

  /** From now on who is not known is asked to sign in, and what he asked for is asked again. */
  signInBy(ask: SignIn): void {
    this.signIn = ask;
  }

  async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.ask<T>(path, { query, signal });
  }

  /** The answer's JSON, undefined where it has none. Throws a [Problem]. */
  async ask<T>(path: string, request: Request = {}): Promise<T> {
    for (;;) {
      const session = this.sessions;
      const r = await this.once(path, request);
      if (r.status === 401 && this.signIn && !request.openly) {
        if (session === this.sessions) await until(this.signedIn(), request.signal);
        continue;
      }
      if (!r.ok) throw await problem(r);
      return (r.status === 204 ? undefined : await r.json()) as T;
    }
  }

  /** Asks the reader to sign in: one question, however many requests wait for the answer. */
  signedIn(): Promise<void> {
    this.signingIn ??= (this.signIn?.() ?? Promise.resolve())
      .then(() => void this.sessions++)
      .finally(() => (this.signingIn = null));
    return this.signingIn;
  }

  private async once(path: string, { method = 'GET', query = {}, body, signal }: Request): Promise<Response> {
    const url = new URL(path, base());
    for (const [k, v] of Object.entries(query)) url.searchParams.set(k, v);
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (method !== 'GET') headers['x-csrf-token'] = this.csrf;
    if (Date.now() - this.touched > unattendedAfter) headers['x-unattended'] = '1';
    try {
      return await fetch(url, { method, headers, body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null, cache: this.cache });
    } catch (e) {
      if (signal?.aborted) throw e;
      throw new Problem('', 0);
    }
  }
}

/** Waits for something, but no longer than a signal allows. */
async function until(what: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return what;
  signal.throwIfAborted();
  await new Promise<void>((done, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
    what.then(done, fail);
  });
}

async function problem(r: Response): Promise<Problem> {
  const seconds = Number(r.headers.get('retry-after') ?? NaN);
  return new Problem(await sentence(r), r.status, Number.isFinite(seconds) ? Math.max(0, seconds) : null);
}

/** The detail of a problem+json answer, or "". */
async function sentence(r: Response): Promise<string> {
  if (!r.headers.get('content-type')?.includes('problem+json')) return '';
  const p = (await r.json().catch(() => ({}))) as { title?: unknown; detail?: unknown };
  return [p.detail, p.title].find((s): s is string => typeof s === 'string' && s !== '') ?? '';
}
