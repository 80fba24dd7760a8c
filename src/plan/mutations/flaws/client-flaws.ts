/** Flaws of schemes that carry a client's id and secret. */
import type { SecurityScheme } from '../../../contract/model.ts';
import type { CredentialFlaw } from '../../model.ts';
import { fill, place } from '../template.ts';
import type { Present } from './flaw.ts';
import { flaw, scrambled } from './flaw.ts';
import { schemeFlaws } from './token-flaws.ts';

/** The credentials as documented, with the client's id and secret changed. */
function withClient(change: (id: string, secret: string) => [string, string] | undefined): Present {
  return (own, credentials) => {
    const { clientId, clientSecret } = credentials;
    if (clientId === undefined || clientSecret === undefined) return undefined;
    const pair = change(clientId, clientSecret);
    const text =
      pair === undefined ? undefined : fill(own.template, { ...credentials, clientId: pair[0], clientSecret: pair[1] });
    return text === undefined ? undefined : place(own, text);
  };
}

export const wrongSecret = flaw(
  'wrong-secret',
  'the right client id with a wrong secret',
  withClient((id, secret) => [id, scrambled(secret)]),
);

/** Flaws of schemes that carry a client's id and secret. */
export function clientFlaws(scheme: SecurityScheme, all: readonly SecurityScheme[]): CredentialFlaw[] {
  return [
    flaw('without-credentials', `a request without the header \`${scheme.parameter}\``, () => ({})),
    flaw('empty-credentials', `an empty \`${scheme.parameter}\``, () => ({ header: '' })),
    ...(scheme.scheme === undefined ? [] : schemeFlaws(scheme, scheme.scheme, all)),
    wrongSecret,
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
      'secret-and-more',
      'the client secret with a colon and more after it',
      withClient((id, secret) => [id, `${secret}:a`]),
    ),
    flaw(
      'secret-beyond-ascii',
      'the client secret with a letter beyond ASCII in it',
      withClient((id, secret) => [id, `${secret.slice(0, 2)}é${secret.slice(2)}`]),
      { anyRefusal: true },
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
    flaw(
      'unknown-client-empty-secret',
      'an unknown client id with an empty secret',
      withClient((id) => [scrambled(id), '']),
    ),
    flaw(
      'user-as-client',
      'identity and password of a user as client id and secret',
      (own, credentials) => {
        const { identity, password } = credentials;
        const text =
          identity === undefined || password === undefined
            ? undefined
            : fill(own.template, { ...credentials, clientId: identity, clientSecret: password });
        return text === undefined ? undefined : place(own, text);
      },
      { wantsToken: true },
    ),
    flaw(
      'client-id-in-another-case',
      'the client id in another case with the right secret',
      withClient((id, secret) => {
        const swapped = id === id.toLowerCase() ? id.toUpperCase() : id.toLowerCase();
        return swapped === id ? undefined : [swapped, secret];
      }),
    ),
    flaw('client-in-body', 'client id and secret in the body instead of the header', (_, { clientId, clientSecret }) =>
      clientId === undefined || clientSecret === undefined
        ? undefined
        : { body: { client_id: clientId, client_secret: clientSecret } },
    ),
    flaw(
      'client-in-query',
      'client id and secret in the query instead of the header',
      (_, { clientId, clientSecret }) =>
        clientId === undefined || clientSecret === undefined
          ? undefined
          : {
              query: [
                ['client_id', clientId],
                ['client_secret', clientSecret],
              ],
            },
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
