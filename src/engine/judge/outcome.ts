/** What an answer amounts to, whatever its details: accepted, rejected, or neither. */
import { answersTo } from '../../contract/model.ts';
import type { Answer, Operation, Role, Schema } from '../../contract/model.ts';
import { membersOf } from '../../contract/members.ts';
import { allows } from '../../contract/validate.ts';
import { parseBody, valueAt } from '../http/exchange.ts';
import type { Exchange } from '../http/exchange.ts';

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
  const answer = successOf(exchange);
  if (answer?.schema === undefined) return true;
  const parsed = parseBody(exchange);
  if (!('json' in parsed))
    return answer.bodyOptional && (parsed.problem === 'empty' || parsed.problem === 'no-response');
  const structured = typeof parsed.json === 'object' && parsed.json !== null;
  return structured || allows(answer.schema, parsed.json);
}

/** The success answer that an exchange is held against: the one that its status fits, else the first. */
export function successOf(exchange: Exchange): Answer | undefined {
  const answers = answersTo(exchange.operation, 'success');
  const status = statusOf(exchange);
  return answers.find((answer) => status !== undefined && statusMatches(status, answer.status)) ?? answers[0];
}

/** A request was rejected: a client error, a redirect away, or a success status whose body marks a documented failure. */
export function isRejected(exchange: Exchange): boolean {
  const status = statusOf(exchange);
  return status !== undefined && ((status >= 300 && status < 500) || isMarkedFailure(exchange));
}

/** A success status without the JSON that a success promises. */
export function isUnreadable(exchange: Exchange): boolean {
  const status = statusOf(exchange) ?? 0;
  return status >= 200 && status < 300 && !isAccepted(exchange) && !isMarkedFailure(exchange);
}

/** Whether a request that should have been rejected got what it asked for: the token, where one is issued. */
export function letIn(exchange: Exchange): boolean {
  return (
    isAccepted(exchange) &&
    (!promises(exchange.operation, 'token', 'required') || issued(exchange, 'token') !== undefined)
  );
}

/** Whether the contract promises JSON with this status. */
export function promisesJson(exchange: Exchange): boolean {
  const status = statusOf(exchange) ?? 0;
  return exchange.operation.answers.some(
    (answer) => answer.schema !== undefined && !answer.bodyOptional && statusMatches(status, answer.status),
  );
}

const marked = new WeakMap<Exchange, boolean>();

/** A success status whose body is that of a documented failure. Looked for once: every other question asks this one. */
export function isMarkedFailure(exchange: Exchange): boolean {
  const known = marked.get(exchange) ?? bearsFailure(exchange);
  marked.set(exchange, known);
  return known;
}

function bearsFailure(exchange: Exchange): boolean {
  const status = statusOf(exchange) ?? 0;
  if (status > 299) return false;
  const parsed = parseBody(exchange);
  if (!('json' in parsed)) return false;
  return failureAnswers(exchange.operation).some(
    (answer) =>
      answer.schema !== undefined && statusMatches(status, answer.status) && allows(answer.schema, parsed.json),
  );
}

const failures = new WeakMap<Operation, readonly Answer[]>();

/** Documented responses whose schema is not that of a success; a schema is its JSON, since a contract may come from a file. */
function failureAnswers(operation: Operation): readonly Answer[] {
  const known = failures.get(operation);
  if (known !== undefined) return known;
  const json = ({ schema = {} }: Answer): string => JSON.stringify(schema);
  const success = new Set(answersTo(operation, 'success').map(json));
  const found = operation.answers.filter((answer) => !success.has(json(answer)));
  failures.set(operation, found);
  return found;
}

/** The value of the answer's member with a role; undefined where there is none. */
function memberValue(exchange: Exchange, role: Role): { value: unknown; schema: Schema } | undefined {
  const answer = successOf(exchange);
  const parsed = parseBody(exchange);
  if (answer?.schema === undefined || !('json' in parsed)) return undefined;
  const member = membersOf(answer.schema, answer.provenance).find((each) => each.role === role);
  return member === undefined ? undefined : { value: valueAt(parsed.json, member.pointer), schema: member.schema };
}

/**
 * The value with a role as a text that can be compared; undefined where there is none, or one that is not what its
 * member promises, which is that member's requirement's matter. A number written as text, or the other way round, counts;
 * as an identity it says nothing.
 */
export function roleValue(exchange: Exchange, role: Role): string | undefined {
  const found = memberValue(exchange, role);
  if (found === undefined) return undefined;
  const { value, schema } = found;
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return undefined;
  const readings = role === 'identity' ? [value] : [value, String(value), Number(value)];
  return readings.some((reading) => allows(schema, reading)) ? String(value) : undefined;
}

/** The token, or its secret, that an answer issued; a number counts, so that the story can go on. */
export function issued(exchange: Exchange, role: 'token' | 'token-secret'): string | undefined {
  const value = memberValue(exchange, role)?.value;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether the answer of an operation may have a value with a role, or must. */
export function promises(operation: Operation, role: Role, how: 'optional' | 'required' = 'optional'): boolean {
  const answer = answersTo(operation, 'success')[0];
  return (
    answer?.schema !== undefined &&
    membersOf(answer.schema, answer.provenance).some(
      (member) => member.role === role && (how === 'optional' || member.required),
    )
  );
}

/**
 * Whether a text may have been issued as a credential: long and mixed enough that it is no word, as in
 * `{"errors": {"token": "invalid"}}`.
 */
function looksIssued(text: string): boolean {
  return /^\S{8,}$/.test(text) && (/\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)));
}

/**
 * Whether a refusal has the body of a success, as far as that is told by more than its form: by a value that it must have,
 * or by a member that plays a role. A member that is true in every success and in no failure says it alone.
 */
export function looksAccepted(exchange: Exchange): boolean {
  const parsed = parseBody(exchange);
  if (!('json' in parsed) || isAccepted(exchange)) return false;
  return (
    saysSuccess(exchange.operation, parsed.json) ||
    answersTo(exchange.operation, 'success').some(
      ({ schema, provenance }) =>
        schema !== undefined &&
        membersOf(schema, provenance).some(
          ({ required, role, schema: own }) => required && (role !== undefined || own.const !== undefined),
        ) &&
        allows(schema, parsed.json),
    )
  );
}

function saysSuccess(operation: Operation, json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const schemasOf = (isSuccess: boolean): Schema[] =>
    operation.answers.flatMap(({ when, schema }) => ((when === 'success') === isSuccess && schema ? [schema] : []));
  const [successes, failures] = [schemasOf(true), schemasOf(false)];
  const isTrueIn = (name: string, { properties, required }: Schema): boolean =>
    properties?.[name]?.const === true && required?.includes(name) === true;
  return Object.entries(json).some(
    ([name, value]) =>
      value === true &&
      successes.length > 0 &&
      successes.every((schema) => isTrueIn(name, schema)) &&
      !failures.some(({ properties }) => properties?.[name] !== undefined && allows(properties[name], true)),
  );
}

/** Whether an answer carries credentials: a member named like one that the API issues, with a value that was not sent. */
export function carriesCredentials(exchange: Exchange): boolean {
  return headerCredentials(exchange) || bodyCredentials(exchange);
}

/** Whether a header is one in which tokens are handed out. */
function headerCredentials({ result, request, operation }: Exchange): boolean {
  if (!('response' in result)) return false;
  const names = new Set(operation.credentialMembers.map((name) => name.toLowerCase().replaceAll('_', '-')));
  const sent = JSON.stringify(request);
  return result.response.headers.some(([name, value]) => {
    const isHandedOut =
      /^(authorization|(x-)?(auth|access|session|user)-?token)$/i.test(name) || names.has(name.toLowerCase());
    const credential = credentialIn(value);
    return isHandedOut && looksIssued(credential) && !sent.includes(JSON.stringify(credential).slice(1, -1));
  });
}

/** The credential in the value of a header, without its scheme; nothing for a challenge in the wrong place. */
function credentialIn(value: string): string {
  const bare = value.replace(/^\w+ +/, '');
  return /^(realm|error)=/i.test(bare) ? '' : bare.replace(/^token=/i, '').replace(/^"|"$/g, '');
}

function bodyCredentials(exchange: Exchange): boolean {
  const parsed = parseBody(exchange);
  if (!('json' in parsed)) return false;
  const sent = JSON.stringify(exchange.request);
  const carries = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(
      ([name, member]) =>
        (typeof member === 'string' &&
          looksIssued(member) &&
          exchange.operation.credentialMembers.includes(name) &&
          !sent.includes(JSON.stringify(member).slice(1, -1))) ||
        carries(member),
    );
  return carries(parsed.json);
}
