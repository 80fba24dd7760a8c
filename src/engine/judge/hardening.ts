/** Judges what good practice asks: tokens that cannot be guessed, refusals that tell nothing. */
import { createHash } from 'node:crypto';
import type { Exchange } from '../http/exchange.ts';
import type { Masker } from '../masking/mask.ts';
import type { Judgement } from './mismatch.ts';
import { fine, showAnswer } from './mismatch.ts';
import { isAccepted, issued, statusOf } from './outcome.ts';
import { isJwt, jwtPart } from './schema.ts';

/** 16 characters of 62 kinds are 95 bits; RFC 6749 section 10.10 asks for a chance below 2^-128, and must for below 2^-160. */
const fewestCharacters = 16;
/** Random tokens of one length differ nearly everywhere. */
const fewestDifferences = 5;

function found(exchange: Exchange, expected: string, actual: string): Judgement {
  return {
    mismatches: [
      { operation: exchange.operation.id, step: exchange.step, kind: 'relation', pointer: '', expected, actual },
    ],
  };
}

/** Tokens of several sessions: long enough, and not counted upwards. */
export function judgeGuessable(exchanges: readonly Exchange[], masker: Masker): Judgement {
  const [first] = exchanges;
  const tokens = exchanges.map((exchange) => issued(exchange, 'token'));
  if (first === undefined || tokens.some((token) => token === undefined)) return { blocked: 'an answer has no token' };
  const texts = [...new Set(tokens.filter((token) => token !== undefined))];
  if (texts.every(isJwt)) return fine;
  if (texts.some((text) => text === issued(first, 'token-secret')))
    return found(first, 'a token secret that the token does not tell', 'the token itself');
  const shown = texts.map((text) => `${masker.fingerprint(text)} of ${text.length} characters`).join(', ');
  if (texts.some((text) => text.length < fewestCharacters))
    return found(first, `tokens of at least ${fewestCharacters} characters`, shown);
  if (texts.some((text) => tells(text, first.identity)))
    return found(first, 'tokens that tell nothing', `a token that holds the identity: ${shown}`);
  for (const [index, text] of texts.entries())
    for (const other of texts.slice(index + 1))
      if (text.length === other.length && differences(text, other) < fewestDifferences)
        return found(
          first,
          'tokens that have nothing in common',
          `two tokens that differ in ${differences(text, other)} characters: ${shown}`,
        );
  return fine;
}

/** Whether a token is the identity, written or hashed some way. */
function tells(token: string, identity: string): boolean {
  const readings = [
    token,
    Buffer.from(token, 'base64').toString('latin1'),
    Buffer.from(token, 'hex').toString('latin1'),
  ];
  const hashes = ['md5', 'sha1', 'sha256'].map((name) => createHash(name).update(identity).digest());
  return (
    readings.some((reading) => reading.includes(identity)) ||
    hashes.some((hash) => [hash.toString('hex'), hash.toString('base64url')].some((text) => token.includes(text)))
  );
}

function differences(a: string, b: string): number {
  return Array.from(a).filter((character, index) => character !== b[index]).length;
}

/** How long the signatures of some algorithms are (RFC 7518 sections 3.2 and 3.4). */
const signatureBytes: Readonly<Record<string, number>> = {
  HS256: 32,
  HS384: 48,
  HS512: 64,
  ES256: 64,
  ES384: 96,
  ES512: 132,
};

/** A JSON Web Token that is signed. */
export function judgeSigned(exchange: Exchange): Judgement {
  const token = issued(exchange, 'token');
  const header = token === undefined ? undefined : jwtPart(token, 0);
  if (token === undefined || header === undefined) return { blocked: 'the answer has no JSON Web Token' };
  const alg = header['alg'];
  const signature = token.split('.')[2] ?? '';
  const bytes = typeof alg === 'string' ? signatureBytes[alg] : undefined;
  const isWhole = bytes === undefined || Buffer.from(signature, 'base64url').length === bytes;
  if (typeof alg === 'string' && alg.toLowerCase() !== 'none' && signature !== '' && isWhole) return fine;
  return found(
    exchange,
    'a signed token',
    `a token with alg ${JSON.stringify(alg ?? null)} and ${signature.length} characters of signature`,
  );
}

/** Two refusals that look alike, but for what is different at every request. */
export function judgeSameAnswer(first: Exchange, second: Exchange, masker: Masker): Judgement {
  if (statusOf(first) === undefined || statusOf(second) === undefined) return { blocked: 'there was no answer' };
  if (isAccepted(first) || isAccepted(second)) return { blocked: 'a false login was accepted' };
  if (essence(first) === essence(second)) return fine;
  return found(second, `the answer to a wrong password: ${showAnswer(first, masker)}`, showAnswer(second, masker));
}

function essence(exchange: Exchange): string {
  if (!('response' in exchange.result)) return '';
  const { status, body } = exchange.result.response;
  const text = Buffer.from(body)
    .toString('utf8')
    .replaceAll(exchange.identity, '')
    .replace(/[\w.-]+@[\w.-]+/g, '');
  return `${status} ${text.replace(/[0-9a-f]*\d[0-9a-f-]*/gi, '#')}`;
}

/** Seconds by which clocks may differ. */
const clockSkew = 60;

/** The year 5138 in seconds; in milliseconds it was 1973. */
const farthest = 100_000_000_000;

/** Times in a token are numbers of seconds, and the token is valid when it is issued (RFC 7519 section 4.1). */
export function judgeClaims(exchange: Exchange): Judgement {
  const token = issued(exchange, 'token');
  const claims = token === undefined ? undefined : jwtPart(token, 1);
  if (claims === undefined) return { blocked: 'the answer has no JSON Web Token' };
  for (const name of ['exp', 'nbf', 'iat'])
    if (claims[name] !== undefined && typeof claims[name] !== 'number')
      return found(exchange, `the claim ${name} is a number of seconds`, typeof claims[name]);
  const sent = exchange.sentAt / 1000;
  const { exp, nbf, iat } = claims;
  if ([exp, nbf, iat].some((time) => typeof time === 'number' && time > farthest))
    return found(exchange, 'times in seconds', 'times so far away that they are milliseconds');
  if (typeof exp === 'number' && exp <= sent - clockSkew)
    return found(exchange, 'a token that has not expired when it is issued', 'an exp in the past');
  if (typeof nbf === 'number' && nbf > sent + clockSkew)
    return found(exchange, 'a token that is valid when it is issued', 'an nbf in the future');
  return fine;
}
