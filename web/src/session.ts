import type { Phrase } from './api';
import type { Connection } from './connection';

/** Who reads the page, and what he may see: the HTTP contract of docs/guide/api.md about sessions. */

export const roles = ['public', 'ranger', 'technician', 'township', 'officer', 'reviewer', 'enforcement', 'chief', 'inspector', 'auditor', 'admin'] as const;
export type Role = (typeof roles)[number];

export const fieldGroups = ['public', 'work', 'person', 'track', 'case', 'internal'] as const;
export type FieldGroup = (typeof fieldGroups)[number];

/** The actions that are allowed on each class of objects. */
export type May = Partial<Record<'exports' | 'certificates' | 'scenarios' | 'accounts' | 'audit', ('read' | 'write')[]>>;

/** A role for a zone with all below it; without a zone for all zones. Times are RFC 3339. */
export interface Grant {
  role: Role;
  zone?: string;
  from?: string;
  until?: string;
}

/** How people can sign in. */
export interface SignInWays {
  password: boolean;
  /** The identity provider's name, if there is one. */
  oidc?: Phrase;
}

export interface Session {
  /** `local` is whoever sits at the machine of an open server. */
  kind: 'anonymous' | 'local' | 'user' | 'token';
  id?: string;
  name?: string;
  /** The name by which he signs in. */
  login?: string;
  /** Those that hold now. */
  grants: (Grant & { groups: FieldGroup[] })[];
  may: May;
  /** At the latest. */
  expires?: string;
  csrf?: string;
  /** Whether the browser's session is over. */
  ended?: boolean;
  sign_in: SignInWays;
}

/** A time for which a user has signed in. */
export interface SignedIn {
  id: string;
  created: string;
  expires: string;
  seen: string; // to a minute
  /** Of one's own: whether it is the one that asks. */
  current?: boolean;
}

/** Who is not known yet. */
export const nobody: Session = { kind: 'anonymous', grants: [], may: {}, sign_in: { password: false } };

/** Whether somebody can sign in. */
export function canSignIn({ password, oidc }: SignInWays): boolean {
  return password || oidc !== undefined;
}

/** Whether two sessions are of the same reader with the same rights, so that what was shown in the one may be seen in the other. */
export function sameReader(a: Session, b: Session): boolean {
  const what = ({ kind, id, grants, may }: Session) => JSON.stringify([kind, id, grants, may]);
  return what(a) === what(b);
}

/** The groups of fields that are shown anywhere. */
export function groupsOf(s: Session): FieldGroup[] {
  return fieldGroups.filter((g) => s.grants.some((grant) => grant.groups.includes(g)));
}

/** Questions about the session. Who signs in wrongly is told so, and not asked to sign in. */
export class SessionApi {
  constructor(private readonly server: Connection) {}

  /** Who reads; it also brings the token that goes with changes. */
  async now(signal?: AbortSignal): Promise<Session> {
    return this.keep(await this.server.ask<Session>('api/session', { openly: true, signal }));
  }
  async signIn(name: string, password: string): Promise<Session> {
    return this.keep(await this.server.ask<Session>('api/session', { method: 'POST', body: { name, password }, openly: true }));
  }
  async signOut(): Promise<void> {
    await this.server.ask('api/session', { method: 'DELETE', openly: true });
  }

  /** Another password of one's own. A wrong old one is a 401; all other sessions end. */
  async changePassword(old: string, password: string): Promise<void> {
    this.keep(await this.server.ask<Session>('api/session/password', { method: 'POST', body: { old, new: password }, openly: true }));
  }
  async sessions(): Promise<SignedIn[]> {
    return (await this.server.get<{ sessions: SignedIn[] }>('api/sessions')).sessions;
  }
  endSession(id: string): Promise<void> {
    return this.server.ask(`api/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  private keep(s: Session): Session {
    this.server.csrf = s.csrf ?? '';
    this.server.cache = s.kind === 'local' ? 'default' : 'no-cache';
    return s;
  }
}
