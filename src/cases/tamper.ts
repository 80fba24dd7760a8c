/** What can be wrong with an OAuth 1.0a request (RFC 5849): data that the signer carries out. */
import type { Level } from '../contract/model.ts';
import type { Need } from './case.ts';

/** How a signed request is spoiled. What is signed is the request as it would be without the spoiling. */
export type TamperAction =
  | { readonly do: 'unsigned' }
  | { readonly do: 'protocol'; readonly parameter: string; readonly value: string | undefined }
  | { readonly do: 'duplicate'; readonly parameter: string; readonly signedOnce?: true }
  | {
      readonly do: 'client';
      readonly id?: 'unknown' | 'extended' | 'case';
      readonly secret?: 'wrong' | 'empty' | 'of-limited-client' | 'id' | 'lower-case' | 'first-eight';
    }
  | { readonly do: 'limited-client' }
  | { readonly do: 'token-secret' }
  | { readonly do: 'sign-as-method'; readonly method: string }
  | { readonly do: 'sign-as-path'; readonly path: string | undefined }
  | { readonly do: 'token-added' }
  | { readonly do: 'sign-without-port' }
  | { readonly do: 'sign-for-host'; readonly host: string }
  | { readonly do: 'unknown-token' }
  | { readonly do: 'scheme'; readonly scheme: 'Basic' | 'Bearer' | 'oauth' }
  | { readonly do: 'realm' }
  | { readonly do: 'optional-unsigned' }
  | { readonly do: 'body-unsigned' }
  | { readonly do: 'parameter-repeated' }
  | { readonly do: 'body-changed' }
  | { readonly do: 'body-added' }
  | { readonly do: 'query-added' }
  | { readonly do: 'method-label'; readonly label: string }
  | { readonly do: 'signature'; readonly change: 'empty' | 'cut' | 'changed' | 'end-changed' | 'case' | 'extended' }
  | { readonly do: 'garbled' }
  | { readonly do: 'old-timestamp' }
  | { readonly do: 'replay'; readonly of: string }
  | { readonly do: 'reuse-nonce'; readonly of: string }
  | { readonly do: 'authorization-of'; readonly of: string };

export interface Tamper {
  readonly id: string;
  /** Completes "rejects …". */
  readonly phrase: string;
  readonly action: TamperAction;
  readonly situation?: 'missing-credentials' | 'unauthorized-client';
  readonly level?: Level;
  readonly source?: string;
  readonly needs?: readonly Need[];
  /** Whether a prior, intact request is needed to copy from. */
  readonly prior?: boolean;
  /** Tried at one operation only: what looks at it is the same everywhere. */
  readonly once?: true;
  /** A name for what the server fails to look at. */
  readonly cause: string;
}

export const wrongClientSecret: Tamper = {
  id: 'wrong-client-secret',
  phrase: 'a signature made with a wrong client secret',
  action: { do: 'client', secret: 'wrong' },
  cause: 'client-secret',
};

export const limitedClient: Tamper = {
  id: 'limited-client',
  phrase: 'a client without the group that the operation needs',
  action: { do: 'limited-client' },
  situation: 'unauthorized-client',
  needs: ['limited-client'],
  cause: 'group',
};

/** What a signature check that is too kind lets pass; the same code checks the requests of every operation. */
const atLogin: readonly Tamper[] = [
  {
    id: 'client-id-extended',
    phrase: 'a client id with more after its end, signed with the right secret',
    action: { do: 'client', id: 'extended' },
    cause: 'client',
    once: true,
  },
  {
    id: 'client-id-in-another-case',
    phrase: 'a client id in another case, signed with the right secret',
    action: { do: 'client', id: 'case' },
    cause: 'client',
    once: true,
  },
  {
    id: 'client-id-as-secret',
    phrase: 'a signature made with the client id as the secret',
    action: { do: 'client', secret: 'id' },
    cause: 'client-secret',
    once: true,
  },
  {
    id: 'secret-in-lower-case',
    phrase: 'a signature made with the client secret in small letters',
    action: { do: 'client', secret: 'lower-case' },
    cause: 'client-secret',
    once: true,
  },
  {
    id: 'beginning-of-secret',
    phrase: 'a signature made with the first eight characters of the client secret',
    action: { do: 'client', secret: 'first-eight' },
    cause: 'client-secret',
    once: true,
  },
  {
    id: 'rsa-label',
    phrase: 'an HMAC signature that calls itself RSA-SHA1',
    action: { do: 'method-label', label: 'RSA-SHA1' },
    cause: 'signature-method',
    once: true,
  },
  {
    id: 'basic-instead',
    phrase: 'client id and secret by the scheme `Basic` instead of a signature',
    action: { do: 'scheme', scheme: 'Basic' },
    cause: 'unsigned',
    once: true,
  },
  {
    id: 'bearer-instead',
    phrase: 'the client id by the scheme `Bearer` instead of a signature',
    action: { do: 'scheme', scheme: 'Bearer' },
    cause: 'unsigned',
    once: true,
  },
  {
    id: 'signed-for-another-host',
    phrase: 'a signature made for another host',
    action: { do: 'sign-for-host', host: 'example.com' },
    level: 'standard',
    source: 'RFC 5849 section 3.4.1.2',
    cause: 'path',
    once: true,
  },
  {
    id: 'unknown-token',
    phrase: 'a token of nobody, signed with an empty token secret',
    action: { do: 'unknown-token' },
    level: 'standard',
    source: 'RFC 5849 section 3.2',
    cause: 'token',
    once: true,
  },
  {
    id: 'duplicate-signed-once',
    phrase: 'a protocol parameter given twice and signed once',
    action: { do: 'duplicate', parameter: 'oauth_nonce', signedOnce: true },
    level: 'standard',
    source: 'RFC 5849 section 3.1',
    cause: 'duplicate',
    once: true,
  },
];

/** The lattice of false OAuth 1.0a requests; `prior` is the id of an intact step before, `otherPath` that of another operation. */
export function tampers(prior: string, otherPath: string | undefined): readonly Tamper[] {
  return [
    {
      id: 'unsigned',
      phrase: 'an unsigned request',
      action: { do: 'unsigned' },
      situation: 'missing-credentials',
      cause: 'unsigned',
    },
    { id: 'unknown-client', phrase: 'an unknown client id', action: { do: 'client', id: 'unknown' }, cause: 'client' },
    wrongClientSecret,
    {
      id: 'empty-client-secret',
      phrase: 'a signature made with an empty client secret',
      action: { do: 'client', secret: 'empty' },
      cause: 'client-secret',
    },
    {
      id: 'wrong-token-secret',
      phrase: 'a signature made with a token secret where there is no token',
      action: { do: 'token-secret' },
      cause: 'token-secret',
    },
    {
      id: 'body-changed',
      phrase: 'a body parameter changed after signing',
      action: { do: 'body-changed' },
      cause: 'body',
    },
    {
      id: 'parameter-added',
      phrase: 'a body parameter added after signing',
      action: { do: 'body-added' },
      cause: 'body',
    },
    {
      id: 'query-added',
      phrase: 'a query parameter added after signing',
      action: { do: 'query-added' },
      cause: 'query',
    },
    {
      id: 'signed-for-another-path',
      phrase: 'a signature made for another path',
      action: { do: 'sign-as-path', path: undefined },
      cause: 'path',
    },
    {
      id: 'signed-for-another-method',
      phrase: 'a signature made for another method',
      action: { do: 'sign-as-method', method: 'GET' },
      cause: 'method',
    },
    {
      id: 'signature-of-earlier-request',
      phrase: 'the signature of an earlier request',
      action: { do: 'authorization-of', of: prior },
      prior: true,
      cause: 'body',
    },
    {
      id: 'signature-changed',
      phrase: 'a signature with a character changed',
      action: { do: 'signature', change: 'changed' },
      cause: 'signature',
    },
    {
      id: 'empty-signature',
      phrase: 'an empty signature',
      action: { do: 'signature', change: 'empty' },
      cause: 'signature',
    },
    {
      id: 'no-signature',
      phrase: 'protocol parameters without a signature',
      action: { do: 'protocol', parameter: 'oauth_signature', value: undefined },
      cause: 'signature',
    },
    {
      id: 'unknown-signature-method',
      phrase: 'an unknown signature method',
      action: { do: 'protocol', parameter: 'oauth_signature_method', value: 'HMAC-MD4' },
      cause: 'signature-method',
    },
    {
      id: 'mislabelled-signature-method',
      phrase: 'a signature made with another method than it says',
      action: { do: 'method-label', label: 'other' },
      cause: 'signature-method',
    },
    {
      id: 'plaintext-label',
      phrase: 'an HMAC signature that calls itself PLAINTEXT',
      action: { do: 'method-label', label: 'PLAINTEXT' },
      cause: 'signature-method',
    },
    {
      id: 'nonce-reused',
      phrase: 'a nonce used before with the same timestamp',
      action: { do: 'reuse-nonce', of: prior },
      prior: true,
      level: 'standard',
      source: 'RFC 5849 section 3.3',
      cause: 'nonce',
    },
    {
      id: 'replayed',
      phrase: 'a request sent a second time',
      action: { do: 'replay', of: prior },
      prior: true,
      level: 'standard',
      source: 'RFC 5849 section 3.3',
      cause: 'nonce',
    },
    {
      id: 'old-timestamp',
      phrase: 'a timestamp a day old',
      action: { do: 'old-timestamp' },
      level: 'standard',
      source: 'RFC 5849 section 3.3',
      cause: 'timestamp',
    },
    {
      id: 'duplicate-nonce-parameter',
      phrase: 'a protocol parameter given twice',
      action: { do: 'duplicate', parameter: 'oauth_nonce' },
      level: 'standard',
      source: 'RFC 5849 section 3.1',
      cause: 'duplicate',
    },
    {
      id: 'version-2',
      phrase: '`oauth_version` 2.0',
      action: { do: 'protocol', parameter: 'oauth_version', value: '2.0' },
      level: 'standard',
      source: 'RFC 5849 section 3.1',
      cause: 'version',
    },
    {
      id: 'version-1-1',
      phrase: '`oauth_version` 1.1',
      action: { do: 'protocol', parameter: 'oauth_version', value: '1.1' },
      level: 'standard',
      source: 'RFC 5849 section 3.1',
      cause: 'version',
    },
    {
      id: 'no-client',
      phrase: 'a signed request without a client id',
      action: { do: 'protocol', parameter: 'oauth_consumer_key', value: undefined },
      cause: 'client',
    },
    {
      id: 'no-timestamp',
      phrase: 'a signed request without a timestamp',
      action: { do: 'protocol', parameter: 'oauth_timestamp', value: undefined },
      level: 'standard',
      source: 'RFC 5849 section 3.1',
      cause: 'timestamp',
    },
    {
      id: 'no-nonce',
      phrase: 'a signed request without a nonce',
      action: { do: 'protocol', parameter: 'oauth_nonce', value: undefined },
      level: 'standard',
      source: 'RFC 5849 section 3.1',
      cause: 'nonce',
    },
    {
      id: 'signed-for-another-operation',
      phrase: 'a signature made for another operation',
      action: { do: 'sign-as-path', path: otherPath },
      cause: 'path',
    },
    {
      id: 'optional-parameter-added',
      phrase: 'an optional parameter added after signing',
      action: { do: 'optional-unsigned' },
      cause: 'body',
    },
    {
      id: 'parameter-repeated',
      phrase: 'a body parameter repeated after signing',
      action: { do: 'parameter-repeated' },
      cause: 'body',
    },
    {
      id: 'signature-cut',
      phrase: 'the first half of a signature',
      action: { do: 'signature', change: 'cut' },
      cause: 'signature',
    },
    {
      id: 'garbled-header',
      phrase: 'an Authorization header that nobody can read',
      action: { do: 'garbled' },
      cause: 'signature',
    },
    {
      id: 'signature-extended',
      phrase: 'a signature with more after its end',
      action: { do: 'signature', change: 'extended' },
      cause: 'signature',
    },
    {
      id: 'body-unsigned',
      phrase: 'a signature that covers nothing of the body',
      action: { do: 'body-unsigned' },
      cause: 'body',
    },
    {
      id: 'port-unsigned',
      phrase: 'a signature for the same address without its port',
      action: { do: 'sign-without-port' },
      level: 'standard',
      source: 'RFC 5849 section 3.4.1.2',
      cause: 'path',
    },
    {
      id: 'token-added',
      phrase: 'a token of nobody added after signing',
      action: { do: 'token-added' },
      cause: 'signature',
    },
    {
      id: 'signature-end-changed',
      phrase: 'a signature with a character near its end changed',
      action: { do: 'signature', change: 'end-changed' },
      cause: 'signature',
    },
    {
      id: 'signature-in-another-case',
      phrase: 'a signature with its letters in another case',
      action: { do: 'signature', change: 'case' },
      cause: 'signature',
    },
    {
      id: 'secret-of-another-client',
      phrase: "a signature made with another client's secret",
      action: { do: 'client', secret: 'of-limited-client' },
      needs: ['limited-client'],
      cause: 'client-secret',
    },
    {
      id: 'no-signature-method',
      phrase: 'a signed request without a signature method',
      action: { do: 'protocol', parameter: 'oauth_signature_method', value: undefined },
      level: 'standard',
      source: 'RFC 5849 section 3.1',
      cause: 'signature-method',
    },
    {
      id: 'timestamp-text',
      phrase: 'a timestamp that is no number',
      action: { do: 'protocol', parameter: 'oauth_timestamp', value: 'now' },
      level: 'standard',
      source: 'RFC 5849 section 3.3',
      cause: 'timestamp',
    },
    ...atLogin,
    limitedClient,
  ];
}

/** Requests that RFC 5849 allows, written otherwise than usual. */
export const otherwiseSigned: readonly (Tamper & { readonly source: string })[] = [
  {
    id: 'with-realm',
    phrase: 'a `realm` beside the protocol parameters',
    action: { do: 'realm' },
    source: 'RFC 5849 section 3.4.1.3.1',
    cause: 'realm',
  },
  {
    id: 'scheme-in-lower-case',
    phrase: 'the scheme name as `oauth`',
    action: { do: 'scheme', scheme: 'oauth' },
    source: 'RFC 5849 section 3.5.1',
    cause: 'scheme',
  },
];

/** A request without `oauth_version`, which RFC 5849 section 3.1 makes optional. */
export const withoutVersion: Tamper = {
  id: 'without-version',
  phrase: 'a request without `oauth_version`',
  action: { do: 'protocol', parameter: 'oauth_version', value: undefined },
  level: 'standard',
  source: 'RFC 5849 section 3.1',
  cause: 'version',
};

export const unsigned: Tamper = {
  id: 'unsigned',
  phrase: 'an unsigned request',
  action: { do: 'unsigned' },
  situation: 'missing-credentials',
  cause: 'unsigned',
};
