/** Expected and received values, as people read them. Nothing reads these texts back. */
import { describeSchema } from '../contract/members.ts';
import type { BodyProblem } from '../engine/observe/body.ts';
import type { DocumentedStatus, Mismatch, MismatchCode, Values } from '../engine/results/mismatch.ts';
import { roleName, stepName } from './names.ts';
import { clockText } from './text.ts';

/** The expected value. */
export function expectedText(mismatch: Mismatch): string {
  const text = expectations[mismatch.code];
  return typeof text === 'string' ? text : text(mismatch.expected, mismatch);
}

/** The received value. */
export function actualText(mismatch: Mismatch): string {
  return (observations[mismatch.code] ?? receivedText)(mismatch.actual);
}

/** Both in one line. */
export function mismatchText(mismatch: Mismatch): string {
  return `expected ${expectedText(mismatch)}, got ${actualText(mismatch)}`;
}

type Expectation = string | ((expected: Values, mismatch: Mismatch) => string);

const rejection = 'a rejection without a server error and without credentials';

const expectations: Readonly<Record<MismatchCode, Expectation>> = {
  flaky: 'the same response whenever the same request is sent',
  'no-response': ({ responses }) => (responses === undefined ? 'a response' : documented(responses)),
  accepted: ({ responses }) => (responses === undefined ? 'a rejection' : `a rejection: ${documented(responses)}`),
  'both-accepted': 'a rejection of one of the two requests',
  'session-of-another': ({ step = '' }) => `a rejection, or the session of a user other than that of ${stepName(step)}`,
  'rejection-with-credentials': 'a rejection without credentials',
  'rejection-with-success-body': 'a rejection without the body of a success',
  'rejection-with-secret': 'a rejection without tokens, passwords and client secrets',
  rejected: ({ responses }) => (responses === undefined ? 'acceptance of the request' : documented(responses)),
  'body-level-error': 'acceptance of the request',
  'status-undocumented': ({ responses = [] }) => documented(responses),
  'status-not-allowed': ({ statuses = [] }) => `status ${alternatives(statuses)}`,
  'not-rejected': rejection,
  'server-error': rejection,
  redirect: 'a response that is not a redirect',
  'not-json': 'JSON, as documented',
  'body-schema': bodyConstraint,
  'property-missing': (expected) => (expected.schema === undefined ? bodyConstraint(expected) : property(expected)),
  'property-type': property,
  'property-value': property,
  'token-unprintable': 'a token of visible ASCII characters, which a request can carry',
  'token-too-long': ({ length = 0 }) => `a token of at most ${length} characters, which a request can carry`,
  'content-type': 'Content-Type: application/json',
  'json-unparsable': 'JSON, as the Content-Type says',
  'header-missing': ({ header = '' }) => `the header ${header}`,
  'header-value': ({ header = '', schema = {} }) => `${header}: ${describeSchema(schema)}`,
  'cookie-lifetime': ({ count = 0 }) => `a cookie that lives at most ${count} days`,
  'plain-http': 'an https: URL',
  'value-differs': ({ role, step = '', value = '' }) => `the ${roleName(role)} of ${stepName(step)}, ${value}`,
  'value-repeated': ({ role, step = '' }) => `a ${roleName(role)} other than that of ${stepName(step)}`,
  'identity-differs': ({ value = '' }) => `${value}, which logged in`,
  'responses-differ': (expected) => `the response to a wrong password: ${receivedText(expected)}`,
  'token-issued': 'a response without a new token',
  'token-secret-is-token': 'a token secret that differs from the token',
  'token-too-short': ({ length = 0 }) => `tokens of at least ${length} characters`,
  'token-contains-identity': 'tokens that cannot be computed from the login name',
  'token-computable': 'tokens that cannot be computed from the user id and the time',
  'tokens-counted': 'tokens that cannot be computed from the one before',
  'tokens-alike': ({ length = 0 }) => `tokens that differ in at least ${length} characters`,
  'token-unsigned': 'a signed token',
  'key-guessed': 'a token signed with a random key',
  'token-endless': 'a token with the claim exp',
  'guesses-not-limited': 'a limit, a delay or another response after many wrong passwords',
  'right-granted': 'a response without the rights that the request asked for',
  'claim-type': ({ claim = '' }) => `the claim ${claim} as a number of seconds`,
  'claim-in-milliseconds': ({ claim = '' }) => `the claim ${claim} in seconds`,
  'token-expired-when-issued': 'a token that has not expired when it is issued',
  'token-not-yet-valid': 'a token that is valid when it is issued',
  'password-disclosed': 'a response without the password',
  'internal-details': 'a response without internal details of the server',
  'token-disclosed': 'a response without the token of another session',
  'identity-disclosed': 'a response without the identity of another user',
};

const observations: Partial<Readonly<Record<MismatchCode, (actual: Values) => string>>> = {
  flaky: ({ seen = 'flaky', count, of, ...actual }) =>
    count !== undefined && of !== undefined
      ? `${receivedText(actual)} to ${count} of ${of} such requests`
      : `${seen === 'flaky' ? '' : (observations[seen] ?? receivedText)(actual)} in one of two executions of the case; the first one ran beside other requests`,
  accepted: (actual) => `accepted: ${receivedText(actual)}`,
  'both-accepted': (actual) => `acceptance of both: ${receivedText(actual)}`,
  'session-of-another': (actual) => `the session of that user: ${receivedText(actual)}`,
  'rejection-with-credentials': (actual) => `a rejection with credentials: ${receivedText(actual)}`,
  'rejection-with-success-body': (actual) => `a rejection with the body of a success: ${receivedText(actual)}`,
  'rejection-with-secret': ({ form, ...actual }) =>
    `a rejection that discloses ${form === undefined ? 'a token, a password or a client secret' : forms[form]}: ${receivedText(actual)}`,
  'not-json': ({ problem, ...actual }) => `${problemText(problem)}: ${receivedText(actual)}`,
  'property-missing': () => 'absent',
  'body-schema': valueText,
  'property-type': valueText,
  'property-value': valueText,
  'token-unprintable': valueText,
  'token-too-long': ({ length = 0 }) => `a token of ${length} characters`,
  'content-type': ({ value }) => (value === undefined ? 'a response without Content-Type' : `Content-Type: ${value}`),
  'json-unparsable': ({ problem }) => problemText(problem),
  'header-missing': ({ header = '' }) => `a response without ${header}`,
  'header-value': ({ header = '', value = '' }) => `${header}: ${value}`,
  'cookie-lifetime': ({ count = 0 }) => `a cookie that lives ${count} days`,
  'plain-http': () => 'plain HTTP',
  'value-differs': valueText,
  'value-repeated': ({ value = '' }) => `the same, ${value}`,
  'identity-differs': valueText,
  'token-issued': (actual) => `a token that was not sent: ${receivedText(actual)}`,
  'token-secret-is-token': () => 'the token itself',
  'token-too-short': tokenList,
  'token-contains-identity': (actual) => `a token that contains the login name or a hash of it: ${tokenList(actual)}`,
  'token-computable': (actual) => `a token made of the user id or the time: ${tokenList(actual)}`,
  'tokens-counted': (actual) => `tokens with a number that is counted up: ${tokenList(actual)}`,
  'tokens-alike': (actual) => `two tokens that differ in ${actual.length ?? 0}: ${tokenList(actual)}`,
  'key-guessed': ({ algorithm }) => `a token signed by ${algorithm ?? 'HMAC'} with a well-known key`,
  'token-unsigned': ({ algorithm, length = 0 }) =>
    `a token with alg ${JSON.stringify(algorithm ?? null)} and ${length} characters of signature`,
  'token-endless': () => 'a token without an end',
  'guesses-not-limited': (actual) => `the same response as at first: ${receivedText(actual)}`,
  'right-granted': (actual) => `the right: ${receivedText(actual)}`,
  'claim-type': ({ type = '' }) => `a ${type}`,
  'claim-in-milliseconds': () => 'a time so distant that it is in milliseconds',
  'token-expired-when-issued': () => 'an exp in the past',
  'token-not-yet-valid': () => 'an nbf in the future',
  'password-disclosed': ({ form = 'plain' }) => `a response that contains ${forms[form]}`,
  'internal-details': ({ form = 'stack-trace', message = '' }) => `${forms[form]}: ${message}`,
  'token-disclosed': (actual) => `the token of another session: ${receivedText(actual)}`,
  'identity-disclosed': (actual) => `the identity of another user: ${receivedText(actual)}`,
};

const forms: Readonly<Record<NonNullable<Values['form']>, string>> = {
  plain: 'the password',
  encoded: 'the password, encoded',
  hashed: 'a hash of the password',
  'stack-trace': 'a stack trace',
  'database-message': 'a database error',
};

/** The disclosures of a response, in words. */
export function formName(form: NonNullable<Values['form']>): string {
  return forms[form];
}

/** A response in a few words: `404 with {…}`. */
function receivedText({ status, body = '', message, location, isLast, ahead }: Values): string {
  if (status === undefined)
    return `no response: ${message ?? ''}${isLast === true ? '; the target has not responded to any request since' : ''}`;
  const to = location === undefined ? '' : `, Location: ${location}`;
  return `${status} with ${body === '' ? 'an empty body' : body}${to}${clockText(ahead)}`;
}

function valueText({ value }: Values): string {
  return value ?? 'absent';
}

function tokenList({ tokens = [] }: Values): string {
  return tokens.map(({ fingerprint, length }) => `${fingerprint} of ${length} characters`).join(', ');
}

function property({ schema = {} }: Values): string {
  return describeSchema(schema);
}

function bodyConstraint({ responses = [], keyword = '', limit }: Values): string {
  const asked = limit === undefined ? keyword : `${keyword}: ${JSON.stringify(limit)}`;
  const description = responses[0]?.description;
  return description === undefined ? `a body that fits the schema (${asked})` : `${description} (${asked})`;
}

const problems: Readonly<Record<BodyProblem, string>> = {
  'no-response': 'no response',
  empty: 'an empty body',
  'byte-order-mark': 'a body that begins with a byte order mark',
  'not-utf-8': 'a body that is not UTF-8',
  'too-deep': 'JSON that is nested too deep',
  html: 'HTML instead of JSON',
  'not-json': 'a body that is not JSON',
};

/** Why a body cannot be read as documented. */
export function problemText(problem: BodyProblem = 'not-json'): string {
  return problems[problem];
}

/** The documented responses as alternatives: `status 401 or 404`. */
function documented(responses: readonly DocumentedStatus[]): string {
  const plain = responses.filter(({ description }) => description === undefined).map(({ status }) => status);
  const described = responses.flatMap(({ status, description }) =>
    description === undefined ? [] : [`${statusText([status])} (${inSentence(description)})`],
  );
  return [...(plain.length === 0 ? [] : [statusText(plain)]), ...described].join(' or ');
}

function statusText(statuses: readonly (number | string)[]): string {
  const exact = statuses.filter((each) => typeof each === 'number');
  const ranges = statuses.flatMap((each) =>
    typeof each === 'number' ? [] : [each === 'default' ? 'any 3xx or 4xx status' : `any ${each.toLowerCase()} status`],
  );
  return [...(exact.length === 0 ? [] : [`status ${alternatives(exact)}`]), ...ranges].join(' or ');
}

function alternatives(values: readonly (number | string)[]): string {
  const [last, ...others] = [...values].reverse();
  return others.length === 0 ? String(last ?? '') : `${others.reverse().join(', ')} or ${last ?? ''}`;
}

function inSentence(description: string): string {
  return `${description.charAt(0).toLowerCase()}${description.slice(1).replace(/\.$/, '')}`;
}
