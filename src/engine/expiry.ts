/** Waits for the end of a token's life, or for a part of it. */
import type { Step } from '../plan/model.ts';
import { serverTime } from './observe/observation.ts';
import type { Observation } from './observe/observation.ts';
import type { RunContext } from './context.ts';
import type { Reason } from './results/reason.ts';

const waiting = ['TARGET_MAX_WAIT_SECONDS'];

/** The outcome of waiting. */
interface Waited {
  /** Why it is not possible. */
  readonly impossible?: Reason;
  /** Why a token that still works proves nothing. */
  readonly tooShort?: Reason;
}

/** Waits as a step asks for. */
export async function awaitTime(
  { afterExpiryOf, duringLifeOf }: Step,
  exchanges: ReadonlyMap<string, Observation>,
  context: RunContext,
): Promise<Waited> {
  const issuing = exchanges.get(afterExpiryOf ?? duringLifeOf ?? '');
  if (issuing === undefined) return {};
  if (afterExpiryOf !== undefined) return awaitEnd(issuing, context);
  const impossible = await awaitPart(issuing, context);
  return impossible === undefined ? {} : { impossible };
}

async function awaitEnd(issuing: Observation, context: RunContext): Promise<Waited> {
  const life = lifetime(issuing);
  if (life === undefined) return { impossible: { code: 'no-expiry' } };
  const needed = Math.ceil(life.seconds) + 1;
  const { maxWait } = context.target;
  const values = { seconds: Math.ceil(life.seconds), count: needed + life.leeway, settings: waiting };
  if (needed > maxWait) return { impossible: { code: 'lives-too-long', ...values } };
  // As long as the user allows: a server may think that its clock is late.
  await context.wait(Math.min(maxWait, needed + life.leeway) * 1000);
  return maxWait < needed + life.leeway ? { tooShort: { code: 'leeway-not-waited', ...values } } : {};
}

/** Seconds; a token that works after that long is taken to last. */
const longestPart = 10;

async function awaitPart(issuing: Observation, context: RunContext): Promise<Reason | undefined> {
  const { maxWait } = context.target;
  if (maxWait < 1) return { code: 'no-wait-allowed', seconds: longestPart, settings: waiting };
  const life = lifetime(issuing)?.seconds ?? Number.POSITIVE_INFINITY;
  if (life < 2) return { code: 'lives-too-short', seconds: Math.ceil(life) };
  await context.wait(Math.floor(Math.min(maxWait, longestPart, life / 2)) * 1000);
  return undefined;
}

/** Seconds for which a server may go on to accept a JWT: "usually no more than a few minutes" (RFC 7519 section 4.1.4). */
const leewayOfJwt = 300;

/**
 * Seconds until a token expires, by what the response says or the `exp` claim, and how much later it may be rejected. The claim
 * is read by the clock of the server: by `iat`, or the `Date` of the response.
 */
function lifetime(issuing: Observation): { seconds: number; leeway: number } | undefined {
  const { session } = issuing;
  if (session === undefined) return undefined;
  const { claims, expiresIn = 0 } = session;
  const leeway = claims === undefined ? 0 : leewayOfJwt;
  if (expiresIn > 0) return { seconds: expiresIn, leeway };
  const { exp, iat } = claims ?? {};
  if (typeof exp !== 'number') return undefined;
  const issued = typeof iat === 'number' ? iat : (serverTime(issuing) ?? issuing.sentAt / 1000);
  return { seconds: Math.max(0, exp - issued), leeway };
}
