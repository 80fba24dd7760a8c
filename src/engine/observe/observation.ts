/** An exchange, interpreted once: everything else reads these facts. */
import { answersTo, statusMatches } from '../../contract/model.ts';
import type { Answer, Operation, PlacedRole, Role, Schema } from '../../contract/model.ts';
import { membersOf, placeOf, returnsRole } from '../../contract/members.ts';
import { allows, allowsText } from '../../contract/validate.ts';
import { defined } from '../../core/defined.ts';
import { jwtPart } from '../../core/jwt.ts';
import { headerOf } from '../http/exchange.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Body } from './body.ts';
import { bodyOf, isEmpty, textAt, textBodyOf, valueAt } from './body.ts';
import { cookieAfter } from './cookies.ts';
import { lifetimeIn } from './lifetime.ts';
import { carriesCredentials } from './credentials.ts';

/**
 * The outcome of a request, whatever the details of its response: `rejected` is a client error, a redirect, or an error in the body of a
 * success status; `unreadable` a success status without the JSON of a success; `failed` a server error or no response.
 */
type Outcome = 'accepted' | 'rejected' | 'unreadable' | 'failed';

/** The values that a client keeps after a login. */
interface Session {
  readonly token: string;
  readonly tokenSecret?: string;
  /** The cookies that came with the token, as a request sends them back. */
  readonly cookie?: string;
  readonly userId?: string;
  /** The claims of the token, where it is a JSON Web Token. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds, as the response says. */
  readonly expiresIn?: number;
}

/** Characters of a token; servers take a head of 8 or 16 KiB. */
export const longestToken = 16 * 1024;

/** An exchange and what it means. */
export interface Observation extends Exchange {
  /** Undefined when there was no response. */
  readonly status: number | undefined;
  readonly body: Body;
  /** The documented success that it is held against: the one that its status fits, else the first. */
  readonly success: Answer | undefined;
  readonly outcome: Outcome;
  readonly accepted: boolean;
  readonly rejected: boolean;
  /** Whether a success status comes with the body of a documented failure. */
  readonly bodyLevelError: boolean;
  /** The session that it brings. */
  readonly session: Session | undefined;
  /** Whether a request got what it asked for: accepted, with a token where the contract requires one. */
  readonly grantsSession: boolean;
  /** Whether it carries credentials that were not sent. */
  readonly carriesCredentials: boolean;
  /** Whether a response that is not an acceptance has the body of one. */
  readonly hasSuccessBody: boolean;
  /** Whether a success status comes with the body of a failure that is documented with another status, and with no session. */
  readonly hasFailureBody: boolean;
  /** The value with a role as text, if it is what its schema allows; digits and text are the same. */
  valueOf(role: Role): string | undefined;
}

/** Interprets an exchange. */
export function observe(exchange: Exchange): Observation {
  const { result, operation, request } = exchange;
  const status = 'response' in result ? result.response.status : undefined;
  const body = isText(operation, status) ? textBodyOf(result) : bodyOf(result);
  const success = successFor(operation, status);
  const bodyLevelError = isBodyLevelError(operation, status, body);
  const outcome = outcomeOf(request.method, status, body, success, bodyLevelError);
  const accepted = outcome === 'accepted';
  const valueOf = (role: Role): string | undefined => roleValue(exchange, body, success, role);
  const session = sessionOf(exchange, body, success, valueOf);
  return {
    ...exchange,
    status,
    body,
    success,
    outcome,
    accepted,
    rejected: outcome === 'rejected',
    bodyLevelError,
    session,
    grantsSession: accepted && (session !== undefined || !returnsRole(operation, 'token', 'required')),
    // Asked of rejections only.
    get carriesCredentials() {
      return carriesCredentials(exchange, body);
    },
    get hasSuccessBody() {
      return !accepted && 'json' in body && isSuccessBody(operation, body.json);
    },
    get hasFailureBody() {
      if (!accepted || session !== undefined || !('json' in body)) return false;
      const { json } = body;
      const isFailure = failuresOf(operation).some(({ schema }) => schema !== undefined && allows(schema, json));
      return isFailure && success?.schema !== undefined && !allows(success.schema, json);
    },
    valueOf,
  };
}

/** Whether the documented bodies of a status are texts. */
function isText({ answers }: Operation, status: number | undefined): boolean {
  const written = answers.filter(
    (each) => status !== undefined && each.schema !== undefined && statusMatches(status, each.status),
  );
  return written.length > 0 && written.every((each) => each.isText === true);
}

function successFor(operation: Operation, status: number | undefined): Answer | undefined {
  const answers = answersTo(operation, 'success');
  return answers.find((answer) => status !== undefined && statusMatches(status, answer.status)) ?? answers[0];
}

function outcomeOf(
  method: string,
  status: number | undefined,
  body: Body,
  success: Answer | undefined,
  bodyLevelError: boolean,
): Outcome {
  if (status === undefined || status >= 500 || status < 200) return 'failed';
  if (status >= 300 || bodyLevelError) return 'rejected';
  // The response to a HEAD has no body (RFC 9110 section 9.3.2).
  if (success?.schema === undefined || method === 'HEAD') return 'accepted';
  if (!('json' in body)) return success.bodyOptional && isEmpty(body) ? 'accepted' : 'unreadable';
  // Some servers write null for a list without items.
  const isStructured = body.json === null ? allows(success.schema, []) : typeof body.json === 'object';
  if (isStructured || allows(success.schema, body.json)) return 'accepted';
  return success.isText === true ? 'rejected' : 'unreadable';
}

function isBodyLevelError(operation: Operation, status: number | undefined, body: Body): boolean {
  if (status === undefined || status > 299 || !('json' in body)) return false;
  const successes = answersTo(operation, 'success').flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
  return failuresOf(operation).some(
    ({ schema, status: documented }) =>
      schema !== undefined &&
      statusMatches(status, documented) &&
      (allows(schema, body.json) || isMarkedFailure(schema, successes, body.json)),
  );
}

/** Whether it has what every failure has and no success, and nothing that only a success has, whatever the rest of it. */
function isMarkedFailure(failure: Schema, successes: readonly Schema[], json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const marks = (failure.required ?? []).filter((name) => !successes.some((each) => each.properties?.[name]));
  const isOther = successes.every(({ required = [] }) => {
    const own = required.filter((name) => !failure.properties?.[name]);
    return own.length > 0 && !own.some((name) => Object.hasOwn(json, name));
  });
  const isThere = (name: string): boolean =>
    Object.hasOwn(json, name) && allows(failure.properties?.[name] ?? {}, (json as Record<string, unknown>)[name]);
  return successes.length > 0 && isOther && marks.length > 0 && marks.every(isThere);
}

const failures = new WeakMap<Operation, readonly Answer[]>();

/** Documented responses whose schema is not that of a success; a schema is its JSON, since a contract may come from a file. */
function failuresOf(operation: Operation): readonly Answer[] {
  const known = failures.get(operation);
  if (known !== undefined) return known;
  const json = ({ schema = {} }: Answer): string => JSON.stringify(schema);
  const successes = new Set(answersTo(operation, 'success').map(json));
  const documented = [...operation.answers, ...(operation.failures ?? [])];
  const found = documented.filter((answer) => !successes.has(json(answer)));
  failures.set(operation, found);
  return found;
}

/** The value of a role that stands beside the properties of a body. */
function placedValue(exchange: Exchange, body: Body, place: PlacedRole): string | undefined {
  if (place.in === 'cookie') return cookieAfter(exchange, place.name);
  if (place.in === 'header') return headerOf(exchange, place.name);
  if ('json' in body) return textAt(body, '');
  return 'response' in exchange.result ? Buffer.from(exchange.result.response.body).toString('utf8').trim() : undefined;
}

/** The text of a role, whatever its form. */
function issuedText(exchange: Exchange, body: Body, success: Answer | undefined, role: Role): string | undefined {
  const place = success === undefined ? undefined : placeOf(success, role);
  if (place === undefined) return undefined;
  return 'in' in place ? placedValue(exchange, body, place) : textAt(body, place.pointer);
}

/** A number written as text counts, and the other way round; as an identity it says nothing. */
function roleValue(exchange: Exchange, body: Body, success: Answer | undefined, role: Role): string | undefined {
  const member = success === undefined ? undefined : placeOf(success, role);
  if (member !== undefined && 'in' in member) {
    const text = placedValue(exchange, body, member);
    return text !== undefined && text !== '' && allowsText(member.schema, text) ? text : undefined;
  }
  if (member === undefined || !('json' in body)) return undefined;
  const value = valueAt(body.json, member.pointer);
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return undefined;
  const forms = role === 'identity' ? [value] : [value, String(value), Number(value)];
  return forms.some((form) => allows(member.schema, form)) ? textAt(body, member.pointer) : undefined;
}

/** A token of any form counts, so that a case can go on. */
function sessionOf(
  exchange: Exchange,
  body: Body,
  success: Answer | undefined,
  valueOf: Observation['valueOf'],
): Session | undefined {
  const issued = (role: Role): string | undefined => issuedText(exchange, body, success, role);
  const token = issued('token');
  if (token === undefined || token === '') return undefined;
  return defined({
    token,
    tokenSecret: issued('token-secret') || undefined,
    cookie: cookiesOf(exchange),
    userId: valueOf('user-id'),
    claims: jwtPart(token, 1),
    expiresIn: lifetimeIn(valueOf, serverTime(exchange) ?? exchange.sentAt / 1000),
  });
}

/** The cookies that a response sets, as a request sends them back. */
function cookiesOf({ result }: Exchange): string | undefined {
  if (!('response' in result)) return undefined;
  const pairs = result.response.headers
    .filter(([name]) => name.toLowerCase() === 'set-cookie')
    .map(([, value]) => value.split(';')[0]?.trim() ?? '')
    .filter((pair) => /^[\x21-\x3c\x3e-\x7e]+=[\x20-\x7e]+$/.test(pair));
  return pairs.length === 0 ? undefined : pairs.join('; ');
}

/** A success is told by a value that it must have, or by a property with a role; one that is true in every success says it alone. */
function isSuccessBody(operation: Operation, json: unknown): boolean {
  return (
    hasSuccessMark(operation, json) ||
    answersTo(operation, 'success').some(
      ({ schema, provenance }) =>
        schema !== undefined &&
        membersOf(schema, provenance).some(
          ({ required, role, schema: own, pointer }) =>
            required && (role !== undefined || own.const !== undefined) && valueAt(json, pointer) !== undefined,
        ) &&
        allows(schema, json),
    )
  );
}

function hasSuccessMark({ answers }: Operation, json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const schemasOf = (isSuccess: boolean): Schema[] =>
    answers.flatMap(({ when, schema }) => ((when === 'success') === isSuccess && schema ? [schema] : []));
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

/** The time of a response by the clock of its server, in seconds, if it says. */
export function serverTime(exchange: Exchange): number | undefined {
  const date = Date.parse(headerOf(exchange, 'date') ?? '');
  return Number.isNaN(date) ? undefined : date / 1000;
}
