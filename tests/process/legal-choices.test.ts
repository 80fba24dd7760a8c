/** Choices that a document leaves to its server, each made in front of a server that conforms: no false alarm. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { apis as all } from '../../reference/create.ts';
import type { Api } from '../../reference/create.ts';
import type { Verdict } from '../../src/engine/run-case.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { membersOf, replacing } from '../independent/front.ts';
import type { Choice, Passed } from '../independent/front.ts';
import { described, light, on } from './independent.ts';

/** The name of the identity, where it is not `email`. */
const identities: Partial<Record<Api, string>> = { flame: 'user', goact: 'username' };
const identityOf = (api: Api): string => identities[api] ?? 'email';

/** A password that counts as the stored one when both are prepared is passed on as that one. */
const prepares =
  (prepared: (password: string) => string): ((api: Api) => Choice) =>
  (api) =>
  (request, accounts) => {
    const outer = membersOf(request);
    const given = api === 'uprogress' ? ((outer['user'] ?? {}) as Record<string, unknown>) : outer;
    const { password, [identityOf(api)]: identity } = given;
    if (typeof password !== 'string' || typeof identity !== 'string') return undefined;
    if (/register/.test(request.path)) {
      if (!accounts.has(identity)) accounts.set(identity, password);
      return undefined;
    }
    const stored = accounts.get(identity);
    return stored === undefined || password === stored || prepared(password) !== prepared(stored)
      ? undefined
      : replacing(request, password, stored);
  };

const visible = (text: string): string => text.replace(/[\u00ad\u200b-\u200d]/g, '');
const first = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

/** Forgiven typing. The signature of `ar` covers the password, so that nothing in front of it can change it. */
const typing: Record<string, (api: Api) => Choice> = {
  'removes white space around a password': prepares((text) => text.trim()),
  'takes the first letter of a password in either case': prepares(first),
  'takes several spaces for one': prepares((text) => text.replace(/ +/g, ' ')),
  'prepares passwords by RFC 4013': prepares((text) => visible(text).normalize('NFKC')),
};

for (const [what, choice] of Object.entries(typing))
  test(`a server of flame ${what}`, async () => conforms('flame', [choice('flame')]));

describe('a server that forgives whatever a published rule lets it forgive', () => {
  const forgiving = prepares((text) => first(visible(text).normalize('NFKC').replace(/\s+/g, ' ').trim()));
  for (const api of all.filter((each) => each !== 'ar')) test(`of ${api}`, async () => conforms(api, [forgiving(api)]));
});

/** Names that are one when they are prepared; each is looked for and kept as that one. */
const named: Record<string, (name: string) => string> = {
  'trims names': (name) => name.trim(),
  'prepares names by NFKC and folds their case': (name) => name.normalize('NFKC').toLowerCase(),
};

for (const [what, prepared] of Object.entries(named))
  describe(`a server that ${what}`, () => {
    for (const api of ['goact', 'dood'] as const)
      test(`of ${api}`, async () =>
        conforms(api, [
          (request) => {
            const given = membersOf(request)[identityOf(api)];
            return typeof given === 'string' && given !== prepared(given)
              ? replacing(request, given, prepared(given))
              : undefined;
          },
        ]));
  });

const headerLength = ({ headers }: Passed): number => Object.entries(headers).flat().join('').length;
const urlLength = ({ path, query }: Passed): number => path.length + query.toString().length;

/** Limits of layers before the API. */
const limits: Record<string, Choice> = {
  'limits headers to 2 KB, URLs to 2,048 characters and bodies to 8 KB': (request) => {
    if (headerLength(request) > 2048) return { status: 431 };
    if (urlLength(request) > 2048) return { status: 414 };
    return request.body.length > 8192 ? { status: 413 } : undefined;
  },
  'refuses bytes beyond ASCII in headers with 400': ({ headers }) =>
    /[^\x20-\x7e]/.test(Object.values(headers).join('')) ? { status: 400 } : undefined,
  'has a firewall that refuses SQL in headers and URLs with 403': ({ headers, query }) =>
    /'\s*OR\s*'1'/i.test(Object.values(headers).join(' ') + [...query.values()].join(' '))
      ? { status: 403 }
      : undefined,
};

describe(`a server that ${Object.keys(limits).join(', ')}`, () => {
  for (const api of all) test(`of ${api}`, async () => conforms(api, Object.values(limits)));
});

/** Credentials that are taken from further places. */
const inQuery =
  (names: readonly string[], header: (token: string) => Record<string, string>): Choice =>
  ({ query, headers }) => {
    const [token] = names.flatMap((name) => query.get(name) ?? []);
    return token === undefined ? undefined : { headers: { ...headers, ...header(token) } };
  };

describe('a server of uprogress, whose document names no place of the token, that also takes it', () => {
  const places: Record<string, Choice> = {
    'from the query': inQuery(['access_token', 'token', 'jwt'], (token) => ({ uprogresstoken: token })),
    'from the body': (request) => {
      const token = membersOf(request)['access_token'] ?? membersOf(request)['token'];
      return request.method === 'GET' && typeof token === 'string'
        ? { headers: { ...request.headers, uprogresstoken: token } }
        : undefined;
    },
    'from other headers': ({ headers }) => {
      const token = headers['x-auth-token'] ?? headers['x-access-token'];
      return token === undefined ? undefined : { headers: { ...headers, uprogresstoken: token } };
    },
    'from a cookie': ({ headers }) => {
      const token = /\btoken=([^;]+)/.exec(headers['cookie'] ?? '')?.[1];
      return token === undefined ? undefined : { headers: { ...headers, uprogresstoken: token } };
    },
  };
  for (const [place, choice] of Object.entries(places)) test(place, async () => conforms('uprogress', [choice]));
  test('and refuses two tokens at once with 400', async () =>
    conforms('uprogress', [
      ({ query, headers }) => (query.has('access_token') && 'uprogresstoken' in headers ? { status: 400 } : undefined),
    ]));
});

test('a server of flame also takes the parameter of its table', async () =>
  conforms('flame', [inQuery(['access_token'], (token) => ({ authorization: `Token token=${token}` }))]));

/** Token authentication of Ruby on Rails: what its parser takes (actionpack, http_authentication.rb). */
const rails: Choice = ({ headers }) => {
  const { authorization } = headers;
  if (authorization === undefined || !/^(Token|Bearer)\s+/.test(authorization)) return undefined;
  const [given = ''] = authorization.replace(/^(Token|Bearer)\s+/, '').split(/[,;\t]/);
  const token = given.startsWith('token=') ? given.slice('token='.length) : given;
  return { headers: { ...headers, authorization: `Token token=${token.replace(/^"|"$/g, '')}` } };
};

test('a server of flame has the token authentication of Ruby on Rails', async () => conforms('flame', [rails]));

describe('a server of goact compares the id of a client as', () => {
  const ids = {
    'a UUID': '0f8fad5b-d9cb-469f-a165-70867728950e',
    hexadecimal: '0f8fad5bd9cb469fa16570867728950e',
    'a ULID': '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  };
  for (const [notation, id] of Object.entries(ids))
    test(notation, async () => {
      const known = 'runner-app-7';
      const choice: Choice = ({ headers }) => {
        const authorization = headers['authorization']?.replace(/(?<=^Application )[^:]*(?=:)/i, (given) =>
          given.toLowerCase() === id.toLowerCase() ? known : given === known ? 'nobody' : given,
        );
        return authorization === undefined ? undefined : { headers: { ...headers, authorization } };
      };
      await conforms('goact', [choice], { TARGET_CLIENT_ID: id });
    });
});

describe('a server that takes addresses of domains with mail only', () => {
  for (const api of ['ar', 'goact', 'dood'] as const)
    test(`of ${api}`, async () =>
      conforms(api, [
        (request) => {
          const address = membersOf(request)[identityOf(api)];
          return /register/.test(request.path) && typeof address === 'string' && /@(mail|my-mail9)\./.test(address)
            ? api === 'dood'
              ? { status: 200, body: { code: 0x23 } }
              : { status: 422, body: { success: false } }
            : undefined;
        },
      ]));
});

/** A refusal that says what is wrong with a parameter. */
const refused = (api: Api, code: number): ReturnType<Choice> =>
  api === 'dood' ? { status: 200, body: { code } } : { status: 422, body: { success: false, error: 'not this' } };

const ofMembers = (request: Passed, name: RegExp): string =>
  Object.entries(membersOf(request))
    .flatMap(([key, value]) => (name.test(key) && typeof value === 'string' ? [value] : []))
    .join('');

for (const api of ['ar', 'goact', 'dood'] as const)
  describe(`a server of ${api}`, () => {
    test('takes names in its own alphabet only', async () =>
      conforms(api, [
        (request) =>
          /register/.test(request.path) && /[^\x20-\x7e]/.test(ofMembers(request, /name$/))
            ? refused(api, 0x12)
            : undefined,
      ]));

    test('asks passwords for letters of both cases, a digit and a special character', async () =>
      conforms(api, [
        (request) => {
          const password = ofMembers(request, /^password$/);
          const isWeak = [/[a-z]/, /[A-Z]/, /\d/, /[^a-z\d]/i].some((kind) => !kind.test(password));
          return /register/.test(request.path) && password.length >= 6 && isWeak ? refused(api, 0x24) : undefined;
        },
      ]));

    test('lets new accounts log in once a person has confirmed their address', async () => {
      const registered = new Set<string>();
      const confirmed: Choice = (request, accounts) => {
        const { [identityOf(api)]: identity, password } = membersOf(request);
        if (typeof identity !== 'string' || accounts.has(identity)) return undefined;
        if (/register/.test(request.path)) registered.add(`${identity} ${String(password)}`);
        else if (registered.has(`${identity} ${String(password)}`))
          return api === 'dood'
            ? { status: 200, body: { code: 0x12, message: 'Confirm your address first.' } }
            : { status: 403, body: { success: false, response: 'Confirm your address first.' } };
        return undefined;
      };
      await conforms(api, [confirmed], {}, ['failed', 'error']);
    });
  });

test('a server of dood that says in a code that it was asked too often', async () => {
  let sent = 0;
  const busy: Choice = ({ path }) =>
    /login|register/.test(path) && (sent += 1) % 9 === 0 ? { status: 200, body: { code: 0x16 } } : undefined;
  await conforms('dood', [busy], {}, ['failed', 'error']);
});

test('a server of dood that ends all sessions of a user at a logout', async () => {
  const { cases } = await loadSuite('dood');
  const ending = cases.filter(({ id }) => id === 'dood/logout/leaves-other-session');
  const run = await on('dood', { defect: 'logout-forgets-everybody' }, ending, light);
  assert.deepEqual(
    run.flatMap(({ results }) => results.map(({ verdict }) => verdict)),
    ['warned'],
  );
});

test('a server of ar that takes sports and sexes of a list of its own', async () =>
  conforms('ar', [
    (request) => {
      const { sport, sex } = membersOf(request);
      const isOther = (value: unknown, list: readonly unknown[]) => value !== undefined && !list.includes(value);
      return isOther(sport, ['RUN', '']) || isOther(sex, ['1', '2', '']) ? refused('ar', 0) : undefined;
    },
  ]));

/** Runs everything: nothing fails, is blocked or in error. */
async function conforms(
  api: Api,
  front: readonly Choice[],
  settings: Record<string, string> = {},
  unwanted: readonly Verdict[] = ['failed', 'blocked', 'error'],
): Promise<void> {
  const { cases } = await loadSuite(api);
  const run = await on(api, { front, settings }, cases, light);
  const wrong = run.flatMap((each) => each.results).filter(({ verdict }) => unwanted.includes(verdict));
  assert.equal(described(wrong), '');
}
