/** Guesses of `init` about the endpoints of OAuth 2.0: one for two grants, with a client's credentials, and introspections. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearer, byBearer, guessed, info, json, login, ok, rolesOf, text, valueOf } from './guessed.ts';

const client = 'components: { securitySchemes: { client: { type: http, scheme: basic } } }';
const form = (schema: string): string =>
  `requestBody: { content: { application/x-www-form-urlencoded: { schema: ${schema} } } }`;
const issued = ok(json(text('access_token', 'refresh_token')));
const flat = (grants: string): string =>
  form(
    `{ type: object, required: [grant_type], properties: { grant_type: { type: string, enum: [${grants}] }, ${text('username', 'password', 'refresh_token')} } }`,
  );

test('an operation of two grants is a login and a refresh', async () => {
  const { operation, flows, questions, overlay } = await guessed(
    `  /oauth/token: { post: { operationId: token, ${flat('client_credentials, refresh_token, password')}, ${issued} } }\n${info}`,
    bearer,
  );
  assert.deepEqual(flows, {
    login: 'POST /oauth/token',
    'token-info': 'GET /me',
    refresh: 'POST /oauth/token',
  });
  assert.equal(valueOf(operation('login'), 'grant_type'), 'password');
  assert.equal(valueOf(operation('refresh'), 'grant_type'), 'refresh_token');
  assert.deepEqual(rolesOf(operation('login')), ['identity /username', 'password /password']);
  assert.deepEqual(operation('refresh').id, 'refresh');
  assert.deepEqual(questions, []);
  assert.match(overlay, /^overlay: 1\.1\.0/);
});

test('two grants may be branches of a request, or have a query', async () => {
  const branch = (grant: string, ...names: readonly string[]): string =>
    `{ type: object, required: [grant_type], properties: { grant_type: { type: string, enum: [${grant}] }, ${text(...names)} } }`;
  const branches = `{ oneOf: [${branch('password', 'username', 'password')}, ${branch('refresh_token', 'refresh_token')}] }`;
  const both = await guessed(`  /token: { post: { ${form(branches)}, ${issued} } }`);
  assert.equal(valueOf(both.operation('login'), 'grant_type'), 'password');
  assert.equal(valueOf(both.operation('refresh'), 'grant_type'), 'refresh_token');
  const query =
    'parameters: [{ name: grant_type, in: query, required: true, schema: { type: string, enum: [password, refresh_token] } }]';
  const byQuery = await guessed(
    `  /token: { post: { ${query}, requestBody: { ${json(text('email', 'password', 'refresh_token'))} }, ${issued} } }`,
  );
  assert.equal(valueOf(byQuery.operation('refresh'), 'grant_type'), 'refresh_token');
});

test('HTTP Basic beside a password has the credentials of a client, which are settings', async () => {
  const { operation, settings } = await guessed(
    `  /oauth/token: { post: { security: [{ client: [] }], ${flat('password')}, ${issued} } }`,
    client,
  );
  assert.equal(operation('login').security?.template, '{client-id}:{client-secret}');
  assert.deepEqual(settings, ['TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET']);
});

test('an id of the client that a request needs is asked for', async () => {
  const { questions } = await guessed(
    `  /token: { post: { ${form(`{ type: object, required: [client_id, username, password], properties: { ${text('client_id', 'username', 'password')} } }`)}, ${issued} } }`,
  );
  assert.match(questions.join(), /no example of \/client_id/);
});

test('an introspection is token info, and an inactive token is rejected', async () => {
  const active = json(`active: { type: boolean }, ${text('username', 'sub')}`);
  const { operation, questions } = await guessed(
    `${login}\n  /oauth/introspect: { post: { ${form(`{ type: object, required: [token], properties: { ${text('token', 'token_type_hint')} } }`)}, ${ok(active)} } }`,
  );
  const { security, answers } = operation('token-info');
  assert.equal(security?.parameter, '/token');
  assert.deepEqual(
    answers.filter(({ status }) => status === '200').map(({ when }) => when),
    ['success', 'missing-credentials', 'invalid-credentials'],
  );
  assert.match(questions.join(), /token-info is guessed to be POST \/oauth\/introspect\. Does it tell whose token/);
});

test('the token of an introspection has its usual name or that of the login; a GET goes first', async () => {
  const lookup = `  /accounts/lookup: { post: { requestBody: { ${json(text('idToken'))} }, ${ok(json(text('id')))} } }`;
  const idToken = login.replace('token:', 'idToken:');
  assert.equal((await guessed(`${idToken}\n${lookup}`)).flows['token-info'], 'POST /accounts/lookup');
  const verify = `  /token/verify: { post: { ${byBearer}, requestBody: { ${json(text('token'))} }, ${ok()} } }`;
  assert.equal((await guessed(`${login}\n${info}\n${verify}`, bearer)).flows['token-info'], 'GET /me');
});

test('a list of refresh tokens that are dead is a logout', async () => {
  const { flows, questions, operation } = await guessed(
    `  /api/token/: { post: { requestBody: { ${json(text('username', 'password'))} }, ${ok(json(text('access', 'refresh')))} } }
  /api/token/blacklist/: { post: { requestBody: { ${json(text('refresh'))} }, ${ok()} } }`,
  );
  assert.equal(flows['logout'], 'POST /api/token/blacklist/');
  assert.equal(operation('logout').security?.value, 'refresh-token');
  assert.match(questions.join(), /logout is guessed/);
});
