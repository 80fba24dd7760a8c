/** The guesses of `init` about documents as teams write them. Each is a small form of something seen in public documents. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { loadContract } from '../../src/contract/load.ts';
import type { Contract, Flow, Operation } from '../../src/contract/model.ts';
import { survey } from '../../src/init/candidates.ts';
import { guessFlows } from '../../src/init/guess.ts';
import { derivePlan } from '../../src/plan/derive.ts';
import { usualValue } from '../../src/plan/values.ts';
import { annotate } from '../../src/init/write-overlay.ts';
import type { Annotation } from '../../src/init/write-overlay.ts';

/** The result for a document. */
interface Guessed extends Annotation {
  readonly contract: Contract;
  /** The operations by their flow. */
  readonly flows: Readonly<Record<string, string>>;
  readonly operation: (flow: Flow) => Operation;
}

/** Guesses the flows of a document, answers all questions with yes, and loads it. */
async function guessed(paths: string, more = ''): Promise<Guessed> {
  const folder = mkdtempSync(path.join(tmpdir(), 'guesses-'));
  try {
    const file = path.join(folder, 'shop.yaml');
    writeFileSync(file, `openapi: 3.0.3\ninfo: { title: Shop, version: '1' }\npaths:\n${paths}\n${more}\n`);
    const found = await survey(file);
    const annotation = annotate(found, guessFlows(found), new Set(), file);
    const answered = annotation.overlay.replace(/x-questions:\n(  - .*\n)+/, '').replaceAll(": ''", ': given');
    writeFileSync(path.join(folder, 'shop.overlay.yaml'), answered);
    const contract = await loadContract(file);
    const flows = Object.fromEntries(
      contract.operations.map(({ flow, method, path: at }) => [flow, `${method} ${at}`]),
    );
    const operation = (flow: Flow): Operation => {
      const own = contract.operations.find((each) => each.flow === flow);
      assert.ok(own, `no ${flow}: ${answered}`);
      return own;
    };
    return { ...annotation, contract, flows, operation };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const json = (properties: string): string =>
  `content: { application/json: { schema: { type: object, properties: { ${properties} } } } }`;
const text = (...names: readonly string[]): string => names.map((name) => `${name}: { type: string }`).join(', ');
const ok = (content = ''): string => `responses: { '200': { description: ok${content === '' ? '' : `, ${content}`} } }`;
const takes = (...names: readonly string[]): string => `requestBody: { ${json(text(...names))} }`;
const bearer = 'components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }';
const login = `  /login: { post: { ${takes('email', 'password')}, ${ok(json(text('token')))} } }`;
const placeOf = ({ answers }: Operation): string => JSON.stringify(answers.filter(({ when }) => when === 'success'));

test('a login of which the document says nothing is asked about, and loads when confirmed', async () => {
  const { questions, operation, flows } = await guessed(`
  /auth/login: { post: { ${ok()} } }
  /auth/register: { post: { ${ok()} } }
  /auth/refresh-token: { post: { ${ok()} } }
  /user: { get: { operationId: UserController_profile, ${ok()} } }
  /user/logout: { post: { ${ok()} } }`);
  assert.deepEqual(flows, {
    login: 'POST /auth/login',
    register: 'POST /auth/register',
    'token-info': 'GET /user',
    logout: 'POST /user/logout',
  });
  const asked = questions.join('\n');
  assert.match(asked, /what POST \/auth\/login takes; is it JSON with "email" and "password"\?/);
  assert.match(asked, /what POST \/auth\/register takes/);
  assert.match(asked, /does its JSON have the token at \/token\?/);
  assert.match(asked, /is it "Authorization: Bearer TOKEN"\?/);
  assert.deepEqual(
    operation('login').parameters.map(({ pointer, role }) => `${role} ${pointer}`),
    ['identity /email', 'password /password'],
  );
});

const tokens: readonly [response: string, place: string][] = [
  [text('user_token', 'refresh_token'), '/user_token'],
  [text('ticket'), '/ticket'],
  [text('providerAccessToken', 'private_token'), '/private_token'],
  [
    `credentials: { type: array, items: { type: object, properties: { ${text('primaryToken')} } } }`,
    '/credentials/0/primaryToken',
  ],
];
for (const [response, place] of tokens)
  test(`the token at ${place} is found`, async () => {
    const { overlay, operation } = await guessed(
      `  /login: { post: { ${takes('email', 'password')}, ${ok(json(response))} } }
  /me: { get: { security: [{ bearer: [] }], ${ok(json(text('email')))} } }`,
      bearer,
    );
    assert.match(overlay, new RegExp(`token: ${place}[,}]`));
    assert.match(placeOf(operation('login')), /"x-role":"token"/);
  });

test('a token in an example is found', async () => {
  const { overlay } = await guessed(
    `  /login: { post: { ${takes('email', 'password')}, responses: { '200': { description: ok, content: { text/plain: {
      schema: { type: string }, example: '{ "message": "hello", "token": "abc" }' } } } } } }
  /me: { get: { security: [{ bearer: [] }], ${ok()} } }`,
    bearer,
  );
  assert.match(overlay, /token: \/token/);
});

test('a header parameter, a path and a documented scheme carry the token', async () => {
  const { operation, questions } = await guessed(
    `${login}
  /user/info: { get: { parameters: [{ name: X-UserToken, in: header, required: true, schema: { type: string } }], ${ok(json(text('email')))} } }
  /logout/{token}: { delete: { parameters: [{ name: token, in: path, required: true, schema: { type: string } }], ${ok()} } }
  /admin/userinfo: { get: { ${ok(json(text('email')))} } }`,
  );
  assert.deepEqual(
    [operation('token-info'), operation('logout')].map(({ path: at, security }) => [
      at,
      security?.in,
      security?.parameter,
    ]),
    [
      ['/user/info', 'header', 'X-UserToken'],
      ['/logout/{token}', 'path', 'token'],
    ],
  );
  assert.equal(questions.length, 1, questions.join('\n'));
  const other = await guessed(
    `${login}
  /me: { get: { parameters: [{ name: token, in: query, schema: { type: string } }], ${ok(json(text('email')))} } }`,
    'components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }',
  );
  assert.match(other.questions.join(), /is it by its security scheme "key"\?/);
  assert.equal(other.operation('token-info').security?.parameter, 'X-Key');
});

test('a document that asks for the token everywhere means: after the login', async () => {
  const { operation, questions } = await guessed(
    `${login}
  /register: { post: { ${takes('email', 'password')}, ${ok()} } }
  /me: { get: { ${ok(json(text('email')))} } }`,
    `${bearer}\nsecurity: [{ bearer: [] }]`,
  );
  assert.deepEqual(questions, []);
  assert.equal(operation('login').security, undefined);
  assert.equal(operation('register').security, undefined);
  assert.equal(operation('token-info').security?.name, 'bearer');
  const careful = await guessed(
    `  /login: { post: { security: [], ${takes('email', 'password')}, ${ok(json(text('token')))} } }
  /register: { post: { ${takes('email', 'password')}, ${ok()} } }`,
    `${bearer}\nsecurity: [{ bearer: [] }]`,
  );
  assert.equal(careful.operation('register').security?.name, 'bearer');
});

test('the nearest name is that of the user, and a login has a password', async () => {
  const { overlay, flows } = await guessed(
    `  /login/code: { post: { ${takes('email', 'code')}, ${ok(json(text('token')))} } }
  /auth/password: { post: { ${takes('email', 'password')}, ${ok(json(text('auth_key')))} } }
  /me: { get: { security: [{ bearer: [] }], ${ok(json(`company: { type: object, properties: { owner: { type: object, properties: { ${text('email')} } } } }, ${text('email')}`))} } }
  /logout: { put: { parameters: [{ name: auth_key, in: query, required: true, schema: { type: string } }], ${ok()} } }`,
    bearer,
  );
  assert.equal(flows['login'], 'POST /auth/password');
  assert.match(overlay, /identity: \/email\}/);
  assert.match(overlay, /token: query:auth_key/);
});

test('a path has the id of the user that the login returned', async () => {
  const { operation } = await guessed(
    `  /login: { post: { ${takes('email', 'password')}, ${ok(json(text('token', 'user_id')))} } }
  /users/{userId}/logout: { post: { parameters: [{ name: userId, in: path, required: true, schema: { type: string } }], security: [{ bearer: [] }], ${ok()} } }`,
    bearer,
  );
  assert.equal(operation('logout').parameters.find(({ name }) => name === 'userId')?.role, 'user-id');
});

test('a document may have no response but the default one', async () => {
  const { operation, overlay } = await guessed(
    `  /login: { post: { ${takes('email', 'password')}, responses: { default: { description: ok, ${json(text('token'))} } } } }`,
  );
  assert.match(overlay, /token: \/token/);
  assert.deepEqual(
    operation('login').answers.map(({ status, when }) => `${status} ${when}`),
    ['2XX success', 'default wrong-password', 'default unknown-user'],
  );
});

test('a branch says by its discriminator which one it is', async () => {
  const branch = (...names: readonly string[]): string =>
    `{ type: object, required: [kind], properties: { ${text('kind', ...names)} } }`;
  const { operation } = await guessed(
    `  /login: { post: { requestBody: { content: { application/json: { schema: {
      oneOf: [{ $ref: '#/components/schemas/Code' }, { $ref: '#/components/schemas/ByPassword' }],
      discriminator: { propertyName: kind, mapping: { code: Code, password: '#/components/schemas/ByPassword' } } } } } }, ${ok(json(text('token')))} } }`,
    `components: { schemas: { Code: ${branch('code')}, ByPassword: ${branch('email', 'password')} } }`,
  );
  assert.deepEqual(
    operation('login').parameters.map(({ pointer, schema }) => `${pointer} ${String(schema.default)}`),
    ['/kind password', '/email undefined', '/password undefined'],
  );
});

test('an example may be a reference, and a list has as many items as it needs', async () => {
  const { operation, overlay } = await guessed(
    `  /login: { post: { requestBody: { content: { application/json: { schema: { type: object, required: [roles], properties: {
      ${text('email', 'password')}, roles: { type: array, minItems: 2, items: { type: string, enum: [user] } } } } } } },
      responses: { '200': { description: ok, content: { application/json: { examples: { one: { $ref: '#/components/examples/Token' } } } } } } } }`,
    'components: { examples: { Token: { value: { data: { token: abc } } } } }',
  );
  assert.match(overlay, /token: \/data\/token/);
  const roles = operation('login').parameters.find(({ name }) => name === 'roles');
  assert.deepEqual(usualValue('roles', roles?.schema ?? {}), ['user', 'user']);
});

test('neither a set-up nor a list of users is a login', async () => {
  const { flows } = await guessed(
    `  /setup: { post: { ${takes('username', 'password')}, ${ok(json(text('token')))} } }
  /auths: { post: { summary: Create a token authority, requestBody: { ${json(`users: { type: array, items: { type: object, properties: { ${text('email', 'password')} } } }`)} }, ${ok(json(text('token')))} } }
  /signin/code: { post: { security: [{ bearer: [] }], ${takes('email', 'code')}, ${ok(json(text('token')))} } }
  /signin: { post: { security: [{ basic: [] }], ${ok()} } }`,
    'components: { securitySchemes: { basic: { type: http, scheme: basic }, bearer: { type: http, scheme: bearer } } }',
  );
  assert.equal(flows['login'], 'POST /signin');
});

test('values that the document does not give are asked for, and are sent', async () => {
  const tenant = 'parameters: [{ name: tenant, in: path, required: true, schema: { type: string } }]';
  const { overlay, questions, operation } = await guessed(
    `  /{tenant}/login: { ${tenant}, post: { ${takes('email', 'password')}, ${ok(json(text('token')))} } }
  /{tenant}/session: { ${tenant}, get: { security: [{ bearer: [] }], ${ok(json(text('email')))} } }`,
    bearer,
  );
  assert.match(questions.join(), /POST \/\{tenant\}\/login needs path:tenant, and the document has no example/);
  assert.match(overlay, /x-values: \{'?path:tenant'?: ''\}/);
  const parameter = operation('token-info').parameters.find(({ name }) => name === 'tenant');
  assert.deepEqual(parameter?.schema.examples, ['given']);
});

test('keys of an application are settings', async () => {
  const key = '{ name: apiKey, in: header, required: true, schema: { type: string } }';
  const { operation, settings } = await guessed(
    `  /login: { post: { parameters: [${key}], ${takes('email', 'password')}, ${ok(json(text('token')))} } }
  /me: { get: { parameters: [${key}], security: [{ bearer: [] }], ${ok(json(text('email')))} } }`,
    bearer,
  );
  assert.deepEqual(settings, ['TARGET_API_KEY_APIKEY']);
  assert.equal(operation('login').security?.value, 'TARGET_API_KEY_APIKEY');
  const { security, parameters } = operation('token-info');
  assert.equal(security?.together?.[0]?.value, 'TARGET_API_KEY_APIKEY');
  assert.ok(parameters.every(({ name }) => name !== 'apiKey'));
});

test('what makes no ordinary account is no registration', async () => {
  const { flows } = await guessed(`${login}
  /users: { post: { operationId: createUser, ${takes('email', 'name')}, ${ok()} } }
  /scim/Users: { post: { operationId: create scim user, ${takes('userName')}, ${ok()} } }`);
  assert.deepEqual(flows, { login: 'POST /login' });
});

test('the user of a session is told from a business and from a list', async () => {
  const { flows } = await guessed(
    `${login}
  /business/profile: { get: { security: [{ bearer: [] }], ${ok(json(text('email')))} } }
  /snippets/public: { get: { summary: All that the current user may see, security: [{ bearer: [] }], ${ok(json(text('email')))} } }
  /user: { get: { summary: Get the currently authenticated user, security: [{ bearer: [] }], ${ok(json(text('email')))} } }`,
    bearer,
  );
  assert.equal(flows['token-info'], 'GET /user');
});

test('a document that calls its bearer tokens JWT has them tested as such', async () => {
  const paths = `${login}\n  /me: { get: { security: [{ bearer: [] }], ${ok()} } }`;
  const idsOf = async (schemes: string): Promise<string> => {
    const { contract } = await guessed(paths, schemes);
    return derivePlan(contract)
      .requirements.map(({ id }) => id)
      .join(' ');
  };
  assert.match(
    await idsOf(bearer.replace('bearer }', 'bearer, bearerFormat: JWT }')),
    /get-me\/(jwt|alg|unsigned)[\w-]*/,
  );
  assert.doesNotMatch(await idsOf(bearer), /get-me\/(jwt|alg|unsigned)/);
});

test('a login in parts, and a property that is called $id', async () => {
  const { operation } = await guessed(
    `  /sessions: { post: { summary: Log in, requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { ${text('username', 'password')} } } } } },
    ${ok(json(`$id: { type: string }, token: { type: string }`))} } }`,
  );
  assert.deepEqual(operation('login').bodyTypes, ['multipart/form-data']);
});

test('a session cookie is told from a CSRF cookie', async () => {
  const { overlay } = await guessed(`
  /login: { post: { ${takes('email', 'password')}, responses: { '200': { description: ok, headers: { Set-Cookie: { schema: { type: string, example: 'csrftoken=a; Path=/, shop=b; HttpOnly' } } } } } } }
  /me: { get: { ${ok(json(text('email')))} } }`);
  assert.match(overlay, /name: shop/);
});

const byBearer = 'security: [{ bearer: [] }]';
const info = `  /me: { get: { ${byBearer}, ${ok(json(text('email')))} } }`;
const rolesOf = ({ parameters }: Operation): string[] =>
  parameters.flatMap(({ role, pointer }) => (role === undefined ? [] : [`${role} ${pointer}`]));

const names: readonly [properties: readonly string[], roles: readonly string[]][] = [
  [
    ['login_id', 'device_id', 'password'],
    ['identity /login_id', 'password /password'],
  ],
  [
    ['username_or_email', 'password', 'totp_token'],
    ['identity /username_or_email', 'password /password'],
  ],
  [
    ['Username', 'Pw'],
    ['identity /Username', 'password /Pw'],
  ],
];
for (const [properties, roles] of names)
  test(`a login with ${properties.join(', ')} is understood`, async () => {
    const { operation } = await guessed(
      `  /users/login: { post: { ${takes(...properties)}, ${ok(json(text('jwt')))} } }\n${info}`,
      bearer,
    );
    assert.deepEqual(rolesOf(operation('login')), roles);
  });

test('a value beside the password that a login needs is its name, and a person confirms it', async () => {
  const { operation, questions } = await guessed(
    `  /auth/login: { post: { requestBody: { content: { application/json: { schema: { type: object, required: [auth, password], properties: { ${text('auth', 'password')} } } } } }, ${ok(json(text('token')))} } }\n${info}`,
    bearer,
  );
  assert.deepEqual(rolesOf(operation('login')), ['identity /auth', 'password /password']);
  assert.match(questions.join(), /login is guessed to be POST \/auth\/login/);
});

test('which of two names a login needs is asked', async () => {
  const { questions } = await guessed(
    `  /login: { post: { ${takes('username', 'email', 'password')}, ${ok(json(text('access', 'refresh')))} } }\n${info}`,
    bearer,
  );
  assert.deepEqual(questions, ['Does POST /login take /email alone, without /username? If not, correct x-roles.']);
});

test('a login with a secret of another device is none', async () => {
  const { flows } = await guessed(
    `  /users/by-name: { post: { summary: Authenticates a user by name, ${takes('Username', 'Pw')}, ${ok(json(text('AccessToken')))} } }
  /users/quick: { post: { summary: Authenticates a user, ${takes('Secret')}, ${ok(json(text('AccessToken')))} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['login'], 'POST /users/by-name');
});

test('whether an operation that needs a session registers users is asked, unless another needs none', async () => {
  const add = `  /users: { post: { summary: Create a user, ${byBearer}, ${takes('username', 'password')}, ${ok()} } }`;
  const { questions } = await guessed(`${login}\n${add}\n${info}`, bearer);
  assert.match(questions.join(), /has credentials for it, which a new user has not/);
  const { flows, questions: none } = await guessed(
    `${login}\n${add}\n  /signup: { post: { ${takes('username', 'password')}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['register'], 'POST /signup');
  assert.deepEqual(none, []);
});

test('a session that is created with a password is a login, and an account is none', async () => {
  const { flows, operation } = await guessed(
    `  /account: { get: { summary: Get account, ${byBearer}, ${ok(json(text('email')))} }, post: { summary: Create account, ${takes('email', 'password')}, ${ok()} } }
  /account/sessions: { delete: { summary: Delete sessions, ${byBearer}, ${ok()} } }
  /account/sessions/email: { post: { summary: Create email password session, ${takes('email', 'password')}, ${ok(json(text('$id', 'secret')))} } }
  /account/password: { patch: { summary: Update password, ${byBearer}, ${takes('password', 'oldPassword')}, ${ok()} } }`,
    bearer,
  );
  assert.deepEqual(flows, {
    login: 'POST /account/sessions/email',
    register: 'POST /account',
    'token-info': 'GET /account',
    'change-password': 'PATCH /account/password',
    'logout-all': 'DELETE /account/sessions',
  });
  assert.deepEqual(rolesOf(operation('change-password')), ['new-password /password', 'password /oldPassword']);
});

test('an end of all sessions is asked about, since some keep the one that asks', async () => {
  const { questions } = await guessed(
    `${login}\n  /logout/all: { post: { summary: Log out everywhere, ${byBearer}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.match(questions.join(), /logout-all is guessed to be .* the one that asks included\?/);
});

test('a refresh that takes its token like the access token has a scheme of its own', async () => {
  const paths = (scheme: string): string =>
    `  /login: { post: { ${takes('email', 'password')}, ${ok(json(text('token', 'refreshToken')))} } }
  /auth/refresh: { post: { security: [{ ${scheme}: [] }], ${ok(json(text('token', 'refreshToken')))} } }\n${info}`;
  const same = await guessed(paths('bearer'), bearer);
  assert.equal(same.operation('refresh').security?.value, 'refresh-token');
  assert.equal(same.operation('refresh').security?.scheme, 'Bearer');
  assert.equal(same.operation('token-info').security?.value, undefined);
  const own = await guessed(
    paths('renewal'),
    'components: { securitySchemes: { bearer: { type: http, scheme: bearer }, renewal: { type: http, scheme: bearer } } }',
  );
  assert.equal(own.operation('refresh').security?.name, 'renewal');
  assert.equal(own.operation('refresh').security?.value, 'refresh-token');
});

test('the paths of ASP.NET Core Identity are understood', async () => {
  const { flows } = await guessed(
    `  /register: { post: { tags: [MyApp], ${takes('email', 'password')}, ${ok()} } }
  /login: { post: { tags: [MyApp], ${takes('email', 'password', 'twoFactorCode')}, ${ok(json(text('accessToken', 'refreshToken')))} } }
  /refresh: { post: { tags: [MyApp], ${takes('refreshToken')}, ${ok(json(text('accessToken', 'refreshToken')))} } }
  /resetPassword: { post: { tags: [MyApp], ${takes('email', 'resetCode', 'newPassword')}, ${ok()} } }
  /manage/info: { get: { tags: [MyApp], ${ok(json(text('email', 'isEmailConfirmed')))} }, post: { tags: [MyApp], ${takes('newEmail', 'newPassword', 'oldPassword')}, ${ok(json(text('email')))} } }`,
    bearer,
  );
  assert.deepEqual(flows, {
    login: 'POST /login',
    register: 'POST /register',
    'token-info': 'GET /manage/info',
    refresh: 'POST /refresh',
    'change-password': 'POST /manage/info',
  });
});

test('the token of the password grant is looked for where RFC 6749 has it', async () => {
  const { overlay } = await guessed(
    `  /auth/token: { post: { summary: Get Token, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { ${text('username', 'password')} } } } } }, ${ok()} } }
  /users/self: { get: { summary: Get Logged In User, security: [{ password: [] }], ${ok(json(text('email')))} } }`,
    'components: { securitySchemes: { password: { type: oauth2, flows: { password: { scopes: {}, tokenUrl: /auth/token } } } } }',
  );
  assert.match(overlay, /token: \/access_token/);
});

test('a change of the password of a given user, and one of who has forgotten it, are none of the session', async () => {
  const { flows } = await guessed(
    `${login}
  /users/{id}/passwd: { put: { summary: Update password for a user, ${byBearer}, parameters: [{ name: id, in: path, required: true, schema: { type: string } }], ${takes('password', 'newPassword')}, ${ok()} } }
  /password/reset: { post: { summary: Reset password, ${takes('code', 'new_password')}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['change-password'], undefined);
});

test('a registration is told by its own name from the group of the logins', async () => {
  const { flows } = await guessed(
    `  /users/login: { post: { operationId: login, tags: [Login], ${takes('username', 'password')}, ${ok(json(text('token')))} } }
  /users/register: { post: { operationId: register, summary: Register with REST API, tags: [Login], ${takes('username', 'password', 'email')}, ${ok()} } }
  /users: { post: { operationId: new_user, summary: Create a new user, ${byBearer}, ${takes('username', 'email', 'password')}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['register'], 'POST /users/register');
});

const infos: readonly [paths: string, place: string, role: string | undefined][] = [
  [`  /whoAmI: { get: { ${byBearer}, ${ok()} } }`, 'GET /whoAmI', undefined],
  [`  /auth/check: { get: { operationId: checkAuth, ${byBearer}, ${ok()} } }`, 'GET /auth/check', undefined],
  [`  /me: { get: { ${byBearer}, ${ok(json(text('email', 'username')))} } }`, 'GET /me', '/username'],
  [
    `  /me: { get: { ${byBearer}, ${ok(json(`user: { type: object, properties: { ${text('email', 'username')} } }`))} } }`,
    'GET /me',
    '/user/username',
  ],
  [`  /me: { get: { ${byBearer}, ${ok(json(text('id', 'email')))} } }`, 'GET /me', '/email'],
];
for (const [paths, place, role] of infos)
  test(`token info at ${place} names the user ${role === undefined ? 'nowhere' : `at ${role}`}`, async () => {
    const { flows, overlay } = await guessed(
      `  /auth/login: { post: { ${takes('username', 'password')}, ${ok(json(text('token')))} } }\n${paths}`,
      bearer,
    );
    assert.equal(flows['token-info'], place);
    assert.equal(/response: \{identity: ([^,}]*)/.exec(overlay)?.[1], role, overlay);
  });

test('a revocation of the token is a logout, and a person confirms it', async () => {
  const { flows, overlay, questions } = await guessed(
    `  /auth/token: { post: { ${takes('username', 'password')}, ${ok(json(text('access_token')))} } }
  /auth/revoke: { post: { ${byBearer}, ${takes('token')}, ${ok()} } }
  /keys/revoke: { post: { ${byBearer}, ${takes('keyId')}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['logout'], 'POST /auth/revoke');
  assert.match(overlay, /x-flow: logout, x-roles: \{request: \{token: \/token\}\}/);
  assert.match(questions.join('\n'), /logout is guessed to be POST \/auth\/revoke\. Does it end the session/);
});
