/** False JSON Web Tokens (RFC 7519 section 7.2, RFC 8725). */
import { createHmac } from 'node:crypto';
import { changed, firstHalf, inOneCase } from './characters.ts';
import type { Credentials, Entry } from './entry.ts';
import { withToken } from './tokens.ts';

type Parts = readonly [header: string, payload: string, signature: string];
type Forge = (parts: Parts, credentials: Credentials) => string | undefined;

const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function partsOf(token: string): Parts | undefined {
  const [header, payload, signature] = token.split('.');
  return header === undefined || payload === undefined || signature === undefined
    ? undefined
    : [header, payload, signature];
}

function claimsOf(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function signed(header: unknown, payload: string, key: string | Buffer): string {
  const input = `${json(header)}.${payload}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

/** Another signature under header and payload. */
const signature =
  (change: (text: string) => string | undefined): Forge =>
  ([header, payload, text]) => {
    const other = change(text);
    return other === undefined ? undefined : `${header}.${payload}.${other}`;
  };

/** Another header under the old signature. */
const header =
  (change: (claims: Record<string, unknown>) => object): Forge =>
  ([own, payload, text]) =>
    `${json(change(claimsOf(own)))}.${payload}.${text}`;

const unsigned =
  (alg: string): Forge =>
  ([, payload]) =>
    `${json({ typ: 'JWT', alg })}.${payload}.`;

const ownKey = json('own');

const table = {
  'signature-changed': ['a token with its signature changed', signature((text) => changed(text, 2))],
  'signature-cut': ['a token with half of its signature', signature(firstHalf)],
  'signature-extended': ['a token with more behind its signature', signature((text) => `${text}AAAA`)],
  'signature-in-another-case': ['a token with its signature in another case', signature(inOneCase)],
  'signature-end-changed': [
    'a token with a character near the end of its signature changed',
    signature((text) => changed(text, Math.max(0, text.length - 5))),
  ],
  'token-cut': ['a token cut by four characters', signature((text) => text.slice(0, -4))],
  'empty-signature': ['a token with an empty signature', signature(() => '')],
  'two-parts': ['a token of two parts', ([own, payload]) => `${own}.${payload}`],
  'four-parts': ['a token of four parts', ([own, payload, text]) => `${own}.${payload}.${text}.${text}`],
  'alg-none': ['an unsigned token with `alg` none', unsigned('none')],
  'alg-none-in-other-case': ['an unsigned token with `alg` None', unsigned('None')],
  'alg-none-with-signature': [
    'a token with `alg` none under the old signature',
    header(() => ({ typ: 'JWT', alg: 'none' })),
  ],
  'header-not-json': [
    'a token whose header is not JSON',
    ([, payload, text]) => `${Buffer.from('not json').toString('base64url')}.${payload}.${text}`,
  ],
  'payload-not-json': [
    'a token whose payload is not JSON',
    ([own, , text]) => `${own}.${Buffer.from('not json').toString('base64url')}.${text}`,
  ],
  'payload-changed': [
    'a token whose payload was changed under the old signature',
    ([own, payload, text]) => `${own}.${json({ ...claimsOf(payload), admin: true })}.${text}`,
  ],
  'payload-of-another-user': [
    "another user's payload under this user's signature",
    ([own, payload, text], { otherToken }) => {
      const other = otherToken === undefined ? undefined : partsOf(otherToken);
      return other === undefined || other[1] === payload ? undefined : `${own}.${other[1]}.${text}`;
    },
  ],
  'without-alg': [
    'a token whose header has no `alg`',
    header((claims) => Object.fromEntries(Object.entries(claims).filter(([name]) => name !== 'alg'))),
  ],
  'alg-changed': [
    'a token whose header names another `alg` under the old signature',
    header((claims) => ({ ...claims, alg: claims['alg'] === 'RS256' ? 'ES256' : 'RS256' })),
  ],
  'typ-changed': [
    'a token whose header has another `typ` under the old signature',
    header((claims) => ({ ...claims, typ: 'other' })),
  ],
  'zero-signature': ['a token with a signature of zeros', signature(() => Buffer.alloc(32).toString('base64url'))],
  'key-of-nobody': [
    'a token that names a key of nobody, signed with an empty one',
    ([, payload]) => signed({ typ: 'JWT', alg: 'HS256', kid: 'nobody' }, payload, ''),
  ],
  'key-in-header': [
    'a token that brings its own key in its header',
    ([, payload]) =>
      signed({ typ: 'JWT', alg: 'HS256', jwk: { kty: 'oct', k: ownKey } }, payload, Buffer.from(ownKey, 'base64url')),
  ],
  'white-space': ['a token with a space in its signature', signature((text) => `${text.slice(0, 5)} ${text.slice(5)}`)],
} satisfies Record<string, readonly [reads: string, forge: Forge]>;

/** How a JSON Web Token is forged. */
export type JwtForgery = keyof typeof table;
const forgeries: Readonly<Record<JwtForgery, readonly [reads: string, forge: Forge]>> = table;

/** A forged JSON Web Token. */
export interface ForgedJwt {
  readonly mutate: 'jwt';
  readonly as: JwtForgery;
}

/** A JSON Web Token signed with a key that tutorials use. */
export interface GuessedKey {
  readonly mutate: 'jwt-key';
  readonly key: string;
}

export const jwtMutations: { jwt: Entry<ForgedJwt>; 'jwt-key': Entry<GuessedKey> } = {
  jwt: {
    reads: ({ as }) => forgeries[as][0],
    needs: ({ as }) => (as === 'payload-of-another-user' ? ['second-account'] : []),
    present: ({ as }, scheme, credentials) =>
      withToken(scheme, credentials, (token) => {
        const parts = partsOf(token);
        return parts === undefined ? undefined : forgeries[as][1](parts, credentials);
      }),
  },
  'jwt-key': {
    reads: ({ key }) => `a token signed with the key ${JSON.stringify(key)}`,
    present: ({ key }, scheme, credentials) =>
      withToken(scheme, credentials, (token) => {
        const parts = partsOf(token);
        return parts === undefined ? undefined : signed({ typ: 'JWT', alg: 'HS256' }, parts[1], key);
      }),
  },
};
