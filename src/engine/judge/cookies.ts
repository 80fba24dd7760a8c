/** Judges session cookies: how long they live, and whether another site can use them. */
import type { Expectation } from '../../plan/model.ts';
import { goesCrossSite, lifeOfCookie } from '../observe/cookies.ts';
import { serverTime } from '../observe/observation.ts';
import type { Observation } from '../observe/observation.ts';
import { responseExcerpt } from './excerpt.ts';
import type { JudgeInput, Judgment } from './judgment.ts';
import { blocked, fail, notTestable, pass } from './judgment.ts';

const secondsOfDay = 86_400;

/** A cookie that ends with the browser, or before so many days. */
export function judgeCookieLife(
  exchange: Observation,
  { cookie, days }: Extract<Expectation, { kind: 'cookie-lifetime' }>,
): Judgment {
  const now = (serverTime(exchange) ?? exchange.sentAt / 1000) * 1000;
  const life = lifeOfCookie(exchange, cookie, now);
  if (life === undefined) return blocked('no-token', { step: exchange.step });
  // A day more, since the clocks may differ.
  if (life === Infinity || life <= (days + 1) * secondsOfDay) return pass;
  return fail(exchange, 'cookie-lifetime', { count: days }, { count: Math.round(life / secondsOfDay) });
}

/** A request that another site made a browser send. */
export function judgeCrossSite(
  exchange: Observation,
  issuing: Observation | undefined,
  { cookie }: Extract<Expectation, { kind: 'not-cross-site' }>,
  { masker }: JudgeInput,
): Judgment {
  if ('failure' in exchange.result) return blocked('no-response', { step: exchange.step });
  if (!exchange.accepted) return pass;
  if (issuing === undefined) return notTestable('no-cookie');
  return goesCrossSite(issuing, cookie) ? fail(exchange, 'accepted', {}, responseExcerpt(exchange, masker)) : pass;
}
