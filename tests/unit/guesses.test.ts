/** What `init` makes of documents as teams write them. Each is a small form of something seen in public documents. */
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

/** What came of a document. */
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
