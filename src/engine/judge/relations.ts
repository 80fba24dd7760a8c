/** Judges values that belong together, or must not be equal, in several responses. */
import type { Role } from '../../contract/model.ts';
import { returnsRole } from '../../contract/members.ts';
import type { Observation } from '../observe/observation.ts';
import { sentValue } from '../observe/sent-value.ts';
import type { Masker } from '../masking/mask.ts';
import { responseExcerpt, valueExcerpt } from './excerpt.ts';
import type { Judgment } from './judgment.ts';
import { blocked, fail, notTestable, pass } from './judgment.ts';

/** Both responses have the same value. */
export function judgeSame(first: Observation, second: Observation, role: Role, masker: Masker): Judgment {
  const [a, b] = [first.valueOf(role), second.valueOf(role)];
  if (b === undefined && !returnsRole(second.operation, role, 'required'))
    return notTestable('optional-value', { role });
  if (a === undefined || b === undefined) return blocked('no-value', { role });
  const expected = { role, step: first.step, ...valueExcerpt(a, masker, role) };
  return a === b ? pass : fail(second, 'value-differs', expected, { role, ...valueExcerpt(b, masker, role) });
}

/** No two responses have the same value. */
export function judgeDistinct(exchanges: readonly Observation[], role: Role, masker: Masker): Judgment {
  const seen = new Map<string, Observation>();
  for (const exchange of exchanges) {
    const value = exchange.valueOf(role);
    if (value === undefined) return blocked('no-value', { role });
    const earlier = seen.get(value);
    const actual = { role, ...valueExcerpt(value, masker, role) };
    if (earlier !== undefined) return fail(exchange, 'value-repeated', { role, step: earlier.step }, actual);
    seen.set(value, exchange);
  }
  return pass;
}

/** A response names the account that logged in, unless neither it nor the control response has to. */
export function judgeIdentity(exchange: Observation, control: Observation | undefined, masker: Masker): Judgment {
  const value = exchange.valueOf('identity');
  if (value === undefined) return blocked('no-value', { role: 'identity' });
  if (isNamed(exchange, exchange)) return pass;
  // Another value may be the account's email address.
  if (!exchange.identity.includes('@')) return notTestable('no-email-identity', { settings: ['TARGET_USERNAME'] });
  if (control !== undefined && !isNamed(control, control) && !isNamed(exchange, control))
    return notTestable('identity-is-alias');
  const expected = valueExcerpt(exchange.identity, masker);
  return fail(exchange, 'identity-differs', expected, valueExcerpt(value, masker));
}

/** Whether a response names the account of another request. */
function isNamed(exchange: Observation, other: Observation): boolean {
  return exchange.valueOf('identity')?.toLowerCase() === other.identity.toLowerCase();
}

/** A session that a registration opens, and a response that shows whose it is, are not of the user who registered before. */
export function judgeOwnSession(
  [opened, info]: readonly [Observation, Observation | undefined],
  before: readonly Observation[],
  masker: Masker,
): Judgment {
  const [first] = before;
  if (first === undefined) return blocked('not-sent');
  if (!opened.accepted || opened.session === undefined) return pass;
  const shown = [opened, ...(info?.accepted === true ? [info] : [])];
  const ids = shown.map((each) => each.valueOf('user-id')).filter((id) => id !== undefined);
  const names = shown.map((each) => each.valueOf('identity'));
  // Two accounts may show one name only where ids tell them apart.
  const isOther =
    ids.length > 0
      ? before.some((each) => ids.includes(each.valueOf('user-id') ?? ''))
      : before.flatMap(namesOf).some((name) => names.includes(name));
  return isOther ? fail(opened, 'session-of-another', { step: first.step }, responseExcerpt(opened, masker)) : pass;
}

/** The names under which a registration is known: as the response shows it, or as it was sent. */
function namesOf(made: Observation): (string | undefined)[] {
  const sent = sentValue(made, 'identity');
  const shown = made.valueOf('identity');
  return shown === undefined ? [typeof sent === 'string' ? sent : made.identity] : [shown];
}

/** Two rejections look alike, but for what differs in every response. */
export function judgeSameResponse(first: Observation, second: Observation, masker: Masker): Judgment {
  const silent = [first, second].find((each) => each.status === undefined);
  if (silent !== undefined) return blocked('no-response', { step: silent.step });
  const accepted = [first, second].find((each) => each.accepted);
  if (accepted !== undefined) return blocked('invalid-login-accepted', { step: accepted.step });
  if (essence(first) === essence(second)) return pass;
  const expected = { step: first.step, ...responseExcerpt(first, masker) };
  return fail(second, 'responses-differ', expected, responseExcerpt(second, masker));
}

/** A number that names an error, unlike one that is another in every response. */
const errorCode = /"\w*(?:code|errno|error|status|reason)"\s*:\s*"?[a-z_-]{0,8}\d{1,6}\b/gi;

/** The content of a response, without what differs in every response. */
export function essence({ identity, result, body }: Observation): string {
  if (!('response' in result)) return '';
  const content = 'json' in body ? inOrder(body.json) : Buffer.from(result.response.body).toString('utf8');
  const text = content
    .replaceAll(identity, '')
    .replace(/[\w.@-]+/g, (word) => (word.includes('@') ? '' : word))
    .replace(errorCode, (code) => code.replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit))));
  const withoutIds = text.replace(/[0-9a-f-]+/gi, (word) => (/\d/.test(word) ? '#' : word));
  return `${result.response.status} ${withoutIds}`;
}

/** A body as text whose members are in one order: some servers write them in another each time. */
function inOrder(json: unknown): string {
  return JSON.stringify(json, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}
