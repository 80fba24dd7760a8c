/** Judges whether a request was accepted or rejected, and with which status. */
import type { Answer } from '../../contract/model.ts';
import { headerOf } from '../http/exchange.ts';
import type { Observation } from '../observe/observation.ts';
import type { Masker } from '../masking/mask.ts';
import type { Mismatch } from '../results/mismatch.ts';
import { contractViolations } from './documented-response.ts';
import { notAccepted, responseExcerpt } from './excerpt.ts';
import type { Judgment } from './judgment.ts';
import { blocked, fail, pass } from './judgment.ts';

/** Accepted, and without a violation that the response to the control request does not have too. */
export function judgeAccepted(exchange: Observation, control: Observation | undefined, masker: Masker): Judgment {
  if (!exchange.accepted) {
    const code =
      'failure' in exchange.result ? 'no-response' : exchange.outcome === 'unreadable' ? 'not-json' : 'rejected';
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
function shapeOf(exchange: Observation): string {
  const parsed = exchange.body;
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shape);
    if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
    const members = Object.entries(value).map(([name, member]) => [name, shape(member)] as const);
    return members.sort(([one], [other]) => (one < other ? -1 : 1));
  };
  return 'json' in parsed ? JSON.stringify(shape(parsed.json)) : parsed.problem;
}

/** Rejected, without a server error and without credentials in the response. */
export function judgeRejected(exchange: Observation, masker: Masker): Judgment {
  const failed = (code: Mismatch['code']) => fail(exchange, code, {}, responseExcerpt(exchange, masker));
  const status = exchange.status;
  if (status === undefined) return failed('no-response');
  if (status >= 500) return failed('server-error');
  if (!exchange.rejected && !isPage(exchange))
    return failed(exchange.grantsSession && !exchange.hasFailureBody ? 'accepted' : 'not-rejected');
  if (exchange.carriesCredentials) return failed('rejection-with-credentials');
  return exchange.hasSuccessBody ? failed('rejection-with-success-body') : pass;
}

/** A page for people, where an API marks its failures in bodies and has no statuses for them. */
function isPage(exchange: Observation): boolean {
  const isFailure = ({ when }: Answer): boolean => when !== 'success' && when !== 'another-session';
  const isMarked = exchange.operation.answers.some((each) => each.status.startsWith('2') && isFailure(each));
  const isHtml = /^text\/html\b/i.test(headerOf(exchange, 'Content-Type') ?? '');
  return exchange.outcome === 'unreadable' && isMarked && isHtml;
}

/** At most one of two is accepted. */
export function judgeOneAccepted(first: Observation, second: Observation, masker: Masker): Judgment {
  const granted = [first, second].filter(({ grantsSession }) => grantsSession).length;
  if (granted === 0 && first.accepted && second.accepted) return blocked('no-token', { step: first.step });
  if (granted < 2) return pass;
  return fail(second, 'both-accepted', { step: first.step }, responseExcerpt(second, masker));
}

/** No session is granted; the control request shows that one could be. */
export function judgeNotLetIn(exchange: Observation, control: Observation | undefined, masker: Masker): Judgment {
  if ('failure' in exchange.result) return blocked('no-response', { step: exchange.step });
  // Without a token a success may describe a client that is not logged in.
  const isOther = exchange.session === undefined && control !== undefined && shapeOf(exchange) !== shapeOf(control);
  if (exchange.grantsSession && !isOther) return fail(exchange, 'accepted', {}, responseExcerpt(exchange, masker));
  return exchange.accepted && !isOther && (control === undefined || !control.grantsSession)
    ? blocked('control-without-token')
    : pass;
}

/** No server error; with `readable`, no success without JSON either. */
export function judgeNoServerError(exchange: Observation, readable: boolean, masker: Masker): Judgment {
  const status = exchange.status;
  const failed = (code: Mismatch['code']) => fail(exchange, code, {}, responseExcerpt(exchange, masker));
  if (status === undefined) return failed('no-response');
  if (readable && exchange.outcome === 'unreadable') return failed('not-json');
  return status < 500 ? pass : failed('server-error');
}

/** One of these statuses. */
export function judgeStatus(exchange: Observation, statuses: readonly number[], masker: Masker): Judgment {
  const status = exchange.status;
  if (status === undefined) return blocked('no-response', { step: exchange.step });
  return statuses.includes(status)
    ? pass
    : fail(exchange, 'status-not-allowed', { statuses }, responseExcerpt(exchange, masker));
}

/** Any status but a redirect. */
export function judgeNoRedirect(exchange: Observation): Judgment {
  const status = exchange.status;
  if (status === undefined) return blocked('no-response', { step: exchange.step });
  return status < 300 || status > 399 ? pass : fail(exchange, 'redirect', {}, { status });
}

/** An acceptance that issues no token. */
export function judgeNoNewToken(exchange: Observation, masker: Masker): Judgment {
  if (!exchange.accepted) return notAccepted(exchange, masker);
  return exchange.carriesCredentials ? fail(exchange, 'token-issued', {}, responseExcerpt(exchange, masker)) : pass;
}
