/** Waits for the end of a token's life, or for a part of it. */
import type { Step } from '../plan/model.ts';
import type { Observation } from './observe/observation.ts';
import type { RunContext } from './context.ts';
import type { Reason } from './results/reason.ts';

const waiting = ['TARGET_MAX_WAIT_SECONDS'];

/** Waits as a step asks for. @returns why that is not possible */
export async function awaitTime(
  { afterExpiryOf, duringLifeOf }: Step,
  exchanges: ReadonlyMap<string, Observation>,
  context: RunContext,
): Promise<Reason | undefined> {
  const issuing = exchanges.get(afterExpiryOf ?? duringLifeOf ?? '');
  if (issuing === undefined) return undefined;
  return afterExpiryOf === undefined ? awaitPart(issuing, context) : awaitEnd(issuing, context);
}

async function awaitEnd(issuing: Observation, context: RunContext): Promise<Reason | undefined> {
  const life = lifetime(issuing, context.now());
  if (life === undefined) return { code: 'no-expiry' };
  const needed = Math.ceil(life.seconds) + 1;
  const { maxWait } = context.target;
  if (needed > maxWait)
    return { code: 'lives-too-long', seconds: Math.ceil(life.seconds), count: needed + life.leeway, settings: waiting };
  // As long as the user allows: a server may think that its clock is late.
  await context.wait(Math.min(maxWait, needed + life.leeway) * 1000);
  return undefined;
}

/** Seconds; a token that works after that long is taken to last. */
const longestPart = 10;

async function awaitPart(issuing: Observation, context: RunContext): Promise<Reason | undefined> {
  const { maxWait } = context.target;
  if (maxWait < 1) return { code: 'no-wait-allowed', seconds: longestPart, settings: waiting };
  const life = lifetime(issuing, context.now())?.seconds ?? Number.POSITIVE_INFINITY;
  if (life < 2) return { code: 'lives-too-short', seconds: Math.ceil(life) };
  await context.wait(Math.floor(Math.min(maxWait, longestPart, life / 2)) * 1000);
  return undefined;
}

/** Seconds for which a server may go on to accept a JWT: "usually no more than a few minutes" (RFC 7519 section 4.1.4). */
const leewayOfJwt = 300;

/** Seconds until a token expires, by what the response says or the `exp` claim, and how much later it may be rejected. */
function lifetime({ session }: Observation, now: number): { seconds: number; leeway: number } | undefined {
  if (session === undefined) return undefined;
  const { claims, expiresIn = 0 } = session;
  const leeway = claims === undefined ? 0 : leewayOfJwt;
  if (expiresIn > 0) return { seconds: expiresIn, leeway };
  return typeof claims?.['exp'] === 'number' ? { seconds: Math.max(0, claims['exp'] - now / 1000), leeway } : undefined;
}
