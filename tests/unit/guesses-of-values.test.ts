/** The names, tokens and values that `init` finds in a flow. Each document is a small form of something seen in public ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derivePlan } from '../../src/plan/derive.ts';
import { usualValue } from '../../src/plan/values.ts';
import { bearer, byBearer, guessed, info, json, login, ok, placeOf, rolesOf, takes, text } from './guessed.ts';

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

test('values that the document does not give are asked for, and are sent', async () => {
  const tenant = 'parameters: [{ name: tenant, in: path, required: true, schema: { type: string } }]';
  const { overlay, questions, operation } = await guessed(
    `  /{tenant}/login: { ${tenant}, post: { ${takes('email', 'password')}, ${ok(json(text('token')))} } }
  /{tenant}/session: { ${tenant}, get: { security: [{ bearer: [] }], ${ok(json(text('email')))} } }`,
    bearer,
  );
  assert.match(
    questions.join(),
    /no example of path:tenant; write what your test environment has into x-values of POST \/\{tenant\}\/login/,
  );
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

test('the token of the password grant is looked for where RFC 6749 has it', async () => {
  const { overlay } = await guessed(
    `  /auth/token: { post: { summary: Get Token, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { ${text('username', 'password')} } } } } }, ${ok()} } }
  /users/self: { get: { summary: Get Logged In User, security: [{ password: [] }], ${ok(json(text('email')))} } }`,
    'components: { securitySchemes: { password: { type: oauth2, flows: { password: { scopes: {}, tokenUrl: /auth/token } } } } }',
  );
  assert.match(overlay, /token: \/access_token/);
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

const byCookie = `components: { securitySchemes: { session: { type: apiKey, in: cookie, name: sid } } }`;
const csrfHeader = (name: string): string =>
  `parameters: [{ name: ${name}, in: header, required: true, schema: { type: string } }]`;

test('a CSRF token comes from the operation before the login, and from the login', async () => {
  const { operation, overlay, questions } = await guessed(
    `  /csrf: { get: { security: [], ${ok(json(text('csrfToken')))} } }
  /login: { post: { ${csrfHeader('X-CSRF-Token')}, ${takes('email', 'password')}, ${ok(json(text('email', 'csrfToken')))} } }
  /register: { post: { ${csrfHeader('X-CSRF-Token')}, ${takes('email', 'password')}, ${ok()} } }
  /me: { get: { security: [{ session: [] }], ${ok(json(text('email')))} } }
  /logout: { post: { security: [{ session: [] }], ${csrfHeader('X-CSRF-Token')}, ${ok()} } }`,
    byCookie,
  );
  assert.match(placeOf(operation('before-login')), /"csrfToken":\{[^}]*"x-role":"csrf-token"/);
  assert.match(placeOf(operation('login')), /"csrfToken":\{[^}]*"x-role":"csrf-token"/);
  for (const flow of ['login', 'register'] as const) assert.equal(operation(flow).security?.value, 'csrf-token', flow);
  assert.deepEqual(
    operation('logout').security?.together?.map(({ value }) => value),
    ['csrf-token'],
  );
  assert.doesNotMatch(overlay, /x-values|[{ ]token: header/);
  assert.equal(questions.filter((each) => /before-login is guessed to be GET \/csrf/.test(each)).length, 1);
});

test('a CSRF token in the cookie of a framework is found by its header', async () => {
  const { overlay } = await guessed(
    `  /sanctum/csrf-cookie: { get: { responses: { '204': { description: a cookie } } } }
  /login: { post: { ${csrfHeader('X-XSRF-TOKEN')}, ${takes('email', 'password')}, ${ok(json(text('email')))} } }
  /me: { get: { security: [{ session: [] }], ${ok(json(text('email')))} } }`,
    byCookie,
  );
  assert.match(overlay, /csrf-token: cookie:XSRF-TOKEN/);
});

test('the visit before a login may have the cookie of the session, and the login sets it', async () => {
  const { operation } = await guessed(
    `  /csrf: { get: { x-roles: { response: { token: 'cookie:sid' } }, ${ok(json(text('csrfToken')))} } }
  /login: { post: { ${csrfHeader('X-CSRF-Token')}, ${takes('email', 'password')}, ${ok(json(text('email')))} } }
  /me: { get: { security: [{ session: [] }], ${ok(json(text('email')))} } }`,
    byCookie,
  );
  const cookies = operation('login').answers.flatMap(({ placed = [] }) => placed.map(({ name }) => name));
  assert.deepEqual(cookies, ['sid']);
});
