/** Flaws of schemes that carry an issued token, and of opaque tokens. */
import type { SecurityScheme } from '../../../contract/model.ts';
import type { CredentialFlaw, Credentials, Presented } from '../../model.ts';
import { fill, place } from '../template.ts';
import { changed, endChanged, flaw, scrambled, withToken, wordFlaws } from './flaw.ts';

/** Flaws of every scheme that carries an issued token. */
export function tokenFlaws(scheme: SecurityScheme, all: readonly SecurityScheme[]): CredentialFlaw[] {
  const inHeader = scheme.in === 'header';
  const prefix = scheme.template.split('{token}')[0] ?? '';
  // RFC 6750 sections 2.2 and 2.3 let servers of bearer tokens take them there.
  const elsewhere = scheme.scheme?.toLowerCase() === 'bearer' ? { level: 'advice' as const } : {};
  return [
    flaw(
      'without-credentials',
      `a request without ${inHeader ? 'the header' : 'the parameter'} \`${scheme.parameter}\``,
      () => ({}),
    ),
    flaw(
      'cookies-instead',
      'the cookies that came with the token instead of the token',
      // Without any it is a request without credentials, and so it is with those of anything but a session.
      (_, { cookie }) => (cookie === undefined ? {} : { headers: { Cookie: cookie } }),
    ),
    flaw('token-in-cookie', 'the token in cookies like `token` and `session`', (_, { token }) =>
      token === undefined || /[;,"\\]|[^\x20-\x7e]/.test(token)
        ? undefined
        : { headers: { Cookie: cookieNames.map((name) => `${name}=${token}`).join('; ') } },
    ),
    flaw(
      'user-of-a-proxy',
      'headers by which a proxy names the user, like `X-Forwarded-User`, instead of the token',
      named,
    ),
    flaw('empty-credentials', `an empty \`${scheme.parameter}\``, () =>
      inHeader ? { header: '' } : { query: [[scheme.parameter, '']] },
    ),
    ...(scheme.scheme === undefined ? [] : [...schemeFlaws(scheme, scheme.scheme, all), ...otherHeaders()]),
    ...(prefix === ''
      ? []
      : [
          flaw(`without-${prefix.replace(/\W/g, '')}`, `a token without \`${prefix}\` before it`, (own, { token }) =>
            token === undefined ? undefined : place(own, token),
          ),
          flaw(`other-${prefix.replace(/\W/g, '')}`, `a token after \`other_${prefix}\``, (own, { token }) =>
            token === undefined
              ? undefined
              : place(own, own.template.replace(prefix, `other_${prefix}`).replace('{token}', token)),
          ),
          flaw(`access-${prefix.replace(/\W/g, '')}`, `a token after \`access_${prefix}\``, (own, { token }) =>
            token === undefined
              ? undefined
              : place(own, own.template.replace(prefix, `access_${prefix}`).replace('{token}', token)),
          ),
          flaw('bearer-token', 'a token without `' + prefix + '` under the scheme `Bearer`', (_, { token }) =>
            token === undefined ? undefined : { header: `Bearer ${token}` },
          ),
          flaw('token-alone', 'the token alone', (_, { token }) =>
            token === undefined ? undefined : { header: token },
          ),
          flaw('empty-token', 'an empty token', (own) => place(own, own.template.replace('{token}', ''))),
        ]),
    ...(inHeader
      ? [
          flaw(
            'token-in-query',
            'the token in the query instead of the header',
            (_, { token }) => (token === undefined ? undefined : { query: [['access_token', token]] }),
            elsewhere,
          ),
          flaw(
            'token-in-query-too',
            'a token of nobody in the header, and the right one in the query',
            (own, credentials) => {
              const { token } = credentials;
              const text =
                token === undefined ? undefined : fill(own.template, { ...credentials, token: scrambled(token) });
              if (token === undefined || text === undefined) return undefined;
              return { ...place(own, text), query: [['access_token', token]] };
            },
            elsewhere,
          ),
          flaw(
            'token-in-body',
            'the token in the body instead of the header',
            (_, { token }) => (token === undefined ? undefined : { body: { access_token: token } }),
            elsewhere,
          ),
        ]
      : []),
  ];
}

const cookieNames = ['token', 'access_token', 'auth_token', 'session', 'session_id', 'session_key', 'sid'];

const proxyNames = ['X-Forwarded-User', 'X-Forwarded-Email', 'X-Authenticated-User', 'X-Remote-User', 'Remote-User'];

/** The user, and an address of the server's own machine, as a proxy that has seen to the login would tell of them. */
function named(_: SecurityScheme, { identity }: Credentials): Presented | undefined {
  if (identity === undefined || !/^[\x20-\x7e]+$/.test(identity)) return undefined;
  const users = Object.fromEntries(proxyNames.map((name) => [name, identity]));
  return { headers: { ...users, 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1' } };
}

const otherNames = ['X-Auth-Token', 'X-Access-Token', 'X-Api-Key', 'X-Token', 'Access-Token', 'access_token'];

/** The token in another header, and the login in its place: an API that has a scheme of its own takes no other way in. */
function otherHeaders(): CredentialFlaw[] {
  return [
    flaw('token-in-another-header', 'the token in headers like `X-Auth-Token` and `Access-Token`', (_, { token }) =>
      token === undefined ? undefined : { headers: Object.fromEntries(otherNames.map((name) => [name, token])) },
    ),
    flaw('basic-login', 'identity and password by the scheme `Basic` instead of the token', (_, credentials) => {
      const { identity, password } = credentials;
      if (identity === undefined || password === undefined) return undefined;
      return { header: `Basic ${Buffer.from(`${identity}:${password}`).toString('base64')}` };
    }),
  ];
}

/** The credentials under another scheme, and the scheme without credentials. */
export function schemeFlaws(scheme: SecurityScheme, name: string, all: readonly SecurityScheme[]): CredentialFlaw[] {
  const own = all.flatMap((other) =>
    other.scheme === undefined || other.signature !== undefined ? [] : [other.scheme],
  );
  const others = ['Bearer', 'Basic', ...own].filter(
    (other, index, names) =>
      other.toLowerCase() !== name.toLowerCase() &&
      names.findIndex((each) => each.toLowerCase() === other.toLowerCase()) === index,
  );
  return [
    flaw('scheme-longer', `the right credentials under the scheme \`Not${name}\``, (_, credentials) => {
      const text = fill(scheme.template, credentials);
      return text === undefined ? undefined : { header: `Not${name} ${text}` };
    }),
    flaw('scheme-extended', `the right credentials under the scheme \`${name}s\``, (_, credentials) => {
      const text = fill(scheme.template, credentials);
      return text === undefined ? undefined : { header: `${name}s ${text}` };
    }),
    flaw(
      'scheme-glued',
      `the scheme \`${name}\` and the credentials without a space between them`,
      (_, credentials) => {
        const text = fill(scheme.template, credentials);
        return text === undefined ? undefined : { header: `${name}${text}` };
      },
    ),
    flaw('scheme-alone', `the scheme \`${name}\` alone`, () => ({ header: name })),
    flaw('without-scheme', 'the credentials without a scheme', (_, credentials) => {
      const text = fill(scheme.template, credentials);
      return text === undefined ? undefined : { header: text };
    }),
    ...others.map((other) =>
      flaw(`scheme-${other.toLowerCase()}`, `the right credentials under the scheme \`${other}\``, (_, credentials) => {
        const text = fill(scheme.template, credentials);
        const encoded = other === 'Basic' && text !== undefined ? asBasic(text, credentials) : text;
        return encoded === undefined ? undefined : { header: `${other} ${encoded}` };
      }),
    ),
    ...otherKinds(scheme, all),
  ];
}

/** Id and secret, or a token in place of the id (RFC 7617 section 2). */
function asBasic(text: string, { token }: Credentials): string {
  const pair = token === undefined || !text.includes(token) ? text : `${token}:`;
  return Buffer.from(pair).toString('base64');
}

/** Credentials of the API's other schemes, under this one's name. */
function otherKinds(scheme: SecurityScheme, all: readonly SecurityScheme[]): CredentialFlaw[] {
  return all
    .filter(
      (other) =>
        other.name !== scheme.name &&
        scheme.alternatives?.includes(other.name) !== true &&
        other.signature === undefined &&
        other.template !== scheme.template,
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

export const unknownToken = flaw('unknown-token', 'a token that was never issued', withToken(scrambled));

/** Flaws of opaque tokens; `namesUser` tells whether the id of a token's user is known. */
export function plainTokenFlaws(namesUser: boolean): CredentialFlaw[] {
  return [
    unknownToken,
    ...wordFlaws,
    ...(namesUser
      ? [
          flaw(
            'user-id-as-token',
            'the id of the user in place of the token',
            withToken((_, { userId }) => userId),
          ),
        ]
      : []),
    flaw(
      'token-in-list',
      'a list of two tokens, of which the second is the right one',
      withToken((token) => `${scrambled(token)},${token}`),
    ),
    flaw(
      'token-start-changed',
      'a token with its first character changed',
      withToken((token) => changed(token, 0)),
    ),
    flaw(
      'token-pattern',
      'a pattern that matches any token',
      withToken(() => '%'),
    ),
    flaw('token-sql', 'a piece of SQL as the token', (scheme, credentials) =>
      withToken(() => (scheme.in === 'query' ? "' OR '1'='1" : "'OR'1'='1"))(scheme, credentials),
    ),
    flaw(
      'token-changed',
      'a token with a character changed',
      withToken((token) => changed(token, Math.floor(token.length / 2))),
    ),
    flaw('token-end-changed', 'a token with its last character changed', withToken(endChanged)),
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
