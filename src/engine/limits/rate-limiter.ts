/** Enforces the limits of a target over all processes of this machine. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Flow } from '../../contract/model.ts';
import { isLoopbackHost } from '../../core/loopback.ts';
import { makeFolder } from '../../core/make-folder.ts';
import { UserError } from '../../core/user-error.ts';
import { isAlive, KeptPermits, Semaphore } from './semaphore.ts';
import type { RateLimits } from '../../settings/target.ts';

/** Lets requests go one by one. */
export interface RateLimiter {
  /**
   * Waits until a request may be sent.
   * @returns a function to call at the response, or when it is no longer awaited; only the first call counts
   */
  enter(flow: Flow | undefined): Promise<() => void>;
}

/** A server may write times down in milliseconds, rounded. */
const rounding = 5;

/**
 * The rate limiter of a target; undefined without a limit. A permit rests for a second, or a minute, after the response
 * so that the server gets the next request at least so much later, at any latency.
 */
export function rateLimiterFor(origin: string, pace: RateLimits): RateLimiter | undefined {
  const { requestsPerSecond, loginsPerMinute, registrationsPerMinute, concurrency } = pace;
  if (Object.values(pace).every((limit) => limit === undefined)) return undefined;
  const folder = sharedFolder(origin);
  const pool = (name: string, places: number | undefined, rest: number): Semaphore[] =>
    places === undefined ? [] : [new Semaphore(folder, name, places, rest)];
  // The scarcest first, so that no request holds a common permit while waiting for a rare one.
  const ofFlow: Partial<Record<Flow, Semaphore[]>> = {
    login: pool('logins', loginsPerMinute, 60_000 + rounding),
    register: pool('registrations', registrationsPerMinute, 60_000 + rounding),
  };
  const concurrent = pool('concurrent', concurrency, 0).map((semaphore) => new KeptPermits(semaphore));
  const always = [...pool('requests', requestsPerSecond, 1000 + rounding), ...concurrent];
  return {
    enter: async (flow) => {
      const given: (() => void)[] = [];
      const scarce = flow === undefined ? [] : (ofFlow[flow] ?? []);
      for (const each of [...scarce, ...always]) given.push(await each.take());
      return () => {
        for (const give of given.splice(0)) give();
      };
    },
  };
}

/** The processes of this machine that send requests to a target within limits, but this one. */
export function otherRunsOn(origin: string): number[] {
  const folder = folderOf(origin);
  return existsSync(folder) ? usersOf(folder).filter((pid) => pid !== process.pid) : [];
}

/** The id of this user, who need not have an entry in the list of users: containers run under any id. */
function ownUid(): number {
  return process.getuid?.() ?? -1;
}

function folderOf(origin: string): string {
  const { host, hostname, port } = new URL(origin);
  // All spellings of loopback are one target.
  const name = isLoopbackHost(hostname) ? `loopback:${port}` : host.replace(/\.(?=:|$)/, '');
  const key = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return path.join(tmpdir(), `conformance-pace-${ownUid()}-${key}`);
}

/** The shared folder of all processes with one target; the last one removes it. */
function sharedFolder(origin: string): string {
  const uid = ownUid();
  const folder = folderOf(origin);
  makeFolder(folder, 0o700);
  const found = lstatSync(folder);
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid))
    throw new UserError(`${folder} belongs to somebody else, and requests cannot be counted there; take it away`);
  writeFileSync(path.join(folder, `user.${process.pid}`), '', { mode: 0o600 });
  process.once('exit', () => leave(folder));
  return folder;
}

function leave(folder: string): void {
  rmSync(path.join(folder, `user.${process.pid}`), { force: true });
  if (usersOf(folder).length === 0) rmSync(folder, { recursive: true, force: true });
}

function usersOf(folder: string): number[] {
  const users = readdirSync(folder).filter((name) => name.startsWith('user.'));
  return users.map((name) => Number(name.slice(5))).filter(isAlive);
}
