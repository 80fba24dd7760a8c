/** The state of a reference target: accounts, sessions, clients. It is in memory, separate for each target. */
import { randomBytes, randomInt } from 'node:crypto';
import { randomHex, randomPassword } from './secrets.ts';
import type { Account, Clock } from './types.ts';

/** An account as the server stores it. The password is in plain text, so that a rule can compare it in any way. */
export interface StoredAccount extends Account {
  id: number;
  /** The other parameters of the registration. */
  profile: Record<string, unknown>;
}

/** The session of a token. */
export interface Session {
  token: string;
  /** The OAuth 1.0a token secret; empty where the API has none. */
  secret: string;
  /** The account of the session; `null` for an anonymous one (dood.txt:18). */
  account: StoredAccount | null;
  /** The client that the token was issued to; empty where the API has no clients. */
  clientId: string;
  /** Milliseconds since 1970; `null`: never. */
  expiresAt: number | null;
}

/** An OAuth 1.0a client of `ar`, or an application of `goact`. */
export interface Client {
  id: string;
  secret: string;
  /** Authorization groups (ar.txt:7-9). */
  groups: string[];
}

/** The whole state of one target. */
export interface World {
  clock: Clock;
  accounts: StoredAccount[];
  sessions: Session[];
  /** Wrong passwords in a row, by identity. */
  guesses: Map<string, number>;
  /** An account that exists from the start. */
  account: Account;
  /** A second account, which shows whether users are distinguished. */
  second: Account;
  /** A client with all rights. */
  client: Client;
  /** A client that may not act for native applications (ar.txt:9). */
  limitedClient: Client;
  /** The code that verifies every account. */
  verificationCode: string;
  /** The secret that the server signs with. */
  key: Uint8Array;
}

/** A state with two accounts, two clients and no session. */
export function createWorld(clock: Clock = { now: () => Date.now() }): World {
  const account = newIdentity('kate');
  const second = newIdentity('omar');
  const world: World = {
    clock,
    accounts: [],
    sessions: [],
    guesses: new Map(),
    account,
    second,
    client: newClient(['native_apps']),
    limitedClient: newClient([]),
    verificationCode: String(randomInt(1e6)).padStart(6, '0'),
    key: randomBytes(32),
  };
  for (const seeded of [account, second]) world.accounts.push(createAccount(world, seeded));
  return world;
}

/** An account with the next free id, not yet stored. */
export function createAccount(
  world: World,
  { identity, password }: Account,
  profile: Record<string, unknown> = {},
): StoredAccount {
  const id = Math.max(1230, ...world.accounts.map((account) => account.id)) + 1;
  return { id, identity, password, profile };
}

function newIdentity(name: string): Account {
  return { identity: `${name}.${randomHex(3)}@example.com`, password: randomPassword() };
}

function newClient(groups: string[]): Client {
  return { id: `client-${randomHex(8)}`, secret: randomPassword() + randomPassword(), groups };
}
