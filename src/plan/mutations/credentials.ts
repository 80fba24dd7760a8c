/** Credentials that stand elsewhere than documented, under another scheme, or not at all. */
import type { SecurityScheme } from '../../contract/model.ts';
import { scrambled } from './characters.ts';
import { NotApplicable } from './entry.ts';
import type { Credentials, EntriesOf, MutationsOf, Presented } from './entry.ts';
import { fill, place } from './template.ts';
import { credentialPhrases, placementPhrases } from '../../words/mutations/credentials.ts';

type Present = (scheme: SecurityScheme, credentials: Credentials, names: readonly string[]) => Presented | undefined;

/** The name of a token in a query or a body (RFC 6750 sections 2.2 and 2.3). */
export const bearerName = 'access_token';

const cookieNames = ['token', 'access_token', 'auth_token', 'session', 'session_id', 'session_key', 'sid'];
const proxyNames = ['X-Forwarded-User', 'X-Forwarded-Email', 'X-Authenticated-User', 'X-Remote-User', 'Remote-User'];
const headerNames = ['X-Auth-Token', 'X-Access-Token', 'X-Api-Key', 'X-Token', 'Access-Token', 'access_token'];

/** One text under each of some names. */
const each = (names: readonly string[], text: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, text]));

/** Something with the token itself. */
const withTheToken =
  (present: (token: string, names: readonly string[], scheme: SecurityScheme) => Presented | undefined): Present =>
  (scheme, { token }, names) =>
    token === undefined ? undefined : present(token, names, scheme);

/** Something with the client's id and secret themselves. */
const withTheClient =
  (present: (id: string, secret: string) => Presented): Present =>
  (_, { clientId, clientSecret }) =>
    clientId === undefined || clientSecret === undefined ? undefined : present(clientId, clientSecret);

const table = {
  none: () => ({}),
  empty: (scheme) => (scheme.in === 'header' ? { header: '' } : place(scheme, '')),
  'cookies-instead': (_, { cookie }) => {
    if (cookie === undefined) throw new NotApplicable('no-cookie');
    return { headers: { Cookie: cookie } };
  },
  'token-in-cookie': withTheToken((token) =>
    /[;,"\\]|[^\x20-\x7e]/.test(token)
      ? undefined
      : { headers: { Cookie: cookieNames.map((name) => `${name}=${token}`).join('; ') } },
  ),
  'user-of-a-proxy': (_, { identity }) =>
    identity === undefined || !/^[\x20-\x7e]+$/.test(identity)
      ? undefined
      : { headers: { ...each(proxyNames, identity), ...each(['X-Forwarded-For', 'X-Real-IP'], '127.0.0.1') } },
  'token-in-another-header': withTheToken((token) => ({ headers: each(headerNames, token) })),
  'basic-login': (_, { identity, password }) =>
    identity === undefined || password === undefined
      ? undefined
      : { header: `Basic ${Buffer.from(`${identity}:${password}`).toString('base64')}` },
  'bearer-token': withTheToken((token) => ({ header: `Bearer ${token}` })),
  'token-alone': withTheToken((token) => ({ header: token })),
  'token-in-query': withTheToken((token, names) => ({ query: names.map((name) => [name, token]) })),
  'token-in-query-too': (scheme, credentials, names) => {
    const { token } = credentials;
    const text = token === undefined ? undefined : fill(scheme.template, { ...credentials, token: scrambled(token) });
    if (token === undefined || text === undefined) return undefined;
    return { ...place(scheme, text), query: names.map((name) => [name, token]) };
  },
  'token-in-body': withTheToken((token, names) => {
    const pointers = names.map((name) => `/${name}`);
    return { body: each(pointers, token) };
  }),
  'cookie-twice': withTheToken((token, _, { parameter }) => ({
    cookies: [scrambled(token), token].map((value) => [parameter, value]),
  })),
  'client-in-body': withTheClient((id, secret) => ({ body: { '/client_id': id, '/client_secret': secret } })),
  'client-in-query': withTheClient((id, secret) => ({
    query: [
      ['client_id', id],
      ['client_secret', secret],
    ],
  })),
} satisfies Record<string, Present>;

/** The place of credentials, or their absence. */
export type Placement = keyof typeof table;
const placements: Readonly<Record<Placement, Present>> = table;

interface Named {
  /** In another place, or none; all of the `names` have the token in place of `access_token`. */
  credentials: { readonly as: Placement; readonly names?: readonly string[] };
  /** In the form of another template. */
  template: { readonly template: string };
  /**
   * After another name than that of their scheme: `basic` encodes what stands after it, `glued` leaves the space out, and
   * `alone` the credentials.
   */
  scheme: { readonly name: string; readonly how?: 'basic' | 'own' | 'glued' | 'alone' };
  /** Those of another scheme of the API, in place of its own or where that scheme has them. */
  'credentials-of-scheme': {
    readonly scheme: Pick<SecurityScheme, 'name' | 'in' | 'parameter' | 'scheme' | 'template'>;
    readonly placed?: true;
  };
}

/** A mutation of where or how credentials stand. */
export type CredentialMutation = MutationsOf<Named>;

const filled = (scheme: SecurityScheme, text: string | undefined): Presented | undefined =>
  text === undefined ? undefined : place(scheme, text);

/** Id and secret, or a token in place of the id (RFC 7617 section 2). */
function asBasic(text: string, { token }: Credentials): string {
  return Buffer.from(token === undefined || !text.includes(token) ? text : `${token}:`).toString('base64');
}

export const credentialMutations: EntriesOf<Named> = {
  credentials: {
    reads: ({ as, names }) =>
      names === undefined
        ? placementPhrases[as]
        : credentialPhrases.inParameters(as === 'token-in-body' ? 'body' : 'query'),
    present: ({ as, names = [bearerName] }, scheme, credentials) => placements[as](scheme, credentials, names),
  },
  template: {
    reads: ({ template }) => credentialPhrases.template(template),
    present: ({ template }, scheme, credentials) => filled(scheme, fill(template, credentials)),
  },
  scheme: {
    reads: ({ name, how }) => {
      if (name === '') return credentialPhrases.withoutScheme;
      if (how === 'alone') return credentialPhrases.schemeAlone(name);
      if (how === 'glued') return credentialPhrases.gluedScheme(name);
      return credentialPhrases.underScheme(name);
    },
    present: ({ name, how }, scheme, credentials) => {
      if (how === 'alone') return { header: name };
      const text = fill(scheme.template, credentials);
      if (text === undefined) return undefined;
      if (how === 'own') return place({ ...scheme, scheme: name }, text);
      const written = how === 'basic' ? asBasic(text, credentials) : text;
      return { header: name === '' ? written : `${name}${how === 'glued' ? '' : ' '}${written}` };
    },
  },
  'credentials-of-scheme': {
    reads: ({ scheme, placed }) => {
      const name = scheme.scheme ?? scheme.name;
      return placed === true ? credentialPhrases.asAnotherScheme(name) : credentialPhrases.ofAnotherScheme(name);
    },
    needs: ({ scheme }) => (scheme.template.includes('{token}') ? [] : ['client']),
    wantsToken: ({ scheme }) => scheme.template.includes('{token}'),
    present: ({ scheme: other, placed }, scheme, credentials) =>
      filled(placed === true ? (other as SecurityScheme) : scheme, fill(other.template, credentials)),
  },
};
