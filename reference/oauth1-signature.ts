/** Signatures of OAuth 1.0a requests (RFC 5849 §3.4). */
import { createHmac } from 'node:crypto';
import type { Pairs } from './read.ts';

/** All inputs of a signature, decoded. */
export interface SignedRequest {
  signatureMethod: string;
  /** The HTTP method. */
  method: string;
  /** The request's URL; its query is in `query`. */
  url: URL;
  /** Parameters of the `Authorization` header without `realm`. */
  header: Pairs;
  query: Pairs;
  /** Parameters of a form body; none for any other body. */
  body: Pairs;
  clientSecret: string;
  /** Empty for a request without a token. */
  tokenSecret: string;
}

/** Percent-encodes all but the unreserved characters (RFC 5849 §3.6). */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The signature base string (RFC 5849 §3.4.1.1). */
function baseStringOf({ method, url, header, query, body }: SignedRequest): string {
  // `URL` has lower-cased scheme and host and dropped a default port already (RFC 5849 §3.4.1.2).
  const uri = `${url.protocol}//${url.host}${url.pathname}`;
  return [method.toUpperCase(), uri, normalize([...query, ...header, ...body])].map(encode).join('&');
}

/** The signature that a request has to carry; `undefined` for an unknown signature method. */
export function signatureOf(request: SignedRequest): string | undefined {
  const key = `${encode(request.clientSecret)}&${encode(request.tokenSecret)}`;
  const hmac = (algorithm: string): string => createHmac(algorithm, key).update(baseStringOf(request)).digest('base64');
  switch (request.signatureMethod) {
    case 'HMAC-SHA1':
      return hmac('sha1');
    case 'HMAC-SHA256':
      return hmac('sha256');
    case 'PLAINTEXT':
      return key;
    default:
      return undefined;
  }
}

/** Sorted by encoded name, then by encoded value (RFC 5849 §3.4.1.3.2). */
function normalize(parameters: Pairs): string {
  return parameters
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => ({ name: encode(name), value: encode(value) }))
    .sort((left, right) => compare(left.name, right.name) || compare(left.value, right.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

/** Byte order: encoded text is ASCII, which `localeCompare` would sort by language. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
