/** False tokens: what is made of an issued one, and what is no token at all. */
import type { SecurityScheme } from '../../contract/model.ts';
import { beyondAscii, changed, endChanged, inOneCase, scrambled } from './characters.ts';
import type { Credentials, Entry, Presented } from './entry.ts';
import { fill, place } from './template.ts';

type Forge = (token: string, credentials: Credentials, scheme: SecurityScheme) => string | undefined;

const table = {
  'unknown-token': ['a token that was never issued', scrambled],
  'malformed-token': ['a token that is no JSON Web Token', () => 'not-a-token'],
  'identity-as-token': [
    'the identity of the user in place of the token',
    (_, { identity }) => (identity !== undefined && /^[\x20-\x7e]+$/.test(identity) ? identity : undefined),
  ],
  'token-null': ['the word null as the token', () => 'null'],
  'token-number': ['the number 1 as the token', () => '1'],
  'token-of-every-object': [
    'the name `constructor`, which every object of JavaScript has, as the token',
    () => 'constructor',
  ],
  'token-long': ['a token of 4,000 characters', (token) => scrambled(token).repeat(4000).slice(0, 4000)],
  'token-beyond-ascii': ['a token with a letter beyond ASCII in it', beyondAscii],
  'user-id-as-token': ['the id of the user in place of the token', (_, { userId }) => userId],
  'token-in-list': [
    'a list of two tokens, of which the second is the right one',
    (token) => `${scrambled(token)},${token}`,
  ],
  'token-start-changed': ['a token with its first character changed', (token) => changed(token, 0)],
  'token-pattern': ['a pattern that matches any token', () => '%'],
  // What stands in a header has no spaces here.
  'token-sql': [
    'a piece of SQL as the token',
    (_token, _credentials, scheme) => (scheme.in === 'query' ? "' OR '1'='1" : "'OR'1'='1"),
  ],
  'token-changed': ['a token with a character changed', (token) => changed(token, Math.floor(token.length / 2))],
  'token-end-changed': ['a token with its last character changed', endChanged],
  'token-cut': ['a token cut by its last character', (token) => (token.length > 1 ? token.slice(0, -1) : undefined)],
  'token-extended': ['a token with a character more', (token) => `${token}a`],
  'token-doubled': ['a token written twice', (token) => token + token],
  'token-halves-swapped': [
    'a token with its halves swapped',
    (token) => {
      const half = Math.floor(token.length / 2);
      return token.slice(half) + token.slice(0, half);
    },
  ],
  'token-in-another-case': [
    'a token with its letters in another case',
    // A UUID names the same thing in either case (RFC 9562 section 4).
    (token) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token) ? undefined : inOneCase(token)),
  ],
} satisfies Record<string, readonly [reads: string, forge: Forge]>;

/** What stands in place of the token. */
export type TokenForgery = keyof typeof table;
const forgeries: Readonly<Record<TokenForgery, readonly [reads: string, forge: Forge]>> = table;

/** The credentials as documented, with another token; undefined where it is the same. */
export function withToken(scheme: SecurityScheme, credentials: Credentials, forge: Forge): Presented | undefined {
  const token = credentials.token === undefined ? undefined : forge(credentials.token, credentials, scheme);
  if (token === undefined || token === credentials.token) return undefined;
  const text = fill(scheme.template, { ...credentials, token });
  return text === undefined ? undefined : place(scheme, text);
}

/** A token that is false in a way that the registry knows. */
export interface ForgedToken {
  readonly mutate: 'token';
  readonly as: TokenForgery;
}

/** A text that is no token of the user, such as that of an example. */
export interface TokenText {
  readonly mutate: 'token-text';
  readonly text: string;
}

export const tokenMutations: { token: Entry<ForgedToken>; 'token-text': Entry<TokenText> } = {
  token: {
    reads: ({ as }) => forgeries[as][0],
    present: ({ as }, scheme, credentials) => withToken(scheme, credentials, forgeries[as][1]),
  },
  'token-text': {
    reads: () => "the token of the document's example",
    present: ({ text }, scheme, credentials) => withToken(scheme, credentials, () => text),
  },
};
