/** Invalid tokens: mutations of an issued one, and other values. */
import type { SecurityScheme } from '../../contract/model.ts';
import { beyondAscii, changed, endChanged, inOneCase, scrambled } from './characters.ts';
import type { Credentials, EntriesOf, MutationsOf, Presented } from './entry.ts';
import { fill, place } from './template.ts';
import { credentialPhrases } from '../../words/mutations/credentials.ts';
import { tokenPhrases } from '../../words/mutations/tokens.ts';

type Forge = (token: string, credentials: Credentials, scheme: SecurityScheme) => string | undefined;

const table = {
  'unknown-token': scrambled,
  'malformed-token': () => 'not-a-token',
  'identity-as-token': (_, { identity }) =>
    identity !== undefined && /^[\x20-\x7e]+$/.test(identity) ? identity : undefined,
  'token-null': () => 'null',
  'token-number': () => '1',
  'token-of-every-object': () => 'constructor',
  'token-long': (token) => scrambled(token).repeat(4000).slice(0, 4000),
  'token-beyond-ascii': beyondAscii,
  'user-id-as-token': (_, { userId }) => userId,
  'access-token': (_, { accessToken }) => accessToken,
  'refresh-token': (_, { refreshToken }) => refreshToken,
  'token-of-another-session': (_, { otherToken }) => otherToken,
  'token-in-list': (token) => `${scrambled(token)},${token}`,
  'token-start-changed': (token) => changed(token, 0),
  'token-pattern': () => '%',
  // Without spaces, for headers.
  'token-sql': (_token, _credentials, scheme) => (scheme.in === 'query' ? "' OR '1'='1" : "'OR'1'='1"),
  'token-changed': (token) => changed(token, Math.floor(token.length / 2)),
  'token-end-changed': endChanged,
  'token-cut': (token) => (token.length > 1 ? token.slice(0, -1) : undefined),
  'token-extended': (token) => `${token}a`,
  'token-doubled': (token) => token + token,
  'token-halves-swapped': (token) => {
    const half = Math.floor(token.length / 2);
    return token.slice(half) + token.slice(0, half);
  },
  'token-in-another-case': inOneCase,
} satisfies Record<string, Forge>;

/** The name of an invalid token. */
export type TokenForgery = keyof typeof table;
const forgeries: Readonly<Record<TokenForgery, Forge>> = table;

/** The documented credentials with another token; undefined if it is equal. */
export function withToken(scheme: SecurityScheme, credentials: Credentials, forge: Forge): Presented | undefined {
  const [id, route] = scheme.in === 'cookie' ? withoutRoute(credentials.token) : [credentials.token, ''];
  const forged = id === undefined ? undefined : forge(id, credentials, scheme);
  if (forged === undefined || forged === id) return undefined;
  const token = forged + route;
  const text = fill(scheme.template, { ...credentials, token });
  return text === undefined ? undefined : place(scheme, text);
}

/** The id in a cookie, and the name of a server behind it, which balancers and servlet containers read and no session depends on. */
function withoutRoute(value: string | undefined): [id: string | undefined, route: string] {
  const [, id, route = ''] = /^([^.]{8,})(\.[\w-]{1,12})$/.exec(value ?? '') ?? [];
  return [id ?? value, route];
}

interface Named {
  token: { readonly as: TokenForgery };
  /** A text in place of the token, such as that of an example. */
  'token-text': { readonly text: string };
}

/** An invalid token. */
export type TokenMutation = MutationsOf<Named>;

export const tokenMutations: EntriesOf<Named> = {
  token: {
    reads: ({ as }) => tokenPhrases[as],
    needs: ({ as }) => (as === 'token-of-another-session' ? ['second-account'] : []),
    present: ({ as }, scheme, credentials) => withToken(scheme, credentials, forgeries[as]),
  },
  'token-text': {
    reads: () => credentialPhrases.exampleToken,
    present: ({ text }, scheme, credentials) => withToken(scheme, credentials, () => text),
  },
};
