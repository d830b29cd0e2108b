import type { Connection } from './connection';
import type { FieldGroup, Grant, May, Role, SignedIn } from './session';

/** Users and tokens: the HTTP contract of docs/guide/api.md for who may keep them. */

export interface Given extends Grant {
  id: string;
  /** Drawn from an identity provider's claims, and anew at each sign-in. */
  claimed?: boolean;
}

export interface User {
  id: string;
  login: string;
  name: string;
  password: boolean; // whether he has one
  issuer?: string;
  disabled: boolean;
  created: string;
  grants: Given[];
}

export interface Token {
  id: string;
  label: string;
  created: string;
  expires?: string;
  revoked?: string;
  used?: string; // the last day
  grants: Given[];
}

/** What a role shows and allows. */
export interface RoleShown {
  role: Role;
  groups: FieldGroup[];
  may: May;
}

export class AccountsApi {
  constructor(private readonly server: Connection) {}

  async users(): Promise<User[]> {
    return (await this.server.get<{ users: User[] }>('api/accounts/users')).users;
  }
  /** Adds a user who has no password yet. */
  addUser(user: { login: string; name: string; grants: Grant[] }): Promise<User> {
    return this.server.ask('api/accounts/users', { method: 'POST', body: user });
  }
  changeUser(id: string, change: { name?: string; disabled?: boolean }): Promise<User> {
    return this.server.ask(user(id), { method: 'PATCH', body: change });
  }
  removeUser(id: string): Promise<void> {
    return this.server.ask(user(id), { method: 'DELETE' });
  }
  /** Another password, made by the server. It is in this answer and nowhere else. */
  async resetPassword(id: string): Promise<string> {
    return (await this.server.ask<{ password: string }>(`${user(id)}/password`, { method: 'POST', body: {} })).password;
  }
  addGrant(id: string, grant: Grant): Promise<Given> {
    return this.server.ask(`${user(id)}/grants`, { method: 'POST', body: grant });
  }
  revokeGrant(id: string, grant: string): Promise<void> {
    return this.server.ask(`${user(id)}/grants/${encodeURIComponent(grant)}`, { method: 'DELETE' });
  }
  async sessions(id: string): Promise<SignedIn[]> {
    return (await this.server.get<{ sessions: SignedIn[] }>(`${user(id)}/sessions`)).sessions;
  }
  endSessions(id: string): Promise<void> {
    return this.server.ask(`${user(id)}/sessions`, { method: 'DELETE' });
  }
  async tokens(): Promise<Token[]> {
    return (await this.server.get<{ tokens: Token[] }>('api/accounts/tokens')).tokens;
  }
  /** The secret is in this answer and nowhere else. */
  addToken(token: { label: string; grants: Grant[]; expires?: string }): Promise<Token & { secret: string }> {
    return this.server.ask('api/accounts/tokens', { method: 'POST', body: token });
  }
  revokeToken(id: string): Promise<void> {
    return this.server.ask(`api/accounts/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }
  async roles(): Promise<RoleShown[]> {
    return (await this.server.get<{ roles: RoleShown[] }>('api/accounts/roles')).roles;
  }
}

const user = (id: string) => `api/accounts/users/${encodeURIComponent(id)}`;
