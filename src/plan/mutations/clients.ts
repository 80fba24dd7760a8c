/** False ids and secrets of clients. */
import type { SecurityScheme } from '../../contract/model.ts';
import { beyondAscii, inOneCase, scrambled } from './characters.ts';
import type { Credentials, EntriesOf, MutationsOf } from './entry.ts';
import { fill, place } from './template.ts';
import { clientPhrases } from '../../words/mutations/clients.ts';

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
  'wrong-secret': secret(scrambled),
  'empty-secret': secret(() => ''),
  'secret-cut': secret((text) => (text.length > 1 ? text.slice(0, -1) : undefined)),
  'secret-extended': secret((text) => `${text}a`),
  'secret-and-more': secret((text) => `${text}:a`),
  'secret-beyond-ascii': secret(beyondAscii),
  'secret-in-another-case': secret(inOneCase),
  'unknown-client': (id, own) => [scrambled(id), own],
  'unknown-client-empty-secret': (id) => [scrambled(id), ''],
  'user-as-client': (_id, _secret, { identity, password }) =>
    identity === undefined || password === undefined ? undefined : [identity, password],
  'client-id-in-another-case': (id, own) => {
    const other = inOneCase(id);
    return other === undefined ? undefined : [other, own];
  },
  'id-and-secret-swapped': (id, own) => (id === own ? undefined : [own, id]),
} satisfies Record<string, Forge>;

/** The name of invalid client credentials. */
export type ClientForgery = keyof typeof table;
const forgeries: Readonly<Record<ClientForgery, Forge>> = table;

interface Named {
  /** A client whose id or secret is false. */
  client: { readonly as: ClientForgery };
}

/** A mutation of the client that sends a request. */
export type ClientMutation = MutationsOf<Named>;

export const clientMutations: EntriesOf<Named> = {
  client: {
    reads: ({ as }) => clientPhrases[as],
    wantsToken: ({ as }) => as === 'user-as-client',
    present: ({ as }, scheme: SecurityScheme, credentials) => {
      const { clientId, clientSecret } = credentials;
      if (clientId === undefined || clientSecret === undefined) return undefined;
      const pair = forgeries[as](clientId, clientSecret, credentials);
      if (pair === undefined) return undefined;
      const text = fill(scheme.template, { ...credentials, clientId: pair[0], clientSecret: pair[1] });
      return text === undefined ? undefined : place(scheme, text);
    },
  },
};
