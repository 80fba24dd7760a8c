/** The transport to a target, by its settings. */
import type { TransportOptions } from './http/node-transport.ts';
import type { RateLimiter } from './limits/rate-limiter.ts';
import { rateLimiterFor } from './limits/rate-limiter.ts';
import { otherRunsOn } from './limits/shared-folder.ts';
import { concurrencyOf } from '../settings/target.ts';
import type { Target } from '../settings/target.ts';

/** The options of the transport to a target. */
export function transportOptionsOf(target: Target): TransportOptions {
  const { timeout, insecureTls } = target;
  // With a rate limit, no request is repeated without a new permit.
  return { limits: { timeout: timeout * 1000 }, insecureTls, resend: !isPaced(target) };
}

/** Holds the limits of a target, over all processes of this machine. */
export function rateLimiterOf(target: Target): RateLimiter | undefined {
  return rateLimiterFor(new URL(target.url).origin, { ...target.pace, concurrency: concurrencyOf(target) });
}

/** Notices about other runs on this machine that test the same target; empty where there are none. */
export function neighboursOf({ url }: Target): string[] {
  const [other] = otherRunsOn(new URL(url).origin);
  return other === undefined
    ? []
    : [
        `Another run (process ${other}) tests this target. Limits hold for both together; if both use one account, logouts and invalid logins of one may fail cases of the other`,
      ];
}

/** Whether requests may have to wait for their turn. */
function isPaced({ pace }: Target): boolean {
  return Object.values(pace).some((limit) => limit !== undefined);
}
