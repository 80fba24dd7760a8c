/** False OAuth 1.0a requests that a kind server takes: clients and schemes that are nearly right. */
import type { Tamper } from '../tamper.ts';

/** What a signature check that is too kind lets pass; the same code checks the requests of every operation. */
export const atLogin: readonly Tamper[] = [
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
