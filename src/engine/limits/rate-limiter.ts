/** Enforces the limits of a target over all processes of this machine. */
import type { Flow } from '../../contract/model.ts';
import type { RateLimits } from '../../settings/target.ts';
import { KeptPermits, longestRest, Semaphore } from './semaphore.ts';
import { enterSharedFolder } from './shared-folder.ts';

/** Lets requests go one by one. */
export interface RateLimiter {
  /**
   * Waits until a request may be sent.
   * @returns a function to call at the response, or when it is no longer awaited; only the first call counts
   */
  enter(flow: Flow | undefined): Promise<() => void>;
}

/** A second, and some milliseconds for servers that round their times. */
const aSecond = 1005;

/**
 * The rate limiter of a target; undefined without a limit. A permit rests for a second, or a minute, after the response
 * so that the server gets the next request at least so much later, at any latency.
 */
export function rateLimiterFor(origin: string, pace: RateLimits): RateLimiter | undefined {
  const { requestsPerSecond, loginsPerMinute, registrationsPerMinute, concurrency } = pace;
  if (Object.values(pace).every((limit) => limit === undefined)) return undefined;
  const folder = enterSharedFolder(origin);
  const pool = (name: string, places: number | undefined, rest: number): Semaphore[] =>
    places === undefined ? [] : [new Semaphore(folder, name, places, rest)];
  // The scarcest first, so that no request holds a common permit while waiting for a rare one.
  const ofFlow: Partial<Record<Flow, Semaphore[]>> = {
    login: pool('logins', loginsPerMinute, longestRest),
    register: pool('registrations', registrationsPerMinute, longestRest),
  };
  const concurrent = pool('concurrent', concurrency, 0).map((semaphore) => new KeptPermits(semaphore));
  const always = [...pool('requests', requestsPerSecond, aSecond), ...concurrent];
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
