// A stand-in for the server's access: users, grants, sessions and tokens in memory, by the HTTP contract of docs/guide/api.md.
import { randomBytes } from 'node:crypto';

const classes = ['zones', 'map', 'coverage', 'change', 'imagery', 'exports', 'certificates', 'scenarios', 'accounts', 'sessions', 'audit', 'operations'];
const groups = {
  public: ['public'], ranger: ['public', 'work'], technician: ['public', 'work'], township: ['public', 'work', 'person', 'track', 'internal'], officer: ['public', 'work', 'person', 'track', 'internal'],
  reviewer: ['public', 'work', 'person', 'case', 'internal'], enforcement: ['public', 'work', 'person', 'case', 'internal'], chief: ['public', 'work', 'person', 'internal'],
  inspector: ['public', 'work'], auditor: ['public', 'work', 'person', 'track', 'case', 'internal'], admin: ['public'],
};

/** What roles allow, as api/access/role.go says. */
function may(roles) {
  const allowed = (c) => ({ exports: roles.some((r) => !['public', 'admin'].includes(r)), certificates: roles.some((r) => !['public', 'admin'].includes(r)), scenarios: roles.some((r) => !['public', 'admin'].includes(r)), accounts: roles.includes('admin'), audit: roles.includes('auditor'), operations: roles.some((r) => ['admin', 'auditor'].includes(r)) })[c] ?? roles.length > 0;
  return Object.fromEntries(classes.filter(allowed).map((c) => [c, ['accounts', 'sessions'].includes(c) ? ['read', 'write'] : ['read']]));
}

const id = (kind) => kind + randomBytes(6).toString('hex');
const holds = (g) => !(g.until && new Date(g.until) <= new Date()) && !(g.from && new Date(g.from) > new Date());

export class Refused extends Error {
  constructor(status, detail, headers = {}) { super(detail); Object.assign(this, { status, headers }); }
}

/** An office with its first administrator: root, with the password given. */
export class Access {
  users = [];
  tokens = [];
  sessions = new Map(); // by the cookie
  wrong = 0;

  /** With open anybody reads what is public. */
  constructor(password, open) {
    this.open = open;
    this.addUser({ login: 'root', name: 'root', password, grants: [{ role: 'admin' }, { role: 'auditor' }] });
  }

  addUser({ login, name, password, grants = [] }) {
    if (this.users.some((u) => u.login === login)) throw new Refused(409, 'another user has that name');
    if (password && password.length < 10) throw new Refused(400, 'a password needs at least 10 characters');
    const u = { id: id('u'), login, name: name || login, secret: password, disabled: false, created: new Date().toISOString(), grants: grants.map((g) => ({ id: id('g'), ...g })) };
    this.users.push(u);
    return u;
  }

  /** Who asks: a user by his session, a machine by its token, or nobody. */
  who(req) {
    const cookie = /(?:^|; )qingshan=([^;]+)/.exec(req.headers.cookie ?? '')?.[1], bearer = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
    if (bearer) {
      const token = this.tokens.find((t) => t.secret === bearer && !t.revoked);
      if (!token) throw new Refused(401, 'the token is not known here, has expired or has been revoked');
      return { kind: 'token', id: token.id, name: token.label, grants: token.grants.filter(holds) };
    }
    const session = this.sessions.get(cookie), user = session && this.users.find((u) => u.id === session.user && !u.disabled);
    if (!user) return { kind: 'anonymous', ...(this.open ? { id: 'public' } : {}), grants: this.open ? [{ role: 'public' }] : [], ended: cookie !== undefined };
    return { kind: 'user', id: user.id, name: user.name, login: user.login, grants: user.grants.filter(holds), session };
  }

  describe({ session, ...who }) {
    return {
      ...who, grants: who.grants.map((g) => ({ ...g, groups: groups[g.role] })), may: may(who.grants.map((g) => g.role)), sign_in: { password: true },
      ...(session ? { expires: session.expires, csrf: session.csrf } : {}),
    };
  }

  /** Answers what concerns access, with [status, body, headers]; undefined for all else that who asks may see. */
  answer(req, path, body) {
    const who = this.who(req), method = req.method, [, , what, kind, which, part, last] = path.split('/').map(decodeURIComponent);
    if (what === 'session' && kind === undefined && method === 'POST') return this.signIn(body);
    if (!['GET', 'HEAD'].includes(method) && who.session && req.headers['x-csrf-token'] !== who.session.csrf) throw new Refused(403, 'the header X-CSRF-Token is missing or wrong');
    if (what === 'session' && method === 'GET') return [200, this.describe(who)];
    if (what === 'session' && method === 'DELETE') {
      for (const [cookie, s] of this.sessions) if (s === who.session) this.sessions.delete(cookie);
      return [204, null, { 'set-cookie': 'qingshan=; Max-Age=0; Path=/' }];
    }
    if (what === 'session' && kind === 'password' && who.session) {
      const user = this.users.find((u) => u.id === who.id);
      if (user.secret !== body.old) throw new Refused(401, 'the name or the password is wrong');
      for (const [cookie, s] of this.sessions) if (s.user === user.id) this.sessions.delete(cookie);
      user.secret = body.new;
      return this.signIn({ name: user.login, password: user.secret });
    }
    if (what === 'sessions' && who.session) {
      const own = [...this.sessions].filter(([, s]) => s.user === who.id);
      if (method === 'GET') return [200, { sessions: own.map(([, { csrf, ...s }]) => (void csrf, { ...s, current: s.id === who.session.id })) }];
      for (const [cookie, s] of own) if (s.id === kind) this.sessions.delete(cookie);
      return [204, null];
    }
    if (what === 'page' || !/^\/(api|tiles|rasters)\b/.test(path)) return undefined;
    if (who.grants.length === 0) throw who.kind === 'anonymous' ? new Refused(401, 'sign in, or give a token as Bearer token') : new Refused(404, `nothing is served at ${path}`);
    if (what !== 'accounts') return undefined;
    if (!may(who.grants.map((g) => g.role)).accounts) throw new Refused(404, `nothing is served at ${path}`);
    return this.keep(method, kind, which, part, last, body);
  }

  signIn({ name, password }) {
    const user = this.users.find((u) => u.login === name.trim().toLowerCase() && u.secret === password && !u.disabled);
    if (!user && ++this.wrong % 4 === 0) throw new Refused(429, 'too many wrong passwords', { 'retry-after': '3' });
    if (!user) throw new Refused(401, 'the name or the password is wrong');
    const cookie = randomBytes(16).toString('hex'), session = { id: id('s'), user: user.id, created: new Date().toISOString(), seen: new Date().toISOString(), expires: new Date(Date.now() + 12 * 3600e3).toISOString(), csrf: randomBytes(8).toString('hex') };
    this.sessions.set(cookie, session);
    return [200, this.describe({ kind: 'user', id: user.id, name: user.name, login: user.login, grants: user.grants.filter(holds), session }), { 'set-cookie': `qingshan=${cookie}; HttpOnly; SameSite=Lax; Path=/` }];
  }

  keep(method, kind, which, part, last, body) {
    const shown = ({ secret, ...u }) => ({ ...u, password: Boolean(secret) });
    const of = (u) => [...this.sessions.values()].filter((s) => s.user === u.id).map(({ csrf, ...s }) => (void csrf, s));
    const end = (wanted) => { for (const [cookie, s] of this.sessions) if (wanted(s)) this.sessions.delete(cookie); };
    const user = kind === 'users' && which !== undefined ? this.users.find((u) => u.id === which) : undefined;
    if (kind === 'users' && which !== undefined && !user) throw new Refused(404, 'there is no such account');
    switch ([method, kind, which && 'one', part, last && 'one'].filter(Boolean).join(' ')) {
      case 'GET roles': return [200, { roles: Object.entries(groups).map(([role, g]) => ({ role, groups: g, may: may([role]) })) }];
      case 'GET users': return [200, { users: this.users.map(shown) }];
      case 'POST users': return [201, shown(this.addUser(body))];
      case 'PATCH users one':
        Object.assign(user, body.name !== undefined && { name: body.name }, body.disabled !== undefined && { disabled: body.disabled });
        if (body.disabled) end((s) => s.user === user.id);
        return [200, shown(user)];
      case 'DELETE users one':
        this.users = this.users.filter((u) => u !== user);
        return [204, null];
      case 'POST users one grants': user.grants.push({ id: id('g'), ...body }); return [201, user.grants.at(-1)];
      case 'DELETE users one grants one': user.grants = user.grants.filter((g) => g.id !== last); return [204, null];
      case 'GET users one sessions': return [200, { sessions: of(user) }];
      case 'DELETE users one sessions': end((s) => s.user === user.id); return [204, null];
      case 'POST users one password':
        user.secret = randomBytes(10).toString('hex');
        end((s) => s.user === user.id);
        return [200, { password: user.secret }];
      case 'GET tokens': return [200, { tokens: this.tokens.map(({ secret, ...t }) => (void secret, t)) }];
      case 'POST tokens':
        this.tokens.unshift({ id: id('t'), label: body.label, grants: body.grants.map((g) => ({ id: id('g'), ...g })), created: new Date().toISOString(), ...(body.expires ? { expires: body.expires } : {}), secret: `qs_${randomBytes(32).toString('base64url')}` });
        return [201, this.tokens[0]];
      case 'DELETE tokens one': Object.assign(this.tokens.find((t) => t.id === which) ?? {}, { revoked: new Date().toISOString() }); return [204, null];
    }
    throw new Refused(404, 'nothing is served there');
  }
}
