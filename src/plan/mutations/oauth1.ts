/** What can be wrong with an OAuth 1.0a request (RFC 5849). What is signed is the request as it would be without that. */
import { firstHalf, inOneCase } from './characters.ts';
import type { Draft, Entry, Keys, Pair, SignatureMutation, Signing } from './entry.ts';
import { NotApplicable } from './entry.ts';

interface Named {
  unsigned: object;
  garbled: object;
  /** The request of an earlier step, as it was sent. */
  replay: { readonly of: string };
  'reused-nonce': { readonly of: string };
  'authorization-of': { readonly of: string };
  /** The client's id and secret without any signature (RFC 7617, RFC 6750). */
  'unsigned-client': { readonly scheme: 'Basic' | 'Bearer' };
  /** A protocol parameter with another value, or without one. */
  protocol: { readonly parameter: string; readonly value?: string };
  'protocol-twice': { readonly parameter: string; readonly signed: 'once' | 'twice' };
  'false-client': {
    readonly id?: 'unknown' | 'extended' | 'case';
    readonly secret?: 'wrong' | 'empty' | 'of-nobody' | 'of-limited-client' | 'id' | 'lower-case' | 'first-eight';
    /** With another signature method than the configured one. */
    readonly by?: 'PLAINTEXT';
  };
  'limited-client': object;
  'token-secret': { readonly as: 'extended' | 'empty' };
  'cut-token': { readonly as: 'cut' | 'extended' | 'half' };
  'no-token': object;
  'unknown-token': object;
  'token-added': object;
  'signed-as-method': { readonly method: string };
  'signed-as-path': { readonly path?: string };
  'signed-without-port': object;
  'signed-for-host': { readonly host: string };
  'optional-unsigned': object;
  'body-unsigned': object;
  'body-changed': object;
  'body-added': object;
  'body-repeated': object;
  'query-added': object;
  'signature-method': { readonly label: string };
  'old-timestamp': object;
  signature: { readonly as: 'empty' | 'cut' | 'changed' | 'end-changed' | 'case' | 'extended' };
  realm: object;
  'lower-case-scheme': object;
}

/** A mutation of how a request is signed. */
export type Oauth1Mutation = { [N in keyof Named]: { readonly mutate: N } & Named[N] }[keyof Named];
type Entries = { [N in keyof Named]: Entry<{ readonly mutate: N } & Named[N]> };

const added: Pair = ['note', '1'];
const signedWith = (secret: string): string => `a signature made with ${secret}`;

const clients = {
  unknown: 'an unknown client id',
  extended: 'a client id with more after its end, signed with the right secret',
  case: 'a client id in another case, signed with the right secret',
};
const secrets = {
  wrong: signedWith('a wrong client secret'),
  empty: signedWith('an empty client secret'),
  'of-nobody': 'a PLAINTEXT signature made with a secret of nobody',
  'of-limited-client': signedWith("another client's secret"),
  id: signedWith('the client id as the secret'),
  'lower-case': signedWith('the client secret in small letters'),
  'first-eight': signedWith('the first eight characters of the client secret'),
};
const signatures: Readonly<Record<Named['signature']['as'], readonly [reads: string, (text: string) => string]>> = {
  empty: ['an empty signature', () => ''],
  cut: ['the first half of a signature', firstHalf],
  changed: ['a signature with a character changed', (text) => withOther(text, 0)],
  'end-changed': [
    'a signature with a character near its end changed',
    (text) => withOther(text, Math.max(0, text.length - 4)),
  ],
  case: ['a signature with its letters in another case', (text) => inOneCase(text) ?? text],
  extended: ['a signature with more after its end', (text) => `${text}AAAA`],
};
const parameters: Readonly<Record<string, string>> = {
  oauth_signature: 'protocol parameters without a signature',
  oauth_consumer_key: 'a signed request without a client id',
  oauth_timestamp: 'a signed request without a timestamp',
  oauth_nonce: 'a signed request without a nonce',
  oauth_signature_method: 'a signed request without a signature method',
  oauth_version: 'a request without `oauth_version`',
};
const values: Readonly<Record<string, string>> = {
  oauth_signature_method: 'an unknown signature method',
  oauth_timestamp: 'a timestamp that is no number',
};

/** An entry without arguments that reads the same always. */
const says = <M>(text: string, sign: SignatureMutation<M>, needs?: Entry<M>['needs']): Entry<M> => ({
  reads: () => text,
  sign,
  ...(needs === undefined ? {} : { needs }),
});

export const oauth1Mutations: Entries = {
  unsigned: says('an unsigned request', { unsigned: () => undefined }),
  garbled: says('an Authorization header that nobody can read', {
    unsigned: () => 'OAuth oauth_signature="%zz, =, ""',
  }),
  replay: says('a request sent a second time', { covers: 'request', replays: ({ of }) => of }),
  'reused-nonce': says('a nonce used before with the same timestamp', {
    covers: 'request',
    protocol: (pairs, { of }, signing) => {
      const before = new Map(signing.earlier(of));
      return pairs.map(([name, value]): Pair => [
        name,
        name === 'oauth_nonce' || name === 'oauth_timestamp' ? (before.get(name) ?? value) : value,
      ]);
    },
  }),
  'authorization-of': says('the signature of an earlier request', {
    covers: 'form',
    sent: withForm((form) => [...form, added]),
    header: (_, { of }, signing) => signing.earlier(of),
  }),
  'unsigned-client': {
    reads: ({ scheme }) =>
      `${scheme === 'Basic' ? 'client id and secret' : 'the client id'} by the scheme \`${scheme}\` instead of a signature`,
    sign: {
      unsigned: ({ scheme }, { keys: { clientId, clientSecret } }) =>
        `${scheme} ${scheme === 'Basic' ? Buffer.from(`${clientId}:${clientSecret}`).toString('base64') : clientId}`,
    },
  },
  protocol: {
    reads: ({ parameter, value }) =>
      value === undefined
        ? (parameters[parameter] ?? `a signed request without \`${parameter}\``)
        : (values[parameter] ?? `\`${parameter}\` ${value}`),
    sign: {
      // A PLAINTEXT signature covers neither.
      protocol: (pairs, { parameter, value }, { method }) => {
        if (method === 'PLAINTEXT' && (parameter === 'oauth_nonce' || parameter === 'oauth_timestamp'))
          throw new NotApplicable('plaintext-signature', 'TARGET_SIGNATURE_METHOD');
        return withParameter(pairs, parameter, value);
      },
      header: (pairs, { parameter, value }) => withParameter(pairs, parameter, value),
    },
  },
  'protocol-twice': {
    reads: ({ signed }) => `a protocol parameter given twice${signed === 'once' ? ' and signed once' : ''}`,
    sign: {
      protocol: (pairs, { parameter, signed }) => (signed === 'twice' ? withAgain(pairs, parameter) : pairs),
      header: (pairs, { parameter, signed }) => (signed === 'once' ? withAgain(pairs, parameter) : pairs),
    },
  },
  'false-client': {
    reads: ({ id, secret }) => {
      if (id === undefined) return secrets[secret ?? 'wrong'];
      return secret === 'empty' ? `${clients[id]}, signed with an empty secret` : clients[id];
    },
    needs: ({ secret }) => (secret === 'of-limited-client' ? ['limited-client'] : []),
    sign: { keys: falseClient, method: ({ by }, { method }) => by ?? method },
  },
  'limited-client': says(
    'a client without the group that the operation needs',
    {
      keys: (_, { keys, limitedKeys }) => {
        if (limitedKeys === undefined) throw new NotApplicable('no-limited-client');
        return { ...keys, ...limitedKeys };
      },
    },
    () => ['limited-client'],
  ),
  'token-secret': {
    reads: ({ as }) => signedWith(as === 'empty' ? 'an empty token secret' : 'another token secret'),
    sign: {
      keys: ({ as }, { keys }) => ({ ...keys, tokenSecret: as === 'empty' ? '' : `${keys.tokenSecret ?? ''}x` }),
    },
  },
  'cut-token': {
    reads: ({ as }) => (as === 'half' ? 'the first half of a token' : `a token ${as}`),
    sign: { keys: ({ as }, { keys }) => ({ ...keys, token: otherToken(keys.token, as) }) },
  },
  'no-token': says('a signature without a token', { keys: (_, { keys }) => withoutToken(keys) }),
  'unknown-token': says('a token of nobody, signed with an empty token secret', {
    keys: (_, { keys }) => withoutToken(keys),
    protocol: (pairs, _, signing) => [...pairs, tokenOfNobody(signing)],
  }),
  'token-added': says('a token of nobody added after signing', {
    header: (pairs, _, signing) => [...pairs, tokenOfNobody(signing)],
  }),
  'signed-as-method': says('a signature made for another method', {
    covers: 'request',
    signed: (made, { method }) => ({ ...made, method }),
  }),
  'signed-as-path': {
    reads: ({ path }) => `a signature made for another ${path === undefined ? 'path' : 'operation'}`,
    sign: {
      covers: 'request',
      signed: (made, { path }) => ({
        ...made,
        url: path === undefined ? `${made.url}/other` : made.url.slice(0, made.url.length - made.path.length) + path,
      }),
    },
  },
  'signed-without-port': says('a signature for the same address without its port', {
    covers: 'request',
    signed: (made) => {
      const url = new URL(made.url);
      if (url.port === '') throw new NotApplicable('default-port');
      url.port = '';
      return { ...made, url: url.href };
    },
  }),
  'signed-for-host': says('a signature made for another host', {
    covers: 'request',
    signed: (made, { host }) => {
      const url = new URL(made.url);
      url.host = host;
      return { ...made, url: url.href };
    },
  }),
  'optional-unsigned': says('an optional parameter added after signing', {
    covers: 'form',
    signed: (made) => {
      const kept = (made.form ?? []).filter(([name]) => !made.optional.includes(name));
      if (kept.length === (made.form ?? []).length) throw new NotApplicable('no-optional-parameter');
      return { ...made, form: kept };
    },
  }),
  'body-unsigned': says('a signature that covers nothing of the body', {
    covers: 'form',
    signed: withForm(() => []),
  }),
  'body-changed': says('a body parameter changed after signing', {
    covers: 'form',
    signed: withForm((form) => form.map(([name, value]): Pair => [name, `${value}x`])),
  }),
  'body-added': says('a body parameter added after signing', {
    covers: 'form',
    sent: withForm((form) => [...form, added]),
  }),
  'body-repeated': says('a body parameter repeated after signing', {
    covers: 'form',
    sent: withForm((form) => [...form, ...form.slice(0, 1)]),
  }),
  'query-added': says('a query parameter added after signing', {
    covers: 'request',
    sent: (made) => ({ ...made, query: [...made.query, added] }),
  }),
  'signature-method': {
    reads: ({ label }) =>
      label === 'other'
        ? 'a signature made with another method than it says'
        : `an HMAC signature that calls itself ${label}`,
    sign: {
      covers: 'request',
      protocol: (pairs, { label }, { method }) => {
        const other = method === 'HMAC-SHA1' ? 'HMAC-SHA256' : 'HMAC-SHA1';
        return withParameter(pairs, 'oauth_signature_method', label === 'other' ? other : label);
      },
    },
  },
  'old-timestamp': says('a timestamp a day old', {
    covers: 'request',
    protocol: (pairs, _, { now }) => withParameter(pairs, 'oauth_timestamp', String(Math.floor(now / 1000) - 86_400)),
  }),
  signature: {
    reads: ({ as }) => signatures[as][0],
    sign: {
      header: (pairs, { as }) => {
        const text = new Map(pairs).get('oauth_signature') ?? '';
        return withParameter(pairs, 'oauth_signature', signatures[as][1](text));
      },
    },
  },
  realm: says('a `realm` beside the protocol parameters', { prefix: 'OAuth realm="conformance", ' }),
  'lower-case-scheme': says('the scheme name as `oauth`', { prefix: 'oauth ' }),
};

function withForm(change: (form: readonly Pair[]) => readonly Pair[]): (made: Draft) => Draft {
  return (made) => ({ ...made, form: change(made.form ?? []) });
}

function withParameter(pairs: readonly Pair[], name: string, value: string | undefined): Pair[] {
  return pairs.flatMap(([each, old]): Pair[] =>
    each !== name ? [[each, old]] : value === undefined ? [] : [[each, value]],
  );
}

function withAgain(pairs: readonly Pair[], parameter: string): Pair[] {
  return [...pairs, ...pairs.filter(([name]) => name === parameter)];
}

function withoutToken({ clientId, clientSecret }: Keys): Keys {
  return { clientId, clientSecret };
}

function tokenOfNobody(signing: Signing): Pair {
  return ['oauth_token', `nobodys-${signing.random()}`];
}

/** The text with another letter at a place. */
function withOther(text: string, index: number): string {
  const other = text.charAt(index).toUpperCase() === 'A' ? 'B' : 'A';
  return text.slice(0, index) + other + text.slice(index + 1);
}

/** A token that is another one in every spelling: one or two characters at the end may mean nothing in base64. */
function otherToken(token: string | undefined, as: Named['cut-token']['as']): string {
  if (token === undefined || token.length < 8) throw new NotApplicable('token-too-short');
  return { cut: token.slice(0, -4), extended: token.replace(/=*$/, 'xx$&'), half: firstHalf(token) }[as];
}

function falseClient({ id, secret }: Named['false-client'], { keys, limitedKeys, random }: Signing): Keys {
  const { clientId, clientSecret } = keys;
  const other = {
    wrong: () => `${clientSecret}x`,
    empty: () => '',
    'of-nobody': random,
    'of-limited-client': () => limitedKeys?.clientSecret ?? '',
    id: () => clientId,
    'lower-case': () => clientSecret.toLowerCase(),
    'first-eight': () => clientSecret.slice(0, 8),
  };
  const ids = { unknown: () => `unknown-${random()}`, extended: () => `${clientId}x`, case: () => inOneCase(clientId) };
  const changed = {
    ...keys,
    clientId: (id === undefined ? undefined : ids[id]()) ?? clientId,
    clientSecret: id !== undefined && secret === undefined ? clientSecret : other[secret ?? 'wrong'](),
  };
  if (changed.clientId === clientId && changed.clientSecret === clientSecret)
    throw new NotApplicable('mutation-changes-nothing');
  return changed;
}
