/** Flaws of JSON Web Tokens (RFC 7519 section 7.2, RFC 8725). */
import { createHmac } from 'node:crypto';
import type { CredentialFlaw, Credentials } from '../../model.ts';
import { changed, flaw, withToken, wordFlaws } from './flaw.ts';

const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function partsOf(token: string): [header: string, payload: string, signature: string] | undefined {
  const [header, payload, signature] = token.split('.');
  return header === undefined || payload === undefined || signature === undefined
    ? undefined
    : [header, payload, signature];
}

function jwt(
  id: string,
  phrase: string,
  change: (header: string, payload: string, signature: string, credentials: Credentials) => string | undefined,
  more: Partial<CredentialFlaw> = {},
): CredentialFlaw {
  return flaw(
    id,
    phrase,
    withToken((token, credentials) => {
      const parts = partsOf(token);
      return parts === undefined ? undefined : change(...parts, credentials);
    }),
    more,
  );
}

function signed(header: unknown, payload: string, key: string | Buffer): string {
  const input = `${json(header)}.${payload}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

/** Headers that were not signed, under the signature of another one. */
const headers: readonly [id: string, phrase: string, change: (header: Record<string, unknown>) => object][] = [
  [
    'without-alg',
    'a token whose header has no `alg`',
    (header) => Object.fromEntries(Object.entries(header).filter(([name]) => name !== 'alg')),
  ],
  [
    'alg-changed',
    'a token whose header names another `alg` under the old signature',
    (header) => ({ ...header, alg: header['alg'] === 'RS256' ? 'ES256' : 'RS256' }),
  ],
  [
    'typ-changed',
    'a token whose header has another `typ` under the old signature',
    (header) => ({ ...header, typ: 'other' }),
  ],
];

/** Secrets that tutorials use, tried as the key of a forged token. */
const guessedKeys = ['', 'secret', 'changeme', 'your-256-bit-secret', 'my_secret_key', 'jwt_secret'] as const;

/** Flaws of JSON Web Tokens (RFC 7519 section 7.2, RFC 8725). */
export function jwtFlaws(): CredentialFlaw[] {
  const unsigned = (alg: string) => (_header: string, payload: string) => `${json({ typ: 'JWT', alg })}.${payload}.`;
  return [
    flaw(
      'malformed-token',
      'a token that is no JSON Web Token',
      withToken(() => 'not-a-token'),
    ),
    jwt(
      'signature-changed',
      'a token with its signature changed',
      (header, payload, signature) => `${header}.${payload}.${changed(signature, 2)}`,
      { afterIntact: true },
    ),
    jwt(
      'signature-cut',
      'a token with half of its signature',
      (header, payload, signature) => `${header}.${payload}.${signature.slice(0, Math.floor(signature.length / 2))}`,
    ),
    jwt(
      'signature-extended',
      'a token with more behind its signature',
      (header, payload, signature) => `${header}.${payload}.${signature}AAAA`,
    ),
    jwt('signature-in-another-case', 'a token with its signature in another case', (header, payload, signature) => {
      const swapped = signature === signature.toLowerCase() ? signature.toUpperCase() : signature.toLowerCase();
      return swapped === signature ? undefined : `${header}.${payload}.${swapped}`;
    }),
    jwt(
      'signature-end-changed',
      'a token with a character near the end of its signature changed',
      (header, payload, signature) => `${header}.${payload}.${changed(signature, Math.max(0, signature.length - 5))}`,
    ),
    jwt(
      'token-cut',
      'a token cut by four characters',
      (header, payload, signature) => `${header}.${payload}.${signature.slice(0, -4)}`,
    ),
    ...wordFlaws,
    jwt('empty-signature', 'a token with an empty signature', (header, payload) => `${header}.${payload}.`),
    jwt('two-parts', 'a token of two parts', (header, payload) => `${header}.${payload}`),
    jwt(
      'four-parts',
      'a token of four parts',
      (header, payload, signature) => `${header}.${payload}.${signature}.${signature}`,
    ),
    jwt('alg-none', 'an unsigned token with `alg` none', unsigned('none')),
    jwt('alg-none-in-other-case', 'an unsigned token with `alg` None', unsigned('None')),
    jwt(
      'alg-none-with-signature',
      'a token with `alg` none under the old signature',
      (_, payload, signature) => `${json({ typ: 'JWT', alg: 'none' })}.${payload}.${signature}`,
    ),
    jwt(
      'header-not-json',
      'a token whose header is not JSON',
      (_, payload, signature) => `bm90IGpzb24.${payload}.${signature}`,
    ),
    jwt(
      'payload-not-json',
      'a token whose payload is not JSON',
      (header, _, signature) => `${header}.bm90IGpzb24.${signature}`,
    ),
    jwt(
      'payload-changed',
      'a token whose payload was changed under the old signature',
      (header, payload, signature) => `${header}.${json({ ...claimsOf(payload), admin: true })}.${signature}`,
    ),
    jwt(
      'payload-of-another-user',
      "another user's payload under this user's signature",
      (header, payload, signature, { otherToken }) => {
        const other = otherToken === undefined ? undefined : partsOf(otherToken);
        return other === undefined || other[1] === payload ? undefined : `${header}.${other[1]}.${signature}`;
      },
      { needs: ['second-account'] },
    ),
    ...headers.map(([id, phrase, change]) =>
      jwt(id, phrase, (header, payload, signature) => `${json(change(claimsOf(header)))}.${payload}.${signature}`),
    ),
    jwt(
      'zero-signature',
      'a token with a signature of zeros',
      (header, payload) => `${header}.${payload}.${Buffer.alloc(32).toString('base64url')}`,
    ),
    jwt('key-of-nobody', 'a token that names a key of nobody, signed with an empty one', (_, payload) =>
      signed({ typ: 'JWT', alg: 'HS256', kid: 'nobody' }, payload, ''),
    ),
    jwt('key-in-header', 'a token that brings its own key in its header', (_, payload) =>
      signed(
        { typ: 'JWT', alg: 'HS256', jwk: { kty: 'oct', k: json('own') } },
        payload,
        Buffer.from(json('own'), 'base64url'),
      ),
    ),
    jwt(
      'white-space',
      'a token with a space in its signature',
      (header, payload, signature) => `${header}.${payload}.${signature.slice(0, 5)} ${signature.slice(5)}`,
      { level: 'standard' },
    ),
    ...guessedKeys.map((key, index) =>
      jwt(`guessed-key-${index + 1}`, `a token signed with the key ${JSON.stringify(key)}`, (_, payload) =>
        signed({ typ: 'JWT', alg: 'HS256' }, payload, key),
      ),
    ),
  ];
}

function claimsOf(payload: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
