/** Waits for the end of a token's life. */
import type { Step } from '../cases/case.ts';
import type { Exchange } from '../client/exchange.ts';
import { issued, roleValue } from '../verdict/outcome.ts';
import { jwtPart } from '../verdict/schema.ts';
import type { Stage } from './story.ts';

/** Waits until the token of a step has expired. @returns why that is not possible */
export async function awaitExpiry(
  step: Step,
  exchanges: ReadonlyMap<string, Exchange>,
  stage: Stage,
): Promise<string | undefined> {
  const issuing = step.afterExpiryOf === undefined ? undefined : exchanges.get(step.afterExpiryOf);
  if (issuing === undefined) return undefined;
  const seconds = lifetime(issuing, stage.now());
  if (seconds === undefined) return 'the token carries no time of expiry';
  const needed = Math.ceil(seconds) + 1;
  if (needed > stage.target.maxWait)
    return `the token is valid for ${Math.ceil(seconds)} s; set TARGET_MAX_WAIT_SECONDS to ${needed} or more to wait for its end`;
  await stage.wait(needed * 1000);
  return undefined;
}

/** Seconds until a token expires: what the answer says, or the `exp` claim (RFC 7519 section 4.1.4). */
function lifetime(issuing: Exchange, now: number): number | undefined {
  const said = Number(roleValue(issuing, 'expires-in'));
  if (said > 0) return said;
  const claims = jwtPart(issued(issuing, 'token') ?? '', 1);
  return typeof claims?.['exp'] === 'number' ? Math.max(0, claims['exp'] - now / 1000) : undefined;
}
