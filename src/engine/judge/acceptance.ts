/** Judges whether a request was accepted or rejected, and with which status. */
import type { Exchange } from '../http/exchange.ts';
import { parseBody } from '../http/exchange.ts';
import type { Masker } from '../masking/mask.ts';
import type { Mismatch } from '../results/mismatch.ts';
import { contractViolations } from './documented-response.ts';
import { responseExcerpt } from './excerpt.ts';
import type { Judgment } from './judgment.ts';
import { blocked, fail, pass } from './judgment.ts';
import { carriesCredentials, isAccepted, isRejected, isUnreadable, letIn, looksAccepted, statusOf } from './outcome.ts';

/** Accepted, and without a violation that the response to the control request does not have too. */
export function judgeAccepted(exchange: Exchange, control: Exchange | undefined, masker: Masker): Judgment {
  if (!isAccepted(exchange)) {
    const code = 'failure' in exchange.result ? 'no-response' : isUnreadable(exchange) ? 'not-json' : 'rejected';
    return fail(exchange, code, {}, responseExcerpt(exchange, masker));
  }
  if (control === undefined) return pass;
  const place = ({ kind, pointer }: Mismatch): string => `${kind} ${pointer}`;
  const common = new Set(contractViolations(control, masker).map(place));
  const own = contractViolations(exchange, masker).filter((each) => !common.has(place(each)));
  // Behind a defect of both, one may have another.
  return own.length === 0 && common.size > 0 && shapeOf(exchange) !== shapeOf(control)
    ? blocked('control-differs', { step: control.step })
    : { mismatches: own };
}

/** The names and types in a body, without its values. */
function shapeOf(exchange: Exchange): string {
  const parsed = parseBody(exchange);
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shape);
    if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
    const members = Object.entries(value).map(([name, member]) => [name, shape(member)] as const);
    return members.sort(([one], [other]) => (one < other ? -1 : 1));
  };
  return 'json' in parsed ? JSON.stringify(shape(parsed.json)) : parsed.problem;
}

/** Rejected, without a server error and without credentials in the response. */
export function judgeRejected(exchange: Exchange, masker: Masker): Judgment {
  const failed = (code: Mismatch['code']) => fail(exchange, code, {}, responseExcerpt(exchange, masker));
  const status = statusOf(exchange);
  if (status === undefined) return failed('no-response');
  if (status >= 500) return failed('server-error');
  if (!isRejected(exchange)) return failed(letIn(exchange) ? 'accepted' : 'not-rejected');
  if (carriesCredentials(exchange)) return failed('rejection-with-credentials');
  return looksAccepted(exchange) ? failed('rejection-with-success-body') : pass;
}

/** At most one of two is accepted. */
export function judgeOneAccepted(first: Exchange, second: Exchange, masker: Masker): Judgment {
  const granted = [first, second].filter(letIn).length;
  if (granted === 0 && isAccepted(first) && isAccepted(second)) return blocked('no-token', { step: first.step });
  if (granted < 2) return pass;
  return fail(second, 'both-accepted', { step: first.step }, responseExcerpt(second, masker));
}

/** No session is granted; the control request shows that one could be. */
export function judgeNotGranted(exchange: Exchange, control: Exchange | undefined, masker: Masker): Judgment {
  if ('failure' in exchange.result) return blocked('no-response', { step: exchange.step });
  if (letIn(exchange)) return fail(exchange, 'accepted', {}, responseExcerpt(exchange, masker));
  return isAccepted(exchange) && (control === undefined || !letIn(control)) ? blocked('control-without-token') : pass;
}

/** No server error; with `readable`, no success without JSON either. */
export function judgeNoServerError(exchange: Exchange, readable: boolean, masker: Masker): Judgment {
  const status = statusOf(exchange);
  const failed = (code: Mismatch['code']) => fail(exchange, code, {}, responseExcerpt(exchange, masker));
  if (status === undefined) return failed('no-response');
  if (readable && isUnreadable(exchange)) return failed('not-json');
  return status < 500 ? pass : failed('server-error');
}

/** One of these statuses. */
export function judgeStatus(exchange: Exchange, statuses: readonly number[]): Judgment {
  const status = statusOf(exchange);
  if (status === undefined) return blocked('no-response', { step: exchange.step });
  return statuses.includes(status) ? pass : fail(exchange, 'status-not-allowed', { statuses }, { status });
}

/** Any status but a redirect. */
export function judgeNoRedirect(exchange: Exchange): Judgment {
  const status = statusOf(exchange);
  if (status === undefined) return blocked('no-response', { step: exchange.step });
  return status < 300 || status > 399 ? pass : fail(exchange, 'redirect', {}, { status });
}

/** An acceptance that issues no token. */
export function judgeNoNewToken(exchange: Exchange, masker: Masker): Judgment {
  if (!isAccepted(exchange)) return blocked('not-accepted', { step: exchange.step });
  return carriesCredentials(exchange) ? fail(exchange, 'token-issued', {}, responseExcerpt(exchange, masker)) : pass;
}
