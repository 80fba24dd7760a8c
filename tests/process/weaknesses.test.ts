/** Weaknesses that public servers had, one at a time on a small server, and a contract without tokens. */
import assert from 'node:assert/strict';
import { createHash, createHmac, randomInt, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Asked, Told } from './small-server.ts';
import { accounts, runAgainst } from './small-server.ts';

const text = { type: 'string' };
const response = (schema: object, when: string | string[] = 'success'): object => ({
  description: 'described',
  'x-when': when,
  content: { 'application/json': { schema } },
});
const body = {
  required: true,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['email', 'password'],
        properties: {
          email: { type: 'string', 'x-role': 'identity' },
          password: { type: 'string', minLength: 8, 'x-role': 'password' },
        },
      },
    },
  },
};
const issued = {
  type: 'object',
  required: ['token', 'id'],
  properties: { token: { ...text, 'x-role': 'token' }, id: { type: 'integer', 'x-role': 'user-id' } },
};
const refused = { description: 'refused', 'x-when': ['wrong-password', 'unknown-user'] };
const incomplete = { description: 'incomplete', 'x-when': ['missing-parameter', 'invalid-parameter'] };

/** @param success the schema of a login's success */
function documentOf(success: object, register: boolean): object {
  return {
    openapi: '3.1.0',
    'x-id': 'shop',
    info: { title: 'Shop', version: '1' },
    components: { securitySchemes: { access: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths: {
      '/login': {
        post: {
          operationId: 'login',
          'x-flow': 'login',
          requestBody: body,
          responses: { 200: response(success), 400: { ...incomplete, 'x-when': 'missing-parameter' }, 401: refused },
        },
      },
      '/me': {
        get: {
          operationId: 'me',
          'x-flow': 'token-info',
          security: [{ access: [] }],
          responses: {
            200: response({
              type: 'object',
              required: ['id'],
              properties: { id: { type: 'integer', 'x-role': 'user-id' } },
            }),
            401: { description: 'refused', 'x-when': ['missing-credentials', 'invalid-credentials'] },
          },
        },
      },
      ...(register
        ? {
            '/users': {
              post: {
                operationId: 'register',
                'x-flow': 'register',
                requestBody: body,
                responses: {
                  201: response(issued),
                  400: incomplete,
                  409: { description: 'exists', 'x-when': 'duplicate-account' },
                },
              },
            },
          }
        : {}),
    },
  };
}

interface Weak {
  readonly head?: true;
  readonly rights?: true;
  readonly commonPasswords?: true;
  readonly unlimited?: true;
  readonly endless?: true;
  readonly oneId?: true;
  /** The part of a password that is kept, and compared. */
  readonly kept?: (password: string) => unknown;
  /** Names that are one name to a registration that finds its user. */
  readonly finds?: (email: string) => string;
  /** Token info names another user once, and never again. */
  readonly mixedOnce?: true;
  /** Tokens that say whose and of when they are, and nothing else. */
  readonly computable?: true;
  /** Tokens of a login, whatever they are. */
  readonly tokens?: () => string;
  /** A hash in the text of a refused login. */
  readonly told?: string;
}

const key = randomUUID();
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = (input: string): string => createHmac('sha256', key).update(input).digest('base64url');

/** A server that follows the document, but for its weakness. */
function server({ head, rights, commonPasswords, unlimited, endless, oneId, ...more }: Weak = {}): Answer {
  const {
    kept = (password: string) => password,
    finds = (email: string) => email,
    told = '',
    computable,
    mixedOnce,
    tokens,
  } = more;
  let isMixed = mixedOnce === true;
  const users = new Map([...accounts].map(([email, password], id) => [email, { id, password, failed: 0, more: {} }]));
  const issue = (id: number): string => {
    if (tokens !== undefined) return tokens();
    if (computable === true) return Buffer.from(`user:${id}:${Date.now()}`).toString('base64');
    const end = endless === true ? {} : { exp: Math.floor(Date.now() / 1000) + 600 };
    const input = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: String(id), jti: randomUUID(), ...end })}`;
    return `${input}.${signed(input)}`;
  };
  const bearerOf = ({ headers }: Asked): number | undefined => {
    const [header, claims = '', signature, ...more] = (
      /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
    ).split('.');
    if (signature !== signed(`${header}.${claims}`) || more.length > 0) return undefined;
    return Number((JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string }).sub);
  };
  const login = ({ email, password }: Asked['json']): Told => {
    if (typeof email !== 'string' || typeof password !== 'string' || email === '' || password === '')
      return { status: 400, body: { error: 'incomplete' } };
    const user = users.get(email);
    if (user !== undefined && user.failed >= 8 && unlimited !== true) return { status: 429, body: { error: 'wait' } };
    if (user === undefined || kept(user.password) !== kept(password)) {
      if (user !== undefined) user.failed += 1;
      return { status: 401, body: { error: `refused ${told}` } };
    }
    user.failed = 0;
    return { status: 200, body: { token: issue(user.id), id: oneId === true ? 7 : user.id, kind: 'user' } };
  };
  const register = ({ email, password, ...more }: Asked['json']): Told => {
    if (typeof email !== 'string' || typeof password !== 'string' || email === '' || Array.from(password).length < 8)
      return { status: 400, body: { error: 'incomplete' } };
    if (/^password/i.test(password) && commonPasswords !== true) return { status: 400, body: { error: 'too common' } };
    if (users.has(email)) return { status: 409, body: { error: 'exists' } };
    const found = users.get(finds(email));
    if (found !== undefined) return { status: 201, body: { token: issue(found.id), id: found.id } };
    const id = users.size;
    users.set(email, { id, password, failed: 0, more: rights === true ? more : {} });
    return { status: 201, body: { token: issue(id), id } };
  };
  return (asked) => {
    const { method, path, json } = asked;
    if (path === '/login' && method === 'POST') return login(json);
    if (path === '/users' && method === 'POST') return register(json);
    if (path !== '/me') return { status: 404, body: { error: 'nothing here' } };
    const id = bearerOf(asked);
    if (method === 'HEAD') return { status: id === undefined && head !== true ? 401 : 200 };
    if (id === undefined) return { status: 401, body: { error: 'refused' } };
    const mixed = isMixed && id === 1 ? { id: 0 } : {};
    isMixed &&= id !== 1;
    if ('id' in mixed) return { status: 200, body: mixed };
    return { status: 200, body: { id, ...[...users.values()].find((user) => user.id === id)?.more } };
  };
}

const settings = { TARGET_ALLOW_REGISTER: '1', TARGET_MAX_WAIT_SECONDS: '0' };
const file = (success: object, register = true) => ({ 'shop.json': JSON.stringify(documentOf(success, register)) });

const weaknesses: readonly (readonly [weak: Weak, requirement: string])[] = [
  [{ head: true }, 'me/head-without-credentials'],
  [{ rights: true }, 'register/chosen-rights'],
  [{ commonPasswords: true }, 'register/common-password'],
  [{ unlimited: true }, 'login/limits-guesses'],
  [{ endless: true }, 'login/token-ends'],
  [{ computable: true }, 'login/unguessable-token'],
];

test('a server without these weaknesses is warned of none of them', async () => {
  const ran = await runAgainst(server(), file(issued), settings);
  assert.equal(ran.code, 0, ran.output);
  for (const [, requirement] of weaknesses)
    assert.ok(ran.ids('passed').includes(requirement), `${requirement}\n${ran.output}`);
});

// Each pair of digits is a printable character in hexadecimal, the first of them a number sign.
const digits = (): string => `23${Array.from({ length: 7 }, () => `${randomInt(3, 8)}${randomInt(0, 10)}`).join('')}`;
for (const [what, tokens] of [
  ['digits', digits],
  ['letters of Greek', () => Array.from({ length: 24 }, () => String.fromCharCode(randomInt(0x3b1, 0x3ca))).join('')],
] as const)
  test(`random tokens of ${what} are not said to be made of the id or the time`, async () => {
    const ran = await runAgainst(server({ tokens }), file(issued), settings, ['-g', '@shop/login/unguessable-token']);
    assert.deepEqual(ran.ids('warned'), [], ran.output);
  });

for (const [weak, requirement] of weaknesses)
  test(`${requirement} finds its weakness`, async () => {
    const ran = await runAgainst(server(weak), file(issued), settings, ['-g', `@shop/${requirement}`]);
    assert.deepEqual(ran.ids('warned'), [requirement], ran.output);
  });

/** A hash, as a loose comparison reads it. */
const loose =
  (name: string) =>
  (password: string): unknown => {
    const hash = createHash(name).update(password).digest('hex');
    return Number.isNaN(Number(hash)) ? hash : Number(hash);
  };

const defects: readonly (readonly [what: string, weak: Weak, requirement: string, title: RegExp])[] = [
  [
    'digits',
    { kept: (password) => password.replace(/\d/g, '?') },
    'login/password-digit-changed',
    /^login accepts the correct password with another digit/,
  ],
  [
    'signs',
    { kept: (password) => password.replace(/[^\w]/g, '?') },
    'login/password-sign-changed',
    /with another punctuation mark/,
  ],
  [
    'one character in the middle',
    { kept: (password) => password.replace(/(?<=^.{8})./g, '?') },
    'login/password-letter-changed',
    /with another letter in its middle/,
  ],
  ...['md5', 'sha1'].map(
    (name) =>
      [
        `two passwords of one ${name} number`,
        { kept: loose(name) },
        'register/password-of-equal-number',
        /^accepts another password whose MD5 or SHA-1 also reads as zero: login responds 200/,
      ] as const,
  ),
  ['two users once', { mixedOnce: true }, 'me/at-once', /^mixes up the token info of two concurrent users/],
  [
    'a hash',
    { told: '$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy' },
    'login/wrong-password',
    /^login discloses a hash of the password when it rejects a wrong password/,
  ],
  [
    'capitals',
    { finds: (email) => email.toLowerCase() },
    'register/capitals-leave-first',
    /^register opens the session of an existing user/,
  ],
  [
    'spaces',
    { finds: (email) => email.trim() },
    'register/spaces-leave-first',
    /^register opens the session of an existing user/,
  ],
  [
    'compatibility',
    { finds: (email) => email.normalize('NFKC') },
    'register/full-width-leaves-first',
    /^register opens the session of an existing user/,
  ],
];

for (const [what, weak, requirement, title] of defects)
  test(`${requirement} shows a server that confuses or tells ${what}`, async () => {
    const ran = await runAgainst(server(weak), file(issued), settings, ['-g', `@shop/${requirement}`]);
    assert.ok(ran.ids('failed').includes(requirement), ran.output);
    assert.match(ran.report?.apis[0]?.findings[0]?.summary ?? '', title);
    // The report does not tell it once more.
    if (weak.told !== undefined) assert.ok(!JSON.stringify(ran.report).includes(weak.told.slice(0, 30)));
  });

test('server errors of two kinds of unusual input are two findings', async () => {
  const answer = server();
  const crashing: Answer = (asked) =>
    asked.path === '/login' && [asked.json['email'], asked.json['password']].some((each) => typeof each === 'boolean')
      ? { status: 500, body: { error: 'internal error' } }
      : answer(asked);
  const ran = await runAgainst(crashing, file(issued, false), settings);
  assert.deepEqual(ran.ids('failed'), ['login/email-boolean', 'login/password-boolean'], ran.output);
  const gating = ran.report?.apis.flatMap(({ findings }) => findings.filter((each) => each.gating)) ?? [];
  assert.deepEqual(
    gating.map(({ requirements }) => requirements),
    [['shop/login/email-boolean'], ['shop/login/password-boolean']],
  );
});

test('a password in the URL is another finding than a wrong password that is accepted', async () => {
  const answer = server({ kept: (password) => password.replace(/\0.*/s, '') });
  const inQuery: Answer = (asked) =>
    asked.path === '/login' && asked.query.has('password')
      ? answer({ ...asked, method: 'POST', json: Object.fromEntries(asked.query) })
      : answer(asked);
  const ran = await runAgainst(inQuery, file(issued), settings, ['-g', 'password-(with-nul|elsewhere)']);
  assert.deepEqual(
    ran.report?.apis[0]?.findings.map(({ requirements, summary }) => [...requirements, summary]),
    [
      ['shop/login/password-with-nul', 'login accepts the correct `password` plus NUL and a letter'],
      [
        'shop/login/password-elsewhere',
        'accepts the password from the URL or from Basic credentials: login responds 200',
      ],
    ],
    ran.output,
  );
});

test('tokens that turn out to be JSON Web Tokens are named', async () => {
  const described = documentOf(issued, false) as { components: unknown };
  const components = { securitySchemes: { access: { type: 'http', scheme: 'bearer' } } };
  const silent = { 'shop.json': JSON.stringify({ ...described, components }) };
  const ran = await runAgainst(server(), silent, settings, ['-g', '@shop/login/success']);
  assert.match(ran.output, /issues JSON Web Tokens, which the document does not say\. Write "bearerFormat: JWT"/);
  const said = await runAgainst(server(), file(issued, false), settings, ['-g', '@shop/login/success']);
  assert.doesNotMatch(said.output, /bearerFormat/);
});

test('a role that each branch of a oneOf has is known', async () => {
  const branch = (kind: string): object => ({ ...issued, properties: { ...issued.properties, kind: { const: kind } } });
  const success = { oneOf: [branch('user'), branch('guest')], discriminator: { propertyName: 'kind' } };
  const healthy = await runAgainst(server(), file(success, false), settings);
  assert.equal(healthy.code, 0, healthy.output);
  const ran = await runAgainst(server({ oneId: true }), file(success, false), settings);
  assert.ok(ran.ids('failed').includes('login/user-ids-apart'), ran.output);
});

test('a contract without tokens is judged by its refusals', async () => {
  const described = documentOf({ type: 'object' }, false) as { paths: Record<string, unknown>; components: unknown };
  const { '/login': only } = described.paths;
  const ran = await runAgainst(
    server(),
    { 'shop.json': JSON.stringify({ ...described, components: {}, paths: { '/login': only } }) },
    settings,
  );
  assert.equal(ran.code, 0, ran.output);
  assert.deepEqual(ran.ids('blocked'), []);
});
