/** False credentials for schemes that carry a token, or a client's id and secret, in a header or in the query. */
import { createHmac } from 'node:crypto';
import type { SecurityScheme } from '../contract/model.ts';
import type { CredentialFlaw, Credentials, Presented } from './case.ts';
import { fill } from './template.ts';

type Present = CredentialFlaw['present'];

/** Puts a text where the scheme's credentials go. */
function place(scheme: SecurityScheme, text: string): Presented {
  if (scheme.in === 'query') return { query: [[scheme.parameter, text]] };
  return { header: scheme.scheme === undefined ? text : `${scheme.scheme} ${text}` };
}

/** The credentials as documented, with the token changed. */
function withToken(change: (token: string, credentials: Credentials) => string | undefined): Present {
  return (scheme, credentials) => {
    const token = credentials.token === undefined ? undefined : change(credentials.token, credentials);
    const text = token === undefined ? undefined : fill(scheme.template, { ...credentials, token });
    return text === undefined ? undefined : place(scheme, text);
  };
}

function flaw(id: string, phrase: string, present: Present, more: Partial<CredentialFlaw> = {}): CredentialFlaw {
  return { id, phrase, present, ...more };
}

/** Another character of the same kind in its place, so that the shape stays. */
function changed(text: string, index: number): string {
  const character = text.charAt(index);
  const other = /[0-9]/.test(character)
    ? String((Number(character) + 1) % 10)
    : /[a-eA-E]/.test(character)
      ? String.fromCharCode(character.charCodeAt(0) + 1)
      : character === 'b'
        ? 'c'
        : 'b';
  return text.slice(0, index) + other + text.slice(index + 1);
}

/** Flaws of every scheme that carries an issued token. */
export function tokenFlaws(scheme: SecurityScheme, all: readonly SecurityScheme[]): CredentialFlaw[] {
  const inHeader = scheme.in === 'header';
  const prefix = scheme.template.split('{token}')[0] ?? '';
  return [
    flaw(
      'without-credentials',
      `a request without ${inHeader ? 'the header' : 'the parameter'} \`${scheme.parameter}\``,
      () => ({}),
    ),
    flaw('empty-credentials', `an empty \`${scheme.parameter}\``, () =>
      inHeader ? { header: '' } : { query: [[scheme.parameter, '']] },
    ),
    ...(scheme.scheme === undefined ? [] : schemeFlaws(scheme, scheme.scheme, all)),
    ...(prefix === ''
      ? []
      : [
          flaw(`without-${prefix.replace(/\W/g, '')}`, `a token without \`${prefix}\` before it`, (own, { token }) =>
            token === undefined ? undefined : place(own, token),
          ),
          flaw('empty-token', 'an empty token', (own) => place(own, own.template.replace('{token}', ''))),
        ]),
    ...(inHeader
      ? [
          flaw('token-in-query', 'the token in the query instead of the header', (_, { token }) =>
            token === undefined ? undefined : { query: [['access_token', token]] },
          ),
          flaw('token-in-body', 'the token in the body instead of the header', (_, { token }) =>
            token === undefined ? undefined : { body: { access_token: token } },
          ),
        ]
      : []),
  ];
}

/** The credentials under another scheme, and the scheme without credentials. */
function schemeFlaws(scheme: SecurityScheme, name: string, all: readonly SecurityScheme[]): CredentialFlaw[] {
  const own = all.flatMap((other) =>
    other.scheme === undefined || other.signature !== undefined ? [] : [other.scheme],
  );
  const others = [...new Set(['Bearer', 'Basic', ...own])].filter(
    (other) => other.toLowerCase() !== name.toLowerCase(),
  );
  return [
    flaw('scheme-alone', `the scheme \`${name}\` alone`, () => ({ header: name })),
    flaw('without-scheme', 'the credentials without a scheme', (_, credentials) => {
      const text = fill(scheme.template, credentials);
      return text === undefined ? undefined : { header: text };
    }),
    ...others.map((other) =>
      flaw(`scheme-${other.toLowerCase()}`, `the right credentials under the scheme \`${other}\``, (_, credentials) => {
        const text = fill(scheme.template, credentials);
        const encoded = other === 'Basic' && text !== undefined ? Buffer.from(text).toString('base64') : text;
        return encoded === undefined ? undefined : { header: `${other} ${encoded}` };
      }),
    ),
    ...otherKinds(scheme, all),
  ];
}

/** Credentials of the API's other schemes, under this one's name. */
function otherKinds(scheme: SecurityScheme, all: readonly SecurityScheme[]): CredentialFlaw[] {
  return all
    .filter(
      (other) => other.name !== scheme.name && other.signature === undefined && other.template !== scheme.template,
    )
    .flatMap((other) => {
      const more = other.template.includes('{token}') ? { wantsToken: true } : { needs: ['client'] as const };
      const name = other.scheme ?? other.name;
      return [
        flaw(
          `credentials-of-${other.name.toLowerCase()}`,
          `the credentials of \`${name}\` in place of its own`,
          (own, credentials) => {
            const text = fill(other.template, credentials);
            return text === undefined ? undefined : place(own, text);
          },
          more,
        ),
        flaw(
          `other-scheme-${other.name.toLowerCase()}`,
          `the credentials of \`${name}\` as that scheme writes them`,
          (_, credentials) => {
            const text = fill(other.template, credentials);
            return text === undefined ? undefined : place(other, text);
          },
          more,
        ),
      ];
    });
}

/** Flaws of opaque tokens. */
export function plainTokenFlaws(): CredentialFlaw[] {
  return [
    flaw(
      'unknown-token',
      'a token that was never issued',
      withToken((token) => scrambled(token)),
    ),
    flaw(
      'token-changed',
      'a token with a character changed',
      withToken((token) => changed(token, Math.floor(token.length / 2))),
    ),
    flaw(
      'token-cut',
      'a token cut by its last character',
      withToken((token) => (token.length > 1 ? token.slice(0, -1) : undefined)),
    ),
    flaw(
      'token-extended',
      'a token with a character more',
      withToken((token) => `${token}a`),
    ),
    flaw(
      'token-doubled',
      'a token written twice',
      withToken((token) => token + token),
    ),
    flaw(
      'token-halves-swapped',
      'a token with its halves swapped',
      withToken((token) => {
        const half = Math.floor(token.length / 2);
        const swapped = token.slice(half) + token.slice(0, half);
        return swapped === token ? undefined : swapped;
      }),
    ),
    flaw(
      'token-in-another-case',
      'a token with its letters in another case',
      withToken((token) => {
        // A UUID names the same thing in either case (RFC 9562 section 4).
        if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token)) return undefined;
        const swapped = token === token.toLowerCase() ? token.toUpperCase() : token.toLowerCase();
        return swapped === token ? undefined : swapped;
      }),
    ),
  ];
}

/** A text of the same length and alphabet that nobody was given. */
function scrambled(token: string): string {
  return Array.from(token, (_, index) => changed(token, index).charAt(index)).join('');
}

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

/** Secrets that tutorials use, tried as the key of a forged token. */
export const guessedKeys = ['', 'secret', 'changeme', 'your-256-bit-secret', 'my_secret_key', 'jwt_secret'] as const;

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
      (header, _, signature, { otherToken }) => {
        const other = otherToken === undefined ? undefined : partsOf(otherToken);
        return other === undefined ? undefined : `${header}.${other[1]}.${signature}`;
      },
      { needs: ['second-account'] },
    ),
    ...guessedKeys.map((key, index) =>
      jwt(`guessed-key-${index + 1}`, `a token signed with the key ${JSON.stringify(key)}`, (_, payload) => {
        const input = `${json({ typ: 'JWT', alg: 'HS256' })}.${payload}`;
        return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
      }),
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

/** Flaws of schemes that carry a client's id and secret. */
export function clientFlaws(scheme: SecurityScheme, all: readonly SecurityScheme[]): CredentialFlaw[] {
  const withClient =
    (change: (id: string, secret: string) => [string, string] | undefined): Present =>
    (own, credentials) => {
      const { clientId, clientSecret } = credentials;
      if (clientId === undefined || clientSecret === undefined) return undefined;
      const pair = change(clientId, clientSecret);
      const text =
        pair === undefined
          ? undefined
          : fill(own.template, { ...credentials, clientId: pair[0], clientSecret: pair[1] });
      return text === undefined ? undefined : place(own, text);
    };
  return [
    flaw('without-credentials', `a request without the header \`${scheme.parameter}\``, () => ({})),
    flaw('empty-credentials', `an empty \`${scheme.parameter}\``, () => ({ header: '' })),
    ...(scheme.scheme === undefined ? [] : schemeFlaws(scheme, scheme.scheme, all)),
    flaw(
      'wrong-secret',
      'the right client id with a wrong secret',
      withClient((id, secret) => [id, scrambled(secret)]),
    ),
    flaw(
      'empty-secret',
      'the right client id with an empty secret',
      withClient((id) => [id, '']),
    ),
    flaw(
      'secret-cut',
      'the client secret cut',
      withClient((id, secret) => (secret.length > 1 ? [id, secret.slice(0, -1)] : undefined)),
    ),
    flaw(
      'secret-extended',
      'the client secret with a character more',
      withClient((id, secret) => [id, `${secret}a`]),
    ),
    flaw(
      'secret-in-another-case',
      'the client secret in another case',
      withClient((id, secret) => {
        const swapped = secret === secret.toLowerCase() ? secret.toUpperCase() : secret.toLowerCase();
        return swapped === secret ? undefined : [id, swapped];
      }),
    ),
    flaw(
      'unknown-client',
      'an unknown client id with the right secret',
      withClient((id, secret) => [scrambled(id), secret]),
    ),
    flaw('client-id-alone', 'the client id alone', (own, { clientId }) =>
      clientId === undefined ? undefined : place(own, clientId),
    ),
    flaw(
      'id-and-secret-swapped',
      'client id and secret swapped',
      withClient((id, secret) => (id === secret ? undefined : [secret, id])),
    ),
  ];
}
