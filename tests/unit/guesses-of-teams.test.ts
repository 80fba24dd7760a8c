/** Guesses about what the documents of small teams leave out, or say wrongly. Each document is a small form of something seen in public ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersTo } from '../../src/contract/model.ts';
import { bearer, byBearer, guessed, info, json, login, ok, placeOf, rolesOf, takes, text } from './guessed.ts';

const within = (name: string, properties: string): string => `${name}: { type: object, properties: { ${properties} } }`;

test('a login without a described body is one beside a registration that has one', async () => {
  const { flows, questions } = await guessed(`
  /auth/login/: { post: { operationId: auth_login_create, ${ok()} } }
  /auth/register/: { post: { operationId: auth_register_create, ${takes('username', 'password')}, ${ok()} } }`);
  assert.equal(flows['login'], 'POST /auth/login/');
  assert.match(questions.join(), /login is guessed to be POST \/auth\/login\/\. Does it log a user in/);
});

test('a security scheme that the document names and does not define is added, and asked about', async () => {
  const { questions, operation } = await guessed(
    `${login}\n  /auth/me: { get: { security: [{ JWT-auth: [] }], ${ok(json(text('email')))} } }`,
    bearer,
  );
  assert.match(questions.join(), /names the security scheme "JWT-auth", and does not define it/);
  assert.equal(operation('token-info').security?.scheme, 'Bearer');
});

test('an undefined security scheme says that the login returns a token', async () => {
  const { questions } = await guessed(`
  /auth/login: { post: { ${takes('username', 'password')}, ${ok('content: { application/json: { schema: { type: object, additionalProperties: true } } }')} } }
  /auth/protected: { get: { security: [{ BearerAuth: [] }], ${ok()} } }`);
  assert.match(questions.join(), /does its JSON have the token at \/token\?/);
});

test('a list of users is no token info, and a check of a token no verification of an account', async () => {
  const { flows } = await guessed(
    `  /token/: { post: { ${takes('username', 'password')}, ${ok(json(text('access', 'refresh')))} } }
  /token/verify: { post: { ${byBearer}, ${takes('token')}, ${ok()} } }
  /user/:
    get: { operationId: user_list, ${byBearer}, ${ok(`content: { application/json: { schema: { type: array, items: { type: object, properties: { ${text('id', 'username')} } } } } }`)} }
    post: { operationId: user_create, ${takes('username', 'password')}, ${ok()} }`,
    bearer,
  );
  assert.deepEqual(flows, { login: 'POST /token/', register: 'POST /user/' });
});

test('a path that names the token is token info', async () => {
  const { flows, operation } = await guessed(`${login}
  /verify-token/{token}: { get: { parameters: [{ name: token, in: path, required: true, schema: { type: string } }], ${ok()} } }`);
  assert.equal(flows['token-info'], 'GET /verify-token/{token}');
  assert.equal(operation('token-info').security?.in, 'path');
});

test('a registration takes the name that the login needs beside the password, whatever it is called', async () => {
  const schema = `{ type: object, required: [machine_id, password], properties: { ${text('machine_id', 'password')} } }`;
  const needs = `requestBody: { content: { application/json: { schema: ${schema} } } }`;
  const { operation } = await guessed(
    `  /watchers/login: { post: { ${needs}, ${ok(json(text('token')))} } }
  /watchers: { post: { operationId: RegisterWatcher, ${needs}, ${ok()} } }\n${info}`,
    bearer,
  );
  for (const flow of ['login', 'register'] as const)
    assert.deepEqual(rolesOf(operation(flow)), ['identity /machine_id', 'password /password']);
});

test('a logout names the refresh token, and sends nothing else', async () => {
  const { operation, questions } = await guessed(
    `  /login: { post: { security: [], ${takes('email', 'password')}, ${ok(json(text('access', 'refresh')))} } }
  /logout: { post: { security: [], ${takes('refresh')}, ${ok()} } }\n${info}`,
    bearer,
  );
  const { security } = operation('logout');
  assert.deepEqual([security?.in, security?.value, security?.together], ['body', 'refresh-token', undefined]);
  assert.deepEqual(questions, []);
});

test('an envelope of all responses hides neither the user nor the id', async () => {
  const user = within('user', text('_id', 'email'));
  const { operation } = await guessed(
    `  /login: { post: { ${takes('email', 'password')}, ${ok(json(within('data', `${user}, ${within('tokens', text('accessToken'))}`)))} } }
  /me: { get: { ${byBearer}, ${ok(json(within('data', user)))} } }`,
    bearer,
  );
  assert.match(placeOf(operation('token-info')), /"email":\{[^}]*"x-role":"identity"/);
  for (const flow of ['login', 'token-info'] as const)
    assert.match(placeOf(operation(flow)), /"_id":\{[^}]*"x-role":"user-id"/);
});

test('a login whose response is not described returns its tokens where the refresh does', async () => {
  const { operation, questions } = await guessed(
    `  /signin: { post: { ${takes('account', 'password')}, ${ok()} } }
  /refresh: { post: { ${takes('refreshToken')}, ${ok(json(within('data', text('accessToken', 'refreshToken'))))} } }\n${info}`,
    bearer,
  );
  const asked =
    /POST \/signin; does its JSON have the token at \/data\/accessToken and the refresh token at \/data\/refresh/;
  assert.match(questions.join(), asked);
  assert.match(placeOf(operation('login')), /"accessToken":\{"x-role":"token"\}/);
});

test('a response with the schema of its request is taken for one that is not described', async () => {
  const pair = json(text('username', 'password'));
  const { operation, questions } = await guessed(
    `  /token/: { post: { requestBody: { ${pair} }, ${ok(pair)} } }
  /token/refresh/: { post: { ${takes('refresh')}, ${ok(json(text('refresh')))} } }\n${info}`,
    bearer,
  );
  assert.match(
    questions.join(),
    /describes the response of POST \/token\/ like its request; .* the token at \/access and/,
  );
  assert.match(
    questions.join(),
    /describes the response of POST \/token\/refresh\/ like its request; .* at \/access\?/,
  );
  const [success] = answersTo(operation('login'), 'success');
  assert.deepEqual(Object.keys(success?.schema?.properties ?? {}), ['access', 'refresh']);
});

const registers = (...required: readonly string[]): string =>
  `  /register: { post: { requestBody: { content: { application/json: { schema: { type: object, required: [${required.join(', ')}], properties: { ${text('email', 'userName', 'password', 'country')} } } } } }, ${ok()} } }`;

test('what a registration needs is asked where the document calls nothing required', async () => {
  const silent = await guessed(`${login}\n${registers()}\n${info}`, bearer);
  assert.deepEqual(silent.questions, [
    'POST /register calls nothing required; does it need /country? If so, write their values into x-values: { /country: VALUE }.',
  ]);
  assert.ok(rolesOf(silent.operation('register')).includes('nickname /userName'));
  const said = await guessed(`${login}\n${registers('email', 'password')}\n${info}`, bearer);
  assert.deepEqual(said.questions, []);
  assert.deepEqual(rolesOf(said.operation('register')), ['identity /email', 'password /password']);
});

test('nobody is asked for the user agent of the client', async () => {
  const { questions } = await guessed(
    `  /login: { post: { parameters: [{ name: user-agent, in: header, required: true, schema: { type: string } }], ${takes('email', 'password')}, ${ok(json(text('token')))} } }\n${info}`,
    bearer,
  );
  assert.deepEqual(questions, []);
});

const renewals: readonly [title: string, refresh: string, more: string, name: string, question: boolean][] = [
  [
    'that a security scheme has',
    'security: [{ cookie: [] }]',
    'components: { securitySchemes: { bearer: { type: http, scheme: bearer }, cookie: { type: apiKey, in: cookie, name: renewal } } }',
    'renewal',
    false,
  ],
  [
    'that a parameter has',
    'parameters: [{ name: refresh_token, in: cookie, schema: { type: string } }]',
    bearer,
    'refresh_token',
    false,
  ],
  ['of which the summary speaks', 'summary: Reads the refresh token from a cookie', bearer, 'refreshToken', true],
];
for (const [title, refresh, more, name, question] of renewals)
  test(`a refresh token may be in a cookie ${title}`, async () => {
    const { operation, questions } = await guessed(
      `${login}
  /refresh-token: { post: { ${refresh}, ${ok(json(text('token')))} } }
  /logout: { post: { summary: Clears the cookie with the refresh token, ${ok()} } }\n${info}`,
      more,
    );
    const { security } = operation('refresh');
    assert.deepEqual([security?.in, security?.parameter, security?.value], ['cookie', name, 'refresh-token']);
    assert.equal(operation('logout').security?.value, 'refresh-token');
    assert.match(placeOf(operation('login')), new RegExp(`"role":"refresh-token","in":"cookie","name":"${name}"`));
    assert.equal(/Does the login set the refresh token as a cookie/.test(questions.join()), question);
  });

const ofUser = (description: string): string =>
  `parameters: [{ name: user_id, in: path, required: true, description: '${description}', schema: { type: string } }]`;

test('a path may have a word for the current user', async () => {
  const document = (description: string): string =>
    `  /login: { post: { ${takes('email', 'password')}, ${ok(json(text('token', 'id', 'email')))} } }
  /users/{user_id}: { get: { summary: Get a user, ${ofUser(description)}, ${byBearer}, ${ok(json(text('id', 'email')))} } }
  /users: { post: { summary: Register, ${takes('email', 'password')}, ${ok()} } }
  /users/{user_id}/password: { put: { ${ofUser(description)}, ${byBearer}, ${takes('current_password', 'new_password')}, ${ok()} } }`;
  const { flows, operation } = await guessed(document('User GUID. It can be "me" for the current user.'), bearer);
  assert.equal(flows['token-info'], 'GET /users/{user_id}');
  for (const flow of ['token-info', 'change-password'] as const) {
    const [parameter] = operation(flow).parameters.filter((each) => each.in === 'path');
    assert.deepEqual([parameter?.role, parameter?.schema.examples], [undefined, ['me']]);
  }
  assert.equal((await guessed(document('User GUID'), bearer)).flows['token-info'], undefined);
});

test('settings are token info if they have the user', async () => {
  const settings = (more: string): string =>
    `${login}\n  /ui_settings: { get: { ${byBearer}, ${ok(json(`${within('settings', text('theme'))}${more}`))} } }`;
  const { flows } = await guessed(settings(`, ${within('user', text('id', 'username'))}`), bearer);
  assert.equal(flows['token-info'], 'GET /ui_settings');
  assert.equal((await guessed(settings(''), bearer)).flows['token-info'], undefined);
});

test('a login asks for the refresh token where it has to', async () => {
  const asked = `requestBody: { ${json(`${text('username', 'password', 'provider')}, refresh: { type: boolean }, remember: { type: boolean }`)} }`;
  const { overlay, questions } = await guessed(
    `  /login: { post: { ${asked}, ${ok(json(text('access_token', 'refresh_token')))} } }\n${info}`,
    bearer,
  );
  assert.match(overlay, /x-values: \{\/refresh: true\}/);
  assert.deepEqual(questions, [
    'POST /login calls nothing required; does it need /provider? If so, write their values into x-values: { /provider: VALUE }.',
  ]);
});

test('a registration in two requests is asked about', async () => {
  const customers = (at: string): string => `${login}
  /auth/register: { post: { ${takes('email', 'password')}, ${ok(json(text('token')))} } }
  /store/customers: { post: { summary: Create a customer, ${byBearer}, ${takes('email', 'first_name')}, ${ok()} } }
  ${at}: { get: { ${byBearer}, ${ok(json(text('id', 'email')))} } }`;
  const asked = /Does a user whom POST \/auth\/register registers need POST \/store\/customers too\?/;
  assert.match((await guessed(customers('/store/customers/me'), bearer)).questions.join(), asked);
  assert.doesNotMatch((await guessed(customers('/auth/me'), bearer)).questions.join(), asked);
});

test('token info may take the name of its user, where nothing else is token info', async () => {
  const byName = `${login}
  /users/{username}: { get: { parameters: [{ name: username, in: path, required: true, schema: { type: string } }], ${byBearer}, ${ok(json(text('username')))} } }`;
  const { flows, operation, questions } = await guessed(byName, bearer);
  assert.equal(flows['token-info'], 'GET /users/{username}');
  assert.deepEqual(rolesOf(operation('token-info')), ['identity /username']);
  assert.match(questions.join(), /Does it return the user of the token, by the name that this user logs in with\?/);
  const beside = await guessed(`${byName}\n${info}`, bearer);
  assert.deepEqual([beside.flows['token-info'], beside.questions], ['GET /me', []]);
});

const unusable: readonly (readonly [title: string, operation: string, isAsked: boolean])[] = [
  ['a code that names no user', `/auth/registration-confirmation: { post: { ${takes('code')}, ${ok()} } }`, true],
  [
    'a link in a mail',
    `/auth/verify-email/{key}: { get: { parameters: [{ name: key, in: path, required: true, schema: { type: string } }], ${ok()} } }`,
    true,
  ],
  ['a body without properties', `/auth/confirm-mail: { post: { operationId: confirmMail, ${ok()} } }`, true],
  ['orders', `/orders/confirm: { post: { ${takes('code')}, ${ok()} } }`, false],
  ['tokens', `/auth/verify-token: { post: { ${takes('token')}, ${ok()} } }`, false],
];
for (const [title, operation, isAsked] of unusable)
  test(`a verification of ${title} is ${isAsked ? '' : 'not '}asked about where accounts are registered`, async () => {
    const { questions } = await guessed(`${login}\n${registers('email', 'password')}\n  ${operation}\n${info}`, bearer);
    assert.equal(/seems to verify new accounts/.test(questions.join()), isAsked, questions.join('\n'));
  });
