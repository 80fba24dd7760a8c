/** Mutations of OAuth 1.0a requests (RFC 5849). The request without the mutation is signed. */
import { defined } from '../../core/defined.ts';
import { firstHalf, inOneCase } from './characters.ts';
import type { Draft, EntriesOf, Entry, Keys, MutationsOf, Pair, SignatureMutation, Signing } from './entry.ts';
import { NotApplicable } from './entry.ts';
import {
  damagedToken,
  invalidClient,
  labeledMethod,
  oauth1Phrases,
  otherPath,
  protocolParameter,
  repeatedParameter,
  signaturePhrases,
  tokenSecret,
  unsignedClient,
} from '../../words/mutations/oauth1.ts';

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
  signature: {
    readonly as: 'empty' | 'cut' | 'changed' | 'end-changed' | 'case' | 'extended';
    /** Of another signature method than the configured one. */
    readonly by?: 'PLAINTEXT';
  };
  realm: object;
  'lower-case-scheme': object;
}

/** A mutation of how a request is signed. */
export type Oauth1Mutation = MutationsOf<Named>;

const added: Pair = ['note', '1'];
const signatures: Readonly<Record<Named['signature']['as'], (text: string) => string>> = {
  empty: () => '',
  cut: firstHalf,
  changed: (text) => withOther(text, 0),
  'end-changed': (text) => withOther(text, Math.max(0, text.length - 4)),
  case: (text) => inOneCase(text) ?? text,
  extended: (text) => `${text}AAAA`,
};
/** An entry without arguments that reads the same always. */
const says = <M>(text: string, sign: SignatureMutation<M>, needs?: Entry<M>['needs']): Entry<M> => ({
  reads: () => text,
  sign,
  ...defined({ needs }),
});

export const oauth1Mutations: EntriesOf<Named> = {
  unsigned: says(oauth1Phrases.unsigned, { unsigned: () => undefined }),
  garbled: says(oauth1Phrases.garbled, {
    unsigned: () => 'OAuth oauth_signature="%zz, =, ""',
  }),
  replay: says(oauth1Phrases.replay, { covers: 'request', replays: ({ of }) => of }),
  'reused-nonce': says(oauth1Phrases['reused-nonce'], {
    covers: 'request',
    protocol: (pairs, { of }, signing) => {
      const before = new Map(signing.earlier(of));
      return pairs.map(([name, value]): Pair => [
        name,
        name === 'oauth_nonce' || name === 'oauth_timestamp' ? (before.get(name) ?? value) : value,
      ]);
    },
  }),
  'authorization-of': says(oauth1Phrases['authorization-of'], {
    covers: 'form',
    sent: withForm((form) => [...form, added]),
    header: (_, { of }, signing) => signing.earlier(of),
  }),
  'unsigned-client': {
    reads: ({ scheme }) => unsignedClient(scheme),
    sign: {
      unsigned: ({ scheme }, { keys: { clientId, clientSecret } }) =>
        `${scheme} ${scheme === 'Basic' ? Buffer.from(`${clientId}:${clientSecret}`).toString('base64') : clientId}`,
    },
  },
  protocol: {
    reads: ({ parameter, value }) => protocolParameter(parameter, value),
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
    reads: ({ parameter, signed }) => repeatedParameter(parameter, signed),
    sign: {
      protocol: (pairs, { parameter, signed }) => (signed === 'twice' ? withAgain(pairs, parameter) : pairs),
      header: (pairs, { parameter, signed }) => (signed === 'once' ? withAgain(pairs, parameter) : pairs),
    },
  },
  'false-client': {
    reads: ({ id, secret }) => invalidClient(id, secret),
    needs: ({ secret }) => (secret === 'of-limited-client' ? ['limited-client'] : []),
    sign: { keys: falseClient, method: ({ by }, { method }) => by ?? method },
  },
  'limited-client': says(
    oauth1Phrases['limited-client'],
    {
      keys: (_, { keys, limitedKeys }) => {
        if (limitedKeys === undefined) throw new NotApplicable('no-limited-client');
        return { ...keys, ...limitedKeys };
      },
    },
    () => ['limited-client'],
  ),
  'token-secret': {
    reads: ({ as }) => tokenSecret(as),
    sign: {
      keys: ({ as }, { keys }) => ({ ...keys, tokenSecret: as === 'empty' ? '' : `${keys.tokenSecret ?? ''}x` }),
    },
  },
  'cut-token': {
    reads: ({ as }) => damagedToken(as),
    sign: { keys: ({ as }, { keys }) => ({ ...keys, token: otherToken(keys.token, as) }) },
  },
  'no-token': says(oauth1Phrases['no-token'], { keys: (_, { keys }) => withoutToken(keys) }),
  'unknown-token': says(oauth1Phrases['unknown-token'], {
    keys: (_, { keys }) => withoutToken(keys),
    protocol: (pairs, _, signing) => [...pairs, tokenOfNobody(signing)],
  }),
  'token-added': says(oauth1Phrases['token-added'], {
    header: (pairs, _, signing) => [...pairs, tokenOfNobody(signing)],
  }),
  'signed-as-method': says(oauth1Phrases['signed-as-method'], {
    covers: 'request',
    signed: (made, { method }) => ({ ...made, method }),
  }),
  'signed-as-path': {
    reads: ({ path }) => otherPath(path),
    sign: {
      covers: 'request',
      signed: (made, { path }) => ({
        ...made,
        url: path === undefined ? `${made.url}/other` : made.url.slice(0, made.url.length - made.path.length) + path,
      }),
    },
  },
  'signed-without-port': says(oauth1Phrases['signed-without-port'], {
    covers: 'request',
    signed: (made) => {
      const url = new URL(made.url);
      if (url.port === '') throw new NotApplicable('default-port');
      url.port = '';
      return { ...made, url: url.href };
    },
  }),
  'signed-for-host': says(oauth1Phrases['signed-for-host'], {
    covers: 'request',
    signed: (made, { host }) => {
      const url = new URL(made.url);
      url.host = host;
      return { ...made, url: url.href };
    },
  }),
  'optional-unsigned': says(oauth1Phrases['optional-unsigned'], {
    covers: 'form',
    signed: (made) => {
      const kept = (made.form ?? []).filter(([name]) => !made.optional.includes(name));
      if (kept.length === (made.form ?? []).length) throw new NotApplicable('no-optional-parameter');
      return { ...made, form: kept };
    },
  }),
  'body-unsigned': says(oauth1Phrases['body-unsigned'], {
    covers: 'form',
    signed: withForm(() => []),
  }),
  'body-changed': says(oauth1Phrases['body-changed'], {
    covers: 'form',
    signed: withForm((form) => form.map(([name, value]): Pair => [name, `${value}x`])),
  }),
  'body-added': says(oauth1Phrases['body-added'], {
    covers: 'form',
    sent: withForm((form) => [...form, added]),
  }),
  'body-repeated': says(oauth1Phrases['body-repeated'], {
    covers: 'form',
    sent: withForm((form) => [...form, ...form.slice(0, 1)]),
  }),
  'query-added': says(oauth1Phrases['query-added'], {
    covers: 'request',
    sent: (made) => ({ ...made, query: [...made.query, added] }),
  }),
  'signature-method': {
    reads: ({ label }) => labeledMethod(label),
    sign: {
      covers: 'request',
      protocol: (pairs, { label }, { method }) => {
        const other = method === 'HMAC-SHA1' ? 'HMAC-SHA256' : 'HMAC-SHA1';
        return withParameter(pairs, 'oauth_signature_method', label === 'other' ? other : label);
      },
    },
  },
  'old-timestamp': says(oauth1Phrases['old-timestamp'], {
    covers: 'request',
    protocol: (pairs, _, { now }) => withParameter(pairs, 'oauth_timestamp', String(Math.floor(now / 1000) - 86_400)),
  }),
  signature: {
    reads: ({ as }) => signaturePhrases[as],
    sign: {
      method: ({ by }, { method }) => by ?? method,
      header: (pairs, { as }) => {
        const text = new Map(pairs).get('oauth_signature') ?? '';
        return withParameter(pairs, 'oauth_signature', signatures[as](text));
      },
    },
  },
  realm: says(oauth1Phrases.realm, { prefix: 'OAuth realm="conformance", ' }),
  'lower-case-scheme': says(oauth1Phrases['lower-case-scheme'], { prefix: 'oauth ' }),
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
    'lower-case': () => (inOneCase(clientSecret) === undefined ? clientSecret : clientSecret.toLowerCase()),
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
