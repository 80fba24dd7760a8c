/** False ids and secrets of clients. */
import type { SecurityScheme } from '../../contract/model.ts';
import { beyondAscii, inOneCase, scrambled } from './characters.ts';
import type { Credentials, Entry } from './entry.ts';
import { fill, place } from './template.ts';

type Forge = (
  id: string,
  secret: string,
  credentials: Credentials,
) => readonly [id: string, secret: string] | undefined;

const secret =
  (change: (text: string) => string | undefined): Forge =>
  (id, own) => {
    const other = change(own);
    return other === undefined ? undefined : [id, other];
  };

const table = {
  'wrong-secret': ['the right client id with a wrong secret', secret(scrambled)],
  'empty-secret': ['the right client id with an empty secret', secret(() => '')],
  'secret-cut': ['the client secret cut', secret((text) => (text.length > 1 ? text.slice(0, -1) : undefined))],
  'secret-extended': ['the client secret with a character more', secret((text) => `${text}a`)],
  'secret-and-more': ['the client secret with a colon and more after it', secret((text) => `${text}:a`)],
  'secret-beyond-ascii': ['the client secret with a letter beyond ASCII in it', secret(beyondAscii)],
  'secret-in-another-case': ['the client secret in another case', secret(inOneCase)],
  'unknown-client': ['an unknown client id with the right secret', (id, own) => [scrambled(id), own]],
  'unknown-client-empty-secret': ['an unknown client id with an empty secret', (id) => [scrambled(id), '']],
  'user-as-client': [
    'identity and password of a user as client id and secret',
    (_id, _secret, { identity, password }) =>
      identity === undefined || password === undefined ? undefined : [identity, password],
  ],
  'client-id-in-another-case': [
    'the client id in another case with the right secret',
    (id, own) => {
      const other = inOneCase(id);
      return other === undefined ? undefined : [other, own];
    },
  ],
  'id-and-secret-swapped': ['client id and secret swapped', (id, own) => (id === own ? undefined : [own, id])],
} satisfies Record<string, readonly [reads: string, forge: Forge]>;

/** What stands in place of a client's id and secret. */
export type ClientForgery = keyof typeof table;
const forgeries: Readonly<Record<ClientForgery, readonly [reads: string, forge: Forge]>> = table;

/** A client whose id or secret is false. */
export interface ForgedClient {
  readonly mutate: 'client';
  readonly as: ClientForgery;
}

export const clientMutations: { client: Entry<ForgedClient> } = {
  client: {
    reads: ({ as }) => forgeries[as][0],
    wantsToken: ({ as }) => as === 'user-as-client',
    present: ({ as }, scheme: SecurityScheme, credentials) => {
      const { clientId, clientSecret } = credentials;
      if (clientId === undefined || clientSecret === undefined) return undefined;
      const pair = forgeries[as][1](clientId, clientSecret, credentials);
      if (pair === undefined) return undefined;
      const text = fill(scheme.template, { ...credentials, clientId: pair[0], clientSecret: pair[1] });
      return text === undefined ? undefined : place(scheme, text);
    },
  },
};
