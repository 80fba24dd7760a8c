/** Phrases for OAuth 1.0a requests (RFC 5849), by slug. */
import { code } from '../text.ts';

/** Requests whose signature is missing or wrong; each completes "rejects …". */
export const oauth1Phrases = {
  unsigned: 'an unsigned request',
  garbled: 'an unreadable `Authorization` header',
  replay: 'a replayed request',
  'reused-nonce': 'a nonce reused with the same timestamp',
  'authorization-of': 'the signature of an earlier request',
  'limited-client': 'a client outside the required group',
  'no-token': 'a signature without a token',
  'unknown-token': 'an unknown token, signed with an empty token secret',
  'token-added': 'an unknown token added after signing',
  'signed-as-method': 'a signature for another method',
  'signed-without-port': 'a signature for the URL without its port',
  'signed-for-host': 'a signature for another host',
  'optional-unsigned': 'an optional parameter added after signing',
  'body-unsigned': 'a signature that does not cover the body',
  'body-changed': 'a body parameter changed after signing',
  'body-added': 'a body parameter added after signing',
  'body-repeated': 'a body parameter repeated after signing',
  'query-added': 'a query parameter added after signing',
  'old-timestamp': 'a timestamp that is one day old',
  realm: 'a `realm` among the protocol parameters',
  'lower-case-scheme': 'the scheme name in lower case (`oauth`)',
} as const;

/** Signatures, by their change. */
export const signaturePhrases = {
  empty: 'an empty signature',
  cut: 'the first half of a signature',
  changed: 'a signature whose first character is changed',
  'end-changed': 'a signature that is changed near its end',
  case: 'a signature in another case',
  extended: 'a signature plus trailing characters',
} as const;

const omitted: Readonly<Record<string, string>> = {
  oauth_signature: 'protocol parameters without a signature',
  oauth_consumer_key: 'a signed request without a client id',
  oauth_timestamp: 'a signed request without a timestamp',
  oauth_nonce: 'a signed request without a nonce',
  oauth_signature_method: 'a signed request without a signature method',
};

const replaced: Readonly<Record<string, string>> = {
  oauth_signature_method: 'an unknown signature method',
  oauth_timestamp: 'a non-numeric timestamp',
};

/** A protocol parameter that is omitted or has another value. */
export function protocolParameter(name: string, value: string | undefined): string {
  return value === undefined
    ? (omitted[name] ?? `a signed request without ${code(name)}`)
    : (replaced[name] ?? `${code(name)} ${value}`);
}

/** A repeated protocol parameter. */
export function repeatedParameter(name: string, signed: 'once' | 'twice'): string {
  return `a repeated ${code(name)}${signed === 'once' ? ' that is signed once' : ''}`;
}

const ids = {
  unknown: 'an unknown client id',
  extended: 'an extended client id, signed with the correct secret',
  case: 'a client id in another case, signed with the correct secret',
} as const;

const secrets = {
  wrong: 'a signature made with a wrong client secret',
  empty: 'a signature made with an empty client secret',
  'of-nobody': 'a PLAINTEXT signature made with an unknown secret',
  'of-limited-client': "a signature made with another client's secret",
  id: 'a signature made with the client id as the secret',
  'lower-case': 'a signature made with the client secret in lower case',
  'first-eight': 'a signature made with the first eight characters of the client secret',
} as const;

/** A client whose id or secret is wrong. */
export function invalidClient(id: keyof typeof ids | undefined, secret: keyof typeof secrets | undefined): string {
  if (id === undefined) return secrets[secret ?? 'wrong'];
  return secret === 'empty' ? `${ids[id]}, signed with an empty secret` : ids[id];
}

/** A token secret that is empty or not the issued one. */
export function tokenSecret(as: 'extended' | 'empty'): string {
  return `a signature made with ${as === 'empty' ? 'an empty' : 'a wrong'} token secret`;
}

/** A token that is a part of the issued one, or longer. */
export function damagedToken(as: 'cut' | 'extended' | 'half'): string {
  return { cut: 'a token without its end', extended: 'an extended token', half: 'the first half of a token' }[as];
}

/** A signature for another path of the target. */
export function otherPath(path: string | undefined): string {
  return `a signature for another ${path === undefined ? 'path' : 'operation'}`;
}

/** A signature whose method differs from its label. */
export function labeledMethod(label: string): string {
  return label === 'other' ? 'a signature made by another method than its label' : `an HMAC signature labeled ${label}`;
}

/** Client credentials without a signature. */
export function unsignedClient(scheme: 'Basic' | 'Bearer'): string {
  const sent = scheme === 'Basic' ? 'client id and secret' : 'the client id';
  return `${sent} under ${code(scheme)} instead of a signature`;
}

/** Phrases that depend on the other steps of a case, by slug. */
export const oauth1CasePhrases = {
  'plaintext-empty': 'an empty PLAINTEXT signature',
  'plaintext-cut': 'the first half of a PLAINTEXT signature',
  'replayed-later': 'a request replayed after another one',
  'wrong-token-secret': 'a signature made with a token secret although no token is sent',
  'signed-for-another-operation': 'a signature for another operation',
} as const;

/** A request that is sent twice at the same time. */
export const copies = 'copies of a signed request';

/** Of two requests at the same time, one is accepted. */
export function acceptsOneOf(requests: string): string {
  return `accepts one of two concurrent ${requests}`;
}

/** The contents of signed values, by the end of the slug. */
const signedValues = {
  space: 'a space',
  'non-ascii': 'non-ASCII letters',
  plus: 'a plus sign',
  ampersand: 'an ampersand and an equals sign',
  tilde: 'a tilde',
  asterisk: 'an asterisk, parentheses and an apostrophe',
  percent: 'a percent sign',
  emoji: 'an emoji',
} as const;

export type SignedValue = keyof typeof signedValues;

/** A signed request with a value that the signature base string encodes. */
export function signedValue(name: string, value: SignedValue): string {
  return `a signed ${code(name)} containing ${signedValues[value]}`;
}
