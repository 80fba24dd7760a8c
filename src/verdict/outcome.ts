/** What an answer amounts to, whatever its details: accepted, rejected, or neither. */
import { answersTo } from '../contract/model.ts';
import type { Answer, Operation, Role } from '../contract/model.ts';
import { membersOf } from '../contract/members.ts';
import { parseBody, valueAt } from '../client/exchange.ts';
import type { Exchange } from '../client/exchange.ts';
import { schemaErrors } from './schema.ts';

/** The status of an answer; undefined when there was none. */
export function statusOf(exchange: Exchange): number | undefined {
  return 'response' in exchange.result ? exchange.result.response.status : undefined;
}

/** Whether a status is what a contract writes as `404`, `4XX` or `default`, which is neither success nor server error. */
export function statusMatches(status: number, pattern: string): boolean {
  if (pattern === 'default') return status >= 300 && status < 500;
  if (/^\dXX$/i.test(pattern)) return Math.floor(status / 100) === Number(pattern[0]);
  return status === Number(pattern);
}

/** A request was accepted: a success status, JSON where JSON is promised, and not a failure that the body marks. */
export function isAccepted(exchange: Exchange): boolean {
  const status = statusOf(exchange);
  if (status === undefined || status < 200 || status > 299 || isMarkedFailure(exchange)) return false;
  const schema = answersTo(exchange.operation, 'success')[0]?.schema;
  if (schema === undefined) return true;
  const parsed = parseBody(exchange);
  return 'json' in parsed && typeof parsed.json === 'object' && parsed.json !== null;
}

/** A request was rejected: a client error, a redirect away, or a success status whose body marks a documented failure. */
export function isRejected(exchange: Exchange): boolean {
  const status = statusOf(exchange);
  return status !== undefined && ((status >= 300 && status < 500) || isMarkedFailure(exchange));
}

function isMarkedFailure(exchange: Exchange): boolean {
  const status = statusOf(exchange) ?? 0;
  if (status > 299) return false;
  const parsed = parseBody(exchange);
  if (!('json' in parsed)) return false;
  return failureAnswers(exchange.operation).some(
    (answer) =>
      answer.schema !== undefined &&
      statusMatches(status, answer.status) &&
      schemaErrors(answer.schema, parsed.json).length === 0,
  );
}

function failureAnswers(operation: Operation): readonly Answer[] {
  const success = new Set(answersTo(operation, 'success').map((answer) => answer.schema));
  return operation.answers.filter((answer) => !success.has(answer.schema));
}

/** The value of the answer's member with a role; undefined where there is none. */
export function roleValue(exchange: Exchange, role: Role): unknown {
  const answer = answersTo(exchange.operation, 'success')[0];
  const parsed = parseBody(exchange);
  if (answer?.schema === undefined || !('json' in parsed)) return undefined;
  const member = membersOf(answer.schema, answer.provenance).find((each) => each.role === role);
  return member === undefined ? undefined : valueAt(parsed.json, member.pointer);
}

/** The token, or its secret, that an answer issued; a number counts, so that the story can go on. */
export function issued(exchange: Exchange, role: 'token' | 'token-secret'): string | undefined {
  const value = roleValue(exchange, role);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
