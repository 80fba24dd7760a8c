/** Signs requests with OAuth 1.0a (RFC 5849). The package computes signatures from decoded data. */
import { createHmac, randomUUID } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import type { Keys, SignatureMethod } from '../../plan/mutations/entry.ts';

type Pairs = readonly (readonly [string, string])[];

/** The signed parts of a request: `parameters` are the decoded pairs of query and form body, duplicates included. */
interface Signable {
  readonly method: string;
  /** Without query. */
  readonly url: string;
  readonly parameters: Pairs;
}

/** The protocol parameters of a new request, without the signature. `now` is in milliseconds. */
export function protocolParameters(keys: Keys, method: SignatureMethod, now: number): [string, string][] {
  return [
    ['oauth_consumer_key', keys.clientId],
    ['oauth_nonce', randomUUID().replaceAll('-', '')],
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(Math.floor(now / 1000))],
    ...(keys.token === undefined ? [] : [['oauth_token', keys.token] satisfies [string, string]]),
    ['oauth_version', '1.0'],
  ];
}

const algorithms = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' } as const;

/** The signature of a request with these protocol parameters (RFC 5849 section 3.4), not percent-encoded. */
export function signatureOf(request: Signable, protocol: Pairs, keys: Keys, method: SignatureMethod): string {
  const oauth = new OAuth({
    consumer: { key: keys.clientId, secret: keys.clientSecret },
    signature_method: method,
    hash_function: (text, key) =>
      method === 'PLAINTEXT' ? key : createHmac(algorithms[method], key).update(text).digest('base64'),
  });
  const all = [...request.parameters, ...protocol];
  const data: Record<string, string | string[]> = {};
  for (const [name] of all) {
    const values = all.filter(([other]) => other === name).map(([, value]) => value);
    Object.defineProperty(data, name, {
      value: values.length === 1 ? values[0] : values,
      enumerable: true,
      configurable: true,
    });
  }
  const signed = { url: normalised(request.url), method: request.method, data };
  return oauth.getSignature(signed, keys.tokenSecret ?? '', {} as OAuth.Data);
}

/** The base string URI (RFC 5849 section 3.4.1.2), which the package does not normalize. */
function normalised(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** The value of the Authorization header (RFC 5849 section 3.5.1). */
export function authorizationHeader(protocol: Pairs): string {
  return `OAuth ${protocol.map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(', ')}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!*'()]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Proves the signer against the examples of RFC 5849 (section 1.2) before it is trusted.
 * @returns its problem; undefined without one
 */
export function signerFault(): string | undefined {
  for (const { request, protocol, keys, method, signature } of rfcExamples) {
    const made = signatureOf(request, protocol, keys, method);
    if (made !== signature)
      return `the example of RFC 5849 for ${request.url} is signed ${made} instead of ${signature}`;
  }
  return undefined;
}

const printer = { clientId: 'dpf43f3p2l4k3l03', clientSecret: 'kd94hf93k423kf44' };
const rfcExamples: { request: Signable; protocol: Pairs; keys: Keys; method: SignatureMethod; signature: string }[] = [
  {
    request: { method: 'POST', url: 'https://photos.example.net/token', parameters: [] },
    protocol: [
      ['oauth_consumer_key', printer.clientId],
      ['oauth_token', 'hh5s93j4hdidpola'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', 'walatlh'],
      ['oauth_verifier', 'hfdp7dh39dks9884'],
    ],
    keys: { ...printer, token: 'hh5s93j4hdidpola', tokenSecret: 'hdhd0244k9j7ao03' },
    method: 'HMAC-SHA1',
    signature: 'gKgrFCywp7rO0OXSjdot/IHF7IU=',
  },
  {
    request: {
      method: 'GET',
      url: 'http://photos.example.net/photos',
      parameters: [
        ['file', 'vacation.jpg'],
        ['size', 'original'],
      ],
    },
    protocol: [
      ['oauth_consumer_key', printer.clientId],
      ['oauth_token', 'nnch734d00sl2jdk'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131202'],
      ['oauth_nonce', 'chapoH'],
    ],
    keys: { ...printer, token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00' },
    method: 'HMAC-SHA1',
    signature: 'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
  },
];
