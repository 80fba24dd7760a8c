/** A target that asks for patience: 429 and 503 with `Retry-After` (RFC 9110 section 10.2.3, RFC 6585 section 4). */
import { defined } from '../../core/defined.ts';
import { answersTo, statusMatches } from '../../contract/model.ts';
import { allows } from '../../contract/validate.ts';
import type { Observation } from '../observe/observation.ts';
import { headerOf } from '../http/exchange.ts';
import type { Reason } from '../results/reason.ts';

/** The dates of HTTP: IMF-fixdate, and the two obsolete forms (RFC 9110 section 5.6.7). */
const httpDate =
  /^(?:\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT|\w{6,9}, \d\d-\w{3}-\d\d \d\d:\d\d:\d\d GMT|\w{3} \w{3} [\d ]\d \d\d:\d\d:\d\d \d{4})$/;

/** Milliseconds since 1970 of a date in a header. */
function dateIn(exchange: Observation, header: string): number | undefined {
  const value = headerOf(exchange, header)?.trim() ?? '';
  const date = httpDate.test(value) ? Date.parse(value.endsWith('GMT') ? value : `${value} GMT`) : NaN;
  return Number.isNaN(date) ? undefined : date;
}

/**
 * Seconds that the target asks to wait; undefined when it does not, when its document has this very answer, or when
 * the value is neither digits nor a date. A date is read by the target's own clock, as far as that is known.
 */
export function askedToWait(exchange: Observation, now: number): number | undefined {
  const status = exchange.status;
  if (status !== 429 && status !== 503) return undefined;
  if (exchange.operation.answers.some((answer) => answer.status === String(status))) return undefined;
  const value = headerOf(exchange, 'retry-after')?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
  const date = dateIn(exchange, 'retry-after');
  if (date === undefined) return undefined;
  return Math.max(0, Math.ceil((date - (dateIn(exchange, 'date') ?? now)) / 1000));
}

/** Whether a request met a limit rather than a judgement of what it says; RFC 6585 leaves `Retry-After` out at will. */
function isThrottled(exchange: Observation): boolean {
  const { operation, status, body } = exchange;
  const isDocumented = answersTo(operation, 'limited').some(
    ({ status: documented, schema }) =>
      statusMatches(status ?? 0, documented) && (schema === undefined || ('json' in body && allows(schema, body.json))),
  );
  return isDocumented || (status === 429 && !operation.answers.some((answer) => answer.status === '429'));
}

/** The settings that hold a run back. */
export const rates = ['TARGET_MAX_REQUESTS_PER_SECOND', 'TARGET_MAX_LOGINS_PER_MINUTE'];

/** Why a response says nothing about its request: the target was asked too often. @param now milliseconds since 1970 */
export function overloadReason(exchange: Observation, now: number): Reason | undefined {
  const { step, status, operation } = exchange;
  const { method, path } = operation;
  const seconds = askedToWait(exchange, now);
  if (seconds === undefined && !isThrottled(exchange)) return undefined;
  const code = seconds === undefined ? 'throttled' : 'overloaded';
  return { code, step, method, path, settings: rates, ...defined({ status, seconds }) };
}
