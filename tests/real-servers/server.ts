/** The description of a server by its folder in tests/real-servers. */

/** A real server: where it comes from, and how it is started. */
export interface RealServer {
  /** As people call it. */
  readonly product: string;
  /** The installed version, which is pinned or Debian's. */
  version(): string | Promise<string>;
  readonly language: string;
  /** The documentation of its API, in words. */
  readonly documentation: string;
  /** The API document, below tests/real-servers, if it lies in another server's folder; its Overlay lies in its own. */
  readonly document?: string;
  /** Debian's packages that it needs. */
  readonly debian?: readonly string[];
  /** Whether `--sabotage` puts defects into it. */
  readonly isSabotaged?: true;
  /** Starts it and seeds two accounts. */
  start(place: Place): Promise<Started>;
}

/** The working place of a server: all that it starts through `run` is ended after the test. */
export interface Place {
  /** An empty folder, which is removed afterwards. */
  readonly folder: string;
  /** A free port of loopback. */
  readonly port: number;
  /** Another free port of loopback, for a database. */
  readonly freePort: () => Promise<number>;
  readonly run: (command: string, args: readonly string[], options: ProgramOptions) => Promise<void>;
}

/** The start of a program. */
export interface ProgramOptions {
  /** Its working folder; the one of the place if there is none. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A line of its output that says that it is ready; without one, `run` waits for its end, which has to be 0. */
  readonly ready?: RegExp;
  /** Starts it again when it dies, as systemd and containers do. */
  readonly restart?: boolean;
}

/** A server that is ready to be tested. */
export interface Started {
  readonly url: string;
  /** The harness' settings: the accounts, what is allowed, keys. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Two accounts, for servers that take addresses as names. */
export const accounts = {
  TARGET_USERNAME: 'kate@example.com',
  TARGET_PASSWORD: 'Kate-secret-95',
  TARGET_SECOND_USERNAME: 'paul@example.com',
  TARGET_SECOND_PASSWORD: 'Paul-secret-96',
} as const;

/** Sends a request that has to succeed, to seed an account. */
export async function send(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  if (response.ok) return response;
  throw new Error(`${init.method ?? 'GET'} ${url}: ${response.status} ${(await response.text()).slice(0, 500)}`);
}

/** Registers both accounts with a request for each. */
export async function seed(request: (name: string, password: string) => Promise<unknown>): Promise<void> {
  await request(accounts.TARGET_USERNAME, accounts.TARGET_PASSWORD);
  await request(accounts.TARGET_SECOND_USERNAME, accounts.TARGET_SECOND_PASSWORD);
}

/** The body and headers of a POST of JSON. */
export function json(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
