/** Titles of findings. */
import type { Level } from '../contract/model.ts';
import type { Mismatch } from '../engine/results/mismatch.ts';
import { expectedText, formName, problemText } from './mismatches.ts';
import { roleName } from './names.ts';
import { listOf } from './text.ts';
import { violated } from './violated.ts';

/** The part of a title about a requirement. */
interface Violated {
  readonly statement: string;
  /** Completes "rejects …" and "responds 404 to …". */
  readonly request?: string;
  readonly level?: Level;
}

/**
 * The title of a finding says the defect: what the operation does with a request, or which statement the target violates
 * and what shows it.
 */
export function findingTitle(mismatch: Mismatch, about: Violated, requirements: number): string {
  const more = requirements > 1 ? ` (+${requirements - 1} ${requirements === 2 ? 'requirement' : 'requirements'})` : '';
  const isWhole = about.request === undefined && mismatch.pointer === '' && about.statement !== '';
  const title = isWhole && ofStatement.has(mismatch.kind) ? wholly(mismatch, about) : undefined;
  return `${title ?? `${mismatch.operation} ${violation(mismatch, about)}`}${more}`;
}

/** Mismatches that say little without what the requirement says. */
const ofStatement = new Set<Mismatch['kind']>(['accepted', 'rejected', 'status', 'header', 'relation', 'disclosure']);

/** The violated statement, and what shows it; undefined where the mismatch says it all. */
function wholly(mismatch: Mismatch, { statement }: Violated): string | undefined {
  const { kind, code, operation, actual } = mismatch;
  if (code === 'rejection-with-secret' || code === 'both-accepted') return undefined;
  const title = violated(statement, kind === 'accepted');
  if (code === 'session-of-another') return `${operation} opens the session of an existing user: ${title}`;
  if (kind === 'accepted' || kind === 'rejected' || kind === 'status')
    return `${title}: ${operation} ${responds(mismatch)}`;
  if (code === 'value-differs' || code === 'value-repeated' || code === 'json-unparsable')
    return `${title}: ${operation} ${violation(mismatch, { statement })}`;
  return code in relations || actual.form !== undefined ? undefined : title;
}

/** A response by its status; a rejection that counts as none says why. */
function responds({ code, status = 0 }: Mismatch): string {
  const withThem = {
    'rejection-with-credentials': 'credentials',
    'rejection-with-success-body': 'the body of a success',
  };
  return `responds ${status}${code in withThem ? ` with ${withThem[code as keyof typeof withThem]}` : ''}`;
}

function violation(mismatch: Mismatch, { request, level }: Violated): string {
  const { kind, code, pointer, status = 0, expected, actual } = mismatch;
  const to = request === undefined ? '' : ` to ${request}`;
  if (code === 'property-missing') return `omits ${pointer}`;
  if (code === 'rejection-with-secret')
    return `discloses ${actual.form === undefined ? 'a token, a password or a client secret' : formName(actual.form)} when it rejects ${request ?? 'a request'}`;
  if (code === 'right-granted') return `grants ${pointer} on request`;
  if (code === 'body-schema' && pointer !== '') {
    if (expected.keyword === 'not') return `returns ${valueOf(mismatch)} at ${pointer}${to}, which is not documented`;
    const { keyword = '', limit } = expected;
    if (limit === undefined) return `returns ${valueOf(mismatch)} at ${pointer}${to} that does not fit \`${keyword}\``;
    if (keyword === 'contains')
      return `returns ${valueOf(mismatch)} without ${JSON.stringify(limit)} at ${pointer}${to}`;
    return `returns ${valueOf(mismatch)} at ${pointer} instead of ${keyword === 'const' ? '' : `${keyword}: `}${JSON.stringify(limit)}`;
  }
  if (pointer !== '') return `returns ${valueOf(mismatch)} at ${pointer} instead of ${expectedText(mismatch)}`;
  switch (kind) {
    case 'accepted':
      if (code === 'both-accepted')
        return `accepts both of two concurrent ${request ?? 'registrations of one identity'}`;
      return request === undefined ? responds(mismatch) : `accepts ${request}`;
    case 'rejected':
    case 'status':
      // A body says that it is a failure, and its status does not.
      if (code === 'rejected' && status < 300 && request !== undefined) return `rejects ${request}`;
      return `responds ${status}${to}${insteadOf(mismatch, level)}`;
    case 'no-response':
      return `does not respond${to}`;
    case 'flaky':
      return actual.count === undefined || actual.of === undefined
        ? flakiness(mismatch)
        : status >= 500
          ? `fails with ${status} now and then, ${actual.count} of ${actual.of} requests`
          : `responds ${status} to the same correct request now and then, ${actual.count} of ${actual.of} times`;
    case 'body':
      if (code === 'not-json') return `returns ${problemText(actual.problem)}`;
      return request === undefined
        ? 'returns a body other than documented'
        : `responds${to} with a body other than documented`;
    case 'header':
      return code === 'json-unparsable'
        ? 'sends a body that is not JSON'
        : `sends another ${expected.header ?? 'header'}`;
    case 'disclosure':
      return `discloses ${actual.form === undefined ? 'what belongs to another user' : formName(actual.form)}`;
    case 'relation':
      return (relations[code] ?? comparison(mismatch)) + to;
  }
}

/** Describes a response that was not the same twice; one that named another user says more. */
function flakiness({ actual: { seen, role } }: Mismatch): string {
  const isOfAnother = seen === 'identity-differs' || (seen === 'value-differs' && role === 'user-id');
  return isOfAnother ? 'names another user while other requests are under way' : 'does not respond the same way twice';
}

/** The documented behaviour; where the document does not say it itself, only the right behaviour. */
function insteadOf({ kind, code, expected }: Mismatch, level: Level | undefined): string {
  const { responses = [], statuses = [] } = expected;
  const documented = [...new Set([...statuses, ...responses.map((each) => each.status)])].map(statusName);
  if (documented.length > 0)
    return level === 'documented'
      ? `; the document says ${listOf(documented, 'or')}`
      : `; expected ${listOf(documented, 'or')}`;
  if (code === 'redirect') return ' instead of a response without a redirect';
  return kind === 'rejected' ? ' instead of accepting it' : ' instead of rejecting it';
}

/** The values of a response that an earlier one did not have, or had. */
function comparison({ code, expected: { role } }: Mismatch): string {
  if (code === 'value-repeated') return `returns the same ${roleName(role)} again`;
  return code === 'value-differs' ? `returns another ${roleName(role)} than before` : 'violates a requirement';
}

/** Numbers and the like as they are, of texts only what they are: they may be long, or secret. */
function valueOf({ expected, actual: { type, value } }: Mismatch): string {
  if (type === undefined) return 'no value';
  if (value !== undefined && value.length < 20 && /^(?:number|integer|boolean)$/.test(type)) return value;
  if (expected.keyword === 'const' || expected.keyword === 'enum') return `another ${type}`;
  return type === 'null' ? type : `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** Tokens that tell of the defect by themselves. */
const relations: Partial<Readonly<Record<Mismatch['code'], string>>> = {
  'token-issued': 'issues a token',
  'token-secret-is-token': 'issues a token as its own secret',
  'token-too-short': 'issues short tokens',
  'token-contains-identity': 'issues tokens made of the login name',
  'token-computable': 'issues tokens made of the user id or the time',
  'tokens-counted': 'issues tokens that are counted up',
  'tokens-alike': 'issues tokens that are alike',
  'token-unsigned': 'issues unsigned tokens',
  'key-guessed': 'signs tokens with a well-known key',
  'claim-type': 'issues a time that is no number',
  'claim-in-milliseconds': 'issues a time in milliseconds',
  'token-expired-when-issued': 'issues expired tokens',
  'token-not-yet-valid': 'issues tokens that are not valid yet',
};

function statusName(status: number | string): string {
  if (status === 'default') return '3xx or 4xx';
  return typeof status === 'number' ? String(status) : status.toLowerCase();
}
