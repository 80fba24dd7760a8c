/** False JSON Web Tokens (RFC 7519 section 7.2, RFC 8725). */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { guessedKey, macOf } from '../../core/guessable-keys.ts';
import { changed, firstHalf, inOneCase } from './characters.ts';
import type { Credentials, EntriesOf, MutationsOf } from './entry.ts';
import { withToken } from './tokens.ts';
import { jwtPhrases, signedWith } from '../../words/mutations/jwt.ts';

type Parts = readonly [header: string, payload: string, signature: string];
type Forge = (parts: Parts, credentials: Credentials) => string | undefined;

const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Forges a token from the parts that it has. */
const ofParts =
  (forge: Forge) =>
  (token: string, credentials: Credentials): string | undefined => {
    const parts = partsOf(token);
    return parts === undefined ? undefined : forge(parts, credentials);
  };

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

/** The payload with another claim, whatever it says of administrators. */
function changedPayload(payload: string): string {
  const claims = claimsOf(payload);
  return json({ ...claims, admin: claims['admin'] !== true });
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

/** A key pair that no server knows, made once. */
const pairs = {
  RS256: once(() => generateKeyPairSync('rsa', { modulusLength: 2048 })),
  ES256: once(() => generateKeyPairSync('ec', { namedCurve: 'P-256' })),
};

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A token signed with a key of one's own, which its header carries (CVE-2018-0114). */
const withOwnKey =
  (alg: keyof typeof pairs): Forge =>
  ([, payload]) => {
    const { privateKey, publicKey } = pairs[alg]();
    const input = `${json({ typ: 'JWT', alg, jwk: publicKey.export({ format: 'jwk' }) })}.${payload}`;
    const made = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${input}.${made.toString('base64url')}`;
  };

/** A token that names a key which a careless lookup finds, signed with it. */
const withKeyOf =
  (kid: string, key: string): Forge =>
  ([, payload]) =>
    signed({ typ: 'JWT', alg: 'HS256', kid }, payload, key);

/** A changed token under the key that signed it, if that can be guessed, or under one that others know. */
const withGuessedKey: Forge = ([own, payload, text], { guessedKeys = [] }) => {
  const { alg } = claimsOf(own);
  const key = guessedKey(`${own}.${payload}.${text}`, alg, guessedKeys);
  const input = `${key === undefined ? json({ typ: 'JWT', alg: 'HS256' }) : own}.${changedPayload(payload)}`;
  const made = macOf(input, key === undefined ? 'HS256' : alg, key ?? guessedKeys[0] ?? 'supersecret');
  return made === undefined ? undefined : `${input}.${made}`;
};

const table = {
  'signature-changed': signature((text) => changed(text, 2)),
  'signature-cut': signature(firstHalf),
  'signature-extended': signature((text) => `${text}AAAA`),
  'signature-in-another-case': signature(inOneCase),
  'signature-end-changed': signature((text) => changed(text, Math.max(0, text.length - 5))),
  'token-cut': signature((text) => text.slice(0, -4)),
  'empty-signature': signature(() => ''),
  'two-parts': ([own, payload]) => `${own}.${payload}`,
  'four-parts': ([own, payload, text]) => `${own}.${payload}.${text}.${text}`,
  'alg-none': unsigned('none'),
  'alg-none-in-other-case': unsigned('None'),
  'alg-none-in-capitals': unsigned('NONE'),
  'alg-none-in-mixed-case': unsigned('nOnE'),
  'alg-none-with-signature': header(() => ({ typ: 'JWT', alg: 'none' })),
  'header-not-json': ([, payload, text]) => `${Buffer.from('not json').toString('base64url')}.${payload}.${text}`,
  'payload-not-json': ([own, , text]) => `${own}.${Buffer.from('not json').toString('base64url')}.${text}`,
  'payload-changed': ([own, payload, text]) => `${own}.${changedPayload(payload)}.${text}`,
  'payload-of-another-user': ([own, payload, text], { otherToken }) => {
    const other = otherToken === undefined ? undefined : partsOf(otherToken);
    return other === undefined || other[1] === payload ? undefined : `${own}.${other[1]}.${text}`;
  },
  'without-alg': header((claims) => Object.fromEntries(Object.entries(claims).filter(([name]) => name !== 'alg'))),
  'alg-changed': header((claims) => ({ ...claims, alg: claims['alg'] === 'RS256' ? 'ES256' : 'RS256' })),
  'typ-changed': header((claims) => ({ ...claims, typ: 'other' })),
  // Of the length that the algorithm has (CVE-2022-21449).
  'zero-signature': signature((text) => Buffer.alloc(Buffer.from(text, 'base64url').length).toString('base64url')),
  // The pair (0, 0) in DER, as some libraries write signatures of elliptic curves.
  'zero-signature-in-der': signature(() => Buffer.from('3006020100020100', 'hex').toString('base64url')),
  'key-of-nobody': ([, payload]) => signed({ typ: 'JWT', alg: 'HS256', kid: 'nobody' }, payload, ''),
  'key-in-header': ([, payload]) =>
    signed({ typ: 'JWT', alg: 'HS256', jwk: { kty: 'oct', k: ownKey } }, payload, Buffer.from(ownKey, 'base64url')),
  'rsa-key-in-header': withOwnKey('RS256'),
  'ec-key-in-header': withOwnKey('ES256'),
  'key-of-empty-file': withKeyOf('../../../../../../dev/null', ''),
  'key-of-query': withKeyOf("x' UNION SELECT 'own", 'own'),
  'guessed-key': withGuessedKey,
  'white-space': signature((text) => `${text.slice(0, 5)} ${text.slice(5)}`),
} satisfies Record<string, Forge>;

/** The name of a forged JSON Web Token. */
export type JwtForgery = keyof typeof table;
const forgeries: Readonly<Record<JwtForgery, Forge>> = table;

interface Named {
  jwt: { readonly as: JwtForgery };
  /** Signed with a key that tutorials use. */
  'jwt-key': { readonly key: string };
}

/** A forged JSON Web Token. */
export type JwtMutation = MutationsOf<Named>;

export const jwtMutations: EntriesOf<Named> = {
  jwt: {
    reads: ({ as }) => jwtPhrases[as],
    needs: ({ as }) => (as === 'payload-of-another-user' ? ['second-account'] : []),
    present: ({ as }, scheme, credentials) => withToken(scheme, credentials, ofParts(forgeries[as])),
  },
  'jwt-key': {
    reads: ({ key }) => signedWith(key),
    present: ({ key }, scheme, credentials) =>
      withToken(
        scheme,
        credentials,
        ofParts(([, payload]) => signed({ typ: 'JWT', alg: 'HS256' }, payload, key)),
      ),
  },
};
