/** Judges what responses disclose. */
import { escapeToken } from '../../core/json-pointer.ts';
import type { Expectation } from '../../plan/model.ts';
import type { Observation } from '../observe/observation.ts';
import { hashesIn } from '../masking/hash-notations.ts';
import type { Masker } from '../masking/mask.ts';
import type { Values } from '../results/mismatch.ts';
import { internalDetailIn, passwordIn } from './disclosed.ts';
import { responseExcerpt } from './excerpt.ts';
import type { JudgeInput, Judgment } from './judgment.ts';
import { blocked, fail, notTestable, pass } from './judgment.ts';
import { showsCredentials, showsHash, showsIdentityInstead, showsIdentityOf, showsTokenOf } from './leak.ts';
import { jwtPart } from '../../core/jwt.ts';

/** A judgment of a rejection, unless the rejection discloses a token, a password or its hash, or a client's secret. */
export function orSecret(judgment: Judgment, exchange: Observation, input: JudgeInput): Judgment {
  const { exchanges, masker, clientSecrets } = input;
  if (judgment !== pass) return judgment;
  const failed = (form: Values['form']): Judgment =>
    fail(exchange, 'rejection-with-secret', {}, { ...responseExcerpt(exchange, masker), ...(form && { form }) });
  if (showsHash(exchange)) return failed('hashed');
  return showsCredentials(exchange, [...exchanges.values()], clientSecrets) ? failed(undefined) : judgment;
}

/** Shorter passwords are found in any text. */
const minPassword = 6;

/** A response without the user's password. */
export function judgeNoPassword(exchange: Observation): Judgment {
  if (!('response' in exchange.result)) return blocked('no-response', { step: exchange.step });
  if (exchange.password.length < minPassword)
    return notTestable('password-too-short', { settings: ['TARGET_PASSWORD'], count: minPassword });
  const { operation } = exchange;
  const payload = JSON.stringify(jwtPart(exchange.session?.token ?? '', 1) ?? '');
  const { headers, body } = exchange.result.response;
  const values = headers.map(([, value]) => value).join('\n');
  const { identity, password, newPassword } = exchange;
  const sent = operation.flow === 'change-password' && newPassword !== undefined ? [password, newPassword] : [password];
  const text = `${Buffer.from(body).toString('utf8')}\n${values}\n${payload}`;
  const isHashed = showsHash(exchange) || hashesIn(payload).length > 0;
  const form =
    sent.map((each) => passwordIn(text, { identity, password: each })).find((each) => each !== undefined) ??
    (isHashed ? 'hashed' : undefined);
  return form === undefined ? pass : fail(exchange, 'password-disclosed', {}, { form });
}

/** A response without internal details of the server. */
export function judgeNoInternalDetails(exchange: Observation, masker: Masker): Judgment {
  if (!('response' in exchange.result)) return blocked('no-response', { step: exchange.step });
  const found = internalDetailIn(Buffer.from(exchange.result.response.body).toString('utf8'));
  if (found === undefined) return pass;
  return fail(exchange, 'internal-details', {}, { form: found.form, message: masker.mask(found.text) });
}

/** A response without the members that a request asked for; those of everybody were not granted by it. */
export function judgeNotGranted(
  exchange: Observation,
  beside: Observation | undefined,
  members: Readonly<Record<string, string | boolean>>,
  masker: Masker,
): Judgment {
  if (!('json' in exchange.body)) return pass;
  const usual = new Set(beside !== undefined && 'json' in beside.body ? grantedIn(beside.body.json, members) : []);
  const [granted] = grantedIn(exchange.body.json, members).filter((pointer) => !usual.has(pointer));
  return granted === undefined ? pass : fail(exchange, 'right-granted', {}, responseExcerpt(exchange, masker), granted);
}

/** The pointers of members with one of these names and its value. */
function grantedIn(value: unknown, members: Readonly<Record<string, string | boolean>>, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const own = `${pointer}/${escapeToken(name)}`;
    return Object.hasOwn(members, name) && members[name] === inner ? [own] : grantedIn(inner, members, own);
  });
}

/** A response without tokens or identities of others. */
export function judgeNothingOf(
  exchange: Observation,
  { of, what }: Extract<Expectation, { kind: 'nothing-of' }>,
  { exchanges, masker }: JudgeInput,
): Judgment {
  if (!('response' in exchange.result)) return blocked('no-response', { step: exchange.step });
  const others = of.flatMap((step) => exchanges.get(step) ?? []);
  const isShown = { token: showsTokenOf, identity: showsIdentityOf, another: showsIdentityInstead }[what];
  if (!isShown(exchange, others)) return pass;
  const code = what === 'token' ? 'token-disclosed' : 'identity-disclosed';
  return fail(exchange, code, {}, responseExcerpt(exchange, masker));
}
