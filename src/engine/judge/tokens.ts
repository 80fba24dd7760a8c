/** Judges tokens: whether they can be guessed, are signed, and are valid when they are issued. */
import { defined } from '../../core/defined.ts';
import { createHash } from 'node:crypto';
import { hasGuessableKey } from '../../core/guessable-keys.ts';
import { placeOf } from '../../contract/members.ts';
import { serverTime } from '../observe/observation.ts';
import type { Observation } from '../observe/observation.ts';
import type { Masker } from '../masking/mask.ts';
import type { Judgment } from './judgment.ts';
import { blocked, fail, notTestable, pass } from './judgment.ts';
import { isJwt, jwtPart } from '../../core/jwt.ts';

/** 16 characters of 62 kinds are 95 bits; RFC 6749 section 10.10 asks for a chance below 2^-128, and must for below 2^-160. */
const minCharacters = 16;
/** Random tokens of one length differ nearly everywhere. */
const minDifferences = 5;
/** Tokens that other clients may get between two of a case. */
const mostBetween = 100;

/** Fewer letters and digits that others do not know are guessed soon, whatever stands around them. */
const minUnknown = 8;
const secondsOfDay = 86_400;

/** Tokens of several sessions: long enough, and without what others know. */
export function judgeGuessable(exchanges: readonly Observation[], masker: Masker): Judgment {
  const [first] = exchanges;
  const issues = exchanges.map((exchange) => exchange.session?.token);
  if (first === undefined || issues.includes(undefined)) return blocked('no-token');
  const texts = [...new Set(issues.filter((token) => token !== undefined))];
  if (texts.every(isJwt)) return pass;
  if (texts.some((text) => text === first.session?.tokenSecret)) return fail(first, 'token-secret-is-token', {}, {});
  const tokens = texts.map((text) => ({ fingerprint: masker.fingerprint(text), length: text.length }));
  if (isCounted(texts)) return fail(first, 'tokens-counted', {}, { tokens });
  if (texts.some((text) => text.length < minCharacters))
    return fail(first, 'token-too-short', { length: minCharacters }, { tokens });
  if (texts.some((text) => contains(text, first.identity)))
    return fail(first, 'token-contains-identity', {}, { tokens });
  if (texts.some((text) => unknownIn(text, first) < minUnknown)) return fail(first, 'token-computable', {}, { tokens });
  for (const [index, text] of texts.entries())
    for (const other of texts.slice(index + 1)) {
      const length = differences(text, other);
      if (text.length === other.length && length < minDifferences)
        return fail(first, 'tokens-alike', { length: minDifferences }, { length, tokens });
    }
  return pass;
}

/** Whether tokens, in the order of their issue, are one text with a number that grows by little; others may log in between. */
function isCounted(texts: readonly string[]): boolean {
  const [first = ''] = texts;
  if (texts.length < 3 || texts.some(({ length }) => length !== first.length)) return false;
  const begin = Array.from(first).findIndex((character, index) => texts.some((text) => text[index] !== character));
  return (
    [
      ['', /^\d+/],
      ['0x', /^[\da-f]+/i],
    ] as const
  ).some(([prefix, digits]) => {
    const parts = texts.map((text) => digits.exec(text.slice(begin))?.[0] ?? '');
    const isRest = parts.every(
      (part, index) => texts[index]?.slice(begin + part.length) === first.slice(begin + part.length),
    );
    const numbers = parts.map((part) => (part === '' ? NaN : Number(prefix + part)));
    const steps = numbers.slice(1).map((number, index) => number - (numbers[index] ?? NaN));
    return isRest && steps.every((step) => step > 0 && step <= mostBetween);
  });
}

/** Whether a token is the identity, as it is, encoded or hashed. */
function contains(token: string, identity: string): boolean {
  const decoded = [token, ...(['base64', 'hex'] as const).map((code) => Buffer.from(token, code).toString('latin1'))];
  const hashes = ['md5', 'sha1', 'sha256'].map((name) => createHash(name).update(identity).digest());
  return (
    decoded.some((text) => text.includes(identity)) ||
    hashes.some((hash) => [hash.toString('hex'), hash.toString('base64url')].some((text) => token.includes(text)))
  );
}

/** Letters and digits of a token that others do not know, beside the id of its user or the time, also where it encodes these; infinite without either. */
function unknownIn(token: string, exchange: Observation): number {
  const now = serverTime(exchange) ?? exchange.sentAt / 1000;
  const isTime = (digits: string): boolean =>
    [1, 1e3, 1e6].some((unit) => Math.abs(Number(digits) / unit - now) < secondsOfDay);
  const code = /^(?:[\da-f]{2})+$/i.test(token) ? 'hex' : 'base64';
  const decoded = /^[\w+/=-]+$/.test(token) ? [Buffer.from(token, code).toString('latin1')] : [];
  // Random bytes are hardly ever a text.
  const readings = [token, ...decoded.filter((text) => /^[\x20-\x7e]{6,}$/.test(text))];
  const unknown = readings.flatMap((text) => {
    const left = text.replace(/\d+/g, (digits) =>
      digits === exchange.session?.userId || isTime(digits) ? '' : digits,
    );
    return left === text ? [] : [left.replace(/[^\p{L}\d]/gu, '').length];
  });
  return Math.min(...unknown);
}

function differences(a: string, b: string): number {
  return Array.from(a).filter((character, index) => character !== b[index]).length;
}

/** A token that is no JSON Web Token, although the contract says so in its schema, or by the hint `bearerFormat`. */
function withoutJwt({ step, success }: Observation): Judgment {
  const place = success === undefined ? undefined : placeOf(success, 'token');
  return place?.schema.format === 'jwt' ? blocked('no-jwt', { step }) : notTestable('no-jwt', { step });
}

/** The lengths of the signatures of some algorithms (RFC 7518 sections 3.2 and 3.4). */
const signatureBytes: Readonly<Record<string, number>> = {
  HS256: 32,
  HS384: 48,
  HS512: 64,
  ES256: 64,
  ES384: 96,
  ES512: 132,
};

/** A JSON Web Token that is signed. */
export function judgeSigned(exchange: Observation): Judgment {
  const token = exchange.session?.token;
  const header = token === undefined ? undefined : jwtPart(token, 0);
  if (token === undefined || header === undefined) return withoutJwt(exchange);
  const alg = typeof header['alg'] === 'string' ? header['alg'] : undefined;
  const signature = token.split('.')[2] ?? '';
  const bytes = alg === undefined ? undefined : signatureBytes[alg];
  const isWhole = bytes === undefined || Buffer.from(signature, 'base64url').length === bytes;
  if (alg !== undefined && alg.toLowerCase() !== 'none' && signature !== '' && isWhole) return pass;
  const actual = { ...defined({ algorithm: alg }), length: signature.length };
  return fail(exchange, 'token-unsigned', {}, actual);
}

/** A JSON Web Token that no key signed which others know: one that is guessed signs tokens for everybody. */
export function judgeKey(exchange: Observation, guessed: readonly string[] = []): Judgment {
  const token = exchange.session?.token;
  const header = token === undefined ? undefined : jwtPart(token, 0);
  if (token === undefined || header === undefined) return withoutJwt(exchange);
  const isGuessable = hasGuessableKey(token, header['alg'], guessed);
  if (isGuessable === undefined) return notTestable('no-shared-key');
  return isGuessable ? fail(exchange, 'key-guessed', {}, { algorithm: String(header['alg']) }) : pass;
}

/** A JSON Web Token that ends by itself, or whose response says when it does. */
export function judgeEnd(exchange: Observation): Judgment {
  const { session } = exchange;
  const claims = session === undefined ? undefined : jwtPart(session.token, 1);
  if (session === undefined || claims === undefined) return withoutJwt(exchange);
  return claims['exp'] !== undefined || session.expiresIn !== undefined
    ? pass
    : fail(exchange, 'token-endless', {}, {});
}

/** Seconds by which clocks may differ. */
const clockSkew = 60;

/** The year 5138 in seconds; in milliseconds it was 1973. */
const maxTime = 100_000_000_000;

/** Times in a token are numbers of seconds, and the token is valid when it is issued (RFC 7519 section 4.1). */
export function judgeClaims(exchange: Observation): Judgment {
  const token = exchange.session?.token;
  const claims = token === undefined ? undefined : jwtPart(token, 1);
  if (claims === undefined) return withoutJwt(exchange);
  for (const claim of ['exp', 'nbf', 'iat']) {
    const value = claims[claim];
    if (value === undefined) continue;
    if (typeof value !== 'number') return fail(exchange, 'claim-type', { claim }, { claim, type: typeof value });
    if (value > maxTime) return fail(exchange, 'claim-in-milliseconds', { claim }, { claim });
  }
  const { exp, nbf, iat } = claims;
  // By the clock of the server; only without any sign of it by our own.
  const sent = serverTime(exchange) ?? (typeof iat === 'number' ? iat : exchange.sentAt / 1000);
  if (typeof exp === 'number' && exp <= sent - clockSkew) return fail(exchange, 'token-expired-when-issued', {}, {});
  return typeof nbf === 'number' && nbf > sent + clockSkew ? fail(exchange, 'token-not-yet-valid', {}, {}) : pass;
}
