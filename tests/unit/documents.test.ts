/** Documents as teams have them: any version of OpenAPI, annotated beside the document, silent about refusals. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadContract } from '../../src/contract/load.ts';
import { answersTo, operationOf, parameterOf } from '../../src/contract/model.ts';
import { membersOf } from '../../src/contract/members.ts';
import type { Contract, Flow } from '../../src/contract/model.ts';
import { UserError } from '../../src/core/user-error.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Writes files into a folder of their own. @returns the path of the first */
function write(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('document');
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return path.join(folder, Object.keys(files)[0] ?? '');
}

function operation(contract: Contract, flow: Flow) {
  const found = operationOf(contract, flow);
  assert.ok(found, `there is an operation for ${flow}`);
  return found;
}

const swagger = JSON.stringify(
  {
    swagger: '2.0',
    info: { title: 'Book club' },
    'x-logo': { url: '/logo.png' },
    consumes: ['application/json'],
    securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Session' } },
    paths: {
      '/sessions': {
        post: {
          parameters: [{ in: 'body', name: 'body', required: true, schema: { $ref: '#/definitions/Login' } }],
          responses: {
            200: { description: 'in', schema: { $ref: '#/definitions/Session' } },
            401: { description: 'no' },
          },
        },
        get: { security: [{ key: [] }], responses: { 200: { description: 'it' } } },
      },
      '/unused': {
        get: { 'x-what': 1, responses: { 200: { description: '', schema: { $ref: '#/definitions/Tree' } } } },
      },
    },
    definitions: {
      Login: {
        type: 'object',
        required: ['user', 'pass'],
        properties: { user: { type: 'string' }, pass: { type: 'string' } },
      },
      Session: { type: 'object', properties: { key: { type: 'string' }, friends: { $ref: '#/definitions/Tree' } } },
      Tree: { type: 'object', properties: { left: { $ref: '#/definitions/Tree' } } },
    },
  },
  undefined,
  2,
);

const bookClubOverlay = `
overlay: 1.0.0
info: { title: Session annotations, version: 1.0.0 }
actions:
  - target: $.paths['/sessions'].post
    update: { x-flow: login, x-roles: { request: { identity: /user, password: /pass }, response: { token: /key } } }
  - target: $.paths['/sessions'].get
    update: { x-flow: token-info }
`;

test('reads Swagger 2.0 in JSON with an overlay', async () => {
  const file = write({ 'club.json': swagger, 'club.overlay.yaml': bookClubOverlay });
  const { contract, cases } = await loadSuite(file);
  assert.equal(contract.id, 'book-club');
  const login = operation(contract, 'login');
  assert.equal(login.id, 'post-sessions');
  assert.equal(parameterOf(login, 'identity')?.pointer, '/user');
  assert.equal(parameterOf(login, 'password')?.required, true);
  const success = answersTo(login, 'success')[0];
  assert.ok(success?.schema);
  assert.equal(membersOf(success.schema, success.provenance).find(({ role }) => role === 'token')?.pointer, '/key');
  assert.equal(operation(contract, 'token-info').security?.parameter, 'X-Session');
  assert.ok(cases.length > 100);
});

test('uses file and line of the document as the source by default', async () => {
  const file = write({ 'club.json': swagger, 'club.overlay.yaml': bookClubOverlay });
  const { requirements } = await loadSuite(file);
  const lines = swagger.split('\n');
  const requirement = requirements.get('book-club/post-sessions/wrong-password');
  const [, line] = /^club\.json:(\d+)$/.exec(requirement?.source ?? '') ?? [];
  assert.match(lines[Number(line) - 1] ?? '', /"401"/);
});

test('cuts a cycle in used parts with a note, and ignores unused parts', async () => {
  const file = write({ 'club.json': swagger, 'club.overlay.yaml': bookClubOverlay });
  const { notes } = await loadContract(file);
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', /club\.json:\d+#\/definitions\/Tree refers back to itself/);
});

const modern = (login: string): string => `
openapi: 3.0.3
info: { title: Shop }
paths:
  /login:
    post:
      operationId: login
      x-flow: login
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [type, identifier, password]
              properties:
                type: { type: string, enum: [password] }
                identifier:
                  allOf:
                    - type: object
                      properties:
                        type: { type: string, enum: [user] }
                        user: { type: string, x-role: identity }
                password: { type: string, x-role: password }
      responses: ${login}
  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ both: [], more: [] }, { oauth: [] }]
      responses: { '200': { description: ok, content: { application/json: { schema: { nullable: true, allOf: [{ type: object }] } } } } }
components:
  securitySchemes:
    oauth: { type: oauth2, flows: { password: { tokenUrl: /login, scopes: {} } } }
    both: { type: http, scheme: basic }
    more: { type: apiKey, in: query, name: key }
`;
const issues = `{ description: in, content: { application/json: { schema: { type: object, required: [t], properties: { t: { type: string, x-role: token } } } } } }`;

const silent: readonly [responses: string, expected: Readonly<Record<string, readonly string[]>>][] = [
  [`{ '200': ${issues} }`, { success: ['200'], 'wrong-password': ['default'], 'unknown-user': ['default'] }],
  [`{ '200': ${issues}, '422': { description: wrong } }`, { 'wrong-password': ['default'] }],
  [
    `{ '200': ${issues}, '400': { description: no }, '401': { description: no }, '500': { description: oh } }`,
    { 'wrong-password': ['400', '401'], 'unknown-user': ['400', '401'] },
  ],
  [
    `{ '200': ${issues}, '401': { description: no, x-when: [wrong-password, unknown-user] }, '404': { description: no } }`,
    { success: ['200'], 'wrong-password': ['401'], 'unknown-user': ['401'] },
  ],
];

for (const [responses, expected] of silent)
  test(`derives the rejections of a login with ${responses.replace(issues, '…')}`, async () => {
    const contract = await loadContract(write({ 'shop.yaml': modern(responses) }));
    for (const [situation, statuses] of Object.entries(expected)) {
      const answers = answersTo(operation(contract, 'login'), situation);
      assert.deepEqual(
        answers.map(({ status }) => status),
        statuses,
        situation,
      );
      if (situation !== 'success' && !responses.includes('x-when'))
        assert.deepEqual([...new Set(answers.map(({ provenance }) => provenance.level))], ['implied']);
    }
  });

test('distinguishes properties of one name, uses the first possible alternative, and permits null', async () => {
  const { contract } = await loadSuite(write({ 'shop.yaml': modern(`{ '200': ${issues} }`) }));
  const login = operation(contract, 'login');
  assert.deepEqual(
    login.parameters.map(({ name }) => name),
    ['type', 'identifier', 'identifier.type', 'user', 'password'],
  );
  const info = operation(contract, 'token-info');
  assert.equal(info.security?.scheme, 'Bearer');
  assert.deepEqual(answersTo(info, 'success')[0]?.schema?.anyOf?.at(-1), { type: 'null' });
});

const byEmail = (more: string): string =>
  modern(`{ '200': ${issues} }`).replace(
    '  /me:',
    () =>
      `  '/login#email': { post: { operationId: by-email, x-flow: login${more}, x-roles: { request: { identity: /email, password: /password }, response: { token: /t } }, responses: { '200': ${issues} } } }\n  /me:`,
  );

test('the main one of two logins at one path is the one that says so', async () => {
  const mainOf = async (document: string): Promise<string> =>
    operation(await loadContract(write({ 'shop.yaml': document })), 'login').id;
  assert.equal(await mainOf(byEmail('')), 'login');
  assert.equal(await mainOf(byEmail(', x-main: true')), 'by-email');
  const swapped = byEmail('')
    .replace("'/login#email'", "'/login'")
    .replace('  /login:', "  '/login#name':")
    .replace('operationId: by-email,', 'operationId: by-email, x-main: true,');
  assert.equal(await mainOf(swapped), 'by-email');
});

test('a passage for a place that nothing cites is a note', async () => {
  const passages = `x-passages: { 'api.md:3-4': The login takes a name., 'api.md:9': A typing error. }\n`;
  const cited = modern(`{ '200': ${issues} }`).replace(
    'x-flow: login',
    'x-flow: login\n      x-source: RFC 6749; api.md:3-4',
  );
  const { notes } = await loadContract(write({ 'shop.yaml': `${cited}${passages}` }));
  assert.deepEqual(
    notes.map((note) => note.replace(/^.*shop\.yaml:\d+/, 'shop.yaml')),
    ['shop.yaml#/x-passages/api.md:9: no "x-source" cites this place'],
  );
});

const mistakes = `
openapi: 3.1.0
info: { title: Shop, version: '1' }
paths:
  /login:
    post: { x-flow: login, x-wehn: success, responses: { '200': { description: in, x-when: sucess } } }
  /me:
    get: { x-flwo: token-info, responses: {} }
  /out:
    post: { x-flow: logout, security: [{ none: [] }], responses: { '204': { $ref: '#/components/responses/Gone' } } }
`;

test('reports all mistakes at once, each with file and line', async () => {
  const file = write({ 'shop.yaml': mistakes });
  await assert.rejects(loadContract(file), (error) => {
    assert.ok(error instanceof UserError);
    for (const expected of [
      /The contract has 3 mistakes:/,
      /shop\.yaml:6#\/paths\/~1login\/post\/x-wehn: unknown keyword "x-wehn"; write "x-when"/,
      /shop\.yaml:8#\/paths\/~1me\/get\/x-flwo: unknown keyword "x-flwo"; write "x-flow"/,
      /shop\.yaml:10#.*the \$ref "#\/components\/responses\/Gone" leads to a place that .*shop\.yaml does not have/,
    ])
      assert.match(error.message, expected);
    return true;
  });
});

const overlayMistakes: readonly [title: string, overlay: string, message: RegExp][] = [
  [
    'an unknown version',
    'overlay: 2.0.0\nactions: [{ target: $, update: { x-id: a } }]\n',
    /overlay\.yaml:1: "overlay" is "2\.0\.0"; write "overlay: 1\.0\.0"/,
  ],
  ['no actions', 'overlay: 1.0.0\n', /there are no "actions"/],
  [
    'a target that selects nothing',
    "overlay: 1.0.0\nactions:\n  - target: $.paths['/logon'].post\n    update: { x-flow: login }\n",
    /overlay\.yaml:3: the target \$\.paths\['\/logon'\]\.post selects nothing in .*club\.json/,
  ],
  [
    'a target that is not a JSONPath',
    'overlay: 1.0.0\nactions:\n  - { target: /paths, update: {} }\n',
    /overlay\.yaml:3: the target \/paths is no JSONPath/,
  ],
  ['an action without an effect', 'overlay: 1.0.0\nactions:\n  - { target: $.paths }\n', /an action needs an "update"/],
];

for (const [title, overlay, message] of overlayMistakes)
  test(`rejects an overlay with ${title}`, async () => {
    const file = write({ 'club.json': swagger, 'club.overlay.yaml': overlay });
    await assert.rejects(loadContract(file), message);
  });

for (const [place, message] of [
  ['{ request: { identity: user } }', /x-roles says that identity is at "user"; write a JSON Pointer/],
  ['{ response: { token: "cookie" } }', /x-roles says that token is at "cookie" of the response; write a JSON Pointer/],
  ['{ request: { name: /user } }', /x-roles/],
] as const)
  test(`rejects x-roles: ${place}`, async () => {
    const overlay = bookClubOverlay.replace(/x-roles: \{.*\} \}$/m, `x-roles: ${place} }`);
    const file = write({ 'club.json': swagger, 'club.overlay.yaml': overlay });
    await assert.rejects(loadContract(file), message);
  });
