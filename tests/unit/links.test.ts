/** Links say what goes from one flow into another; each is used, or named in a note or a mistake. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadContract } from '../../src/contract/load.ts';
import type { Contract, Operation } from '../../src/contract/model.ts';
import { returnsRole } from '../../src/contract/members.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder('links');

/** @param links those of the login, @param more x-role of a value in its response and of one in the refresh */
function load(links: string, more: { response?: string; refresh?: string } = {}): Promise<Contract> {
  const file = path.join(folder, 'openapi.yaml');
  writeFileSync(
    file,
    `
openapi: 3.1.0
info: { title: Shop, version: '1' }
security: [{ access: [] }]
paths:
  /login:
    post:
      x-flow: login
      security: []
      x-roles: { request: { identity: /email, password: /password }, response: { token: /access } }
      requestBody: { content: { application/json: { schema: { type: object, properties: { email: { type: string }, password: { type: string } } } } } }
      responses:
        '200':
          description: ok
          headers: { X-User: { schema: { type: string } } }
          content: { application/json: { schema: { type: object, properties: { access: { type: string }, renewal: { type: string${more.response ?? ''} }, user: { type: object, properties: { id: { type: string } } } } } } }
          links: ${links}
  /refresh:
    post:
      operationId: renew
      x-flow: refresh
      security: []
      x-roles: { response: { token: /access } }
      requestBody: { content: { application/json: { schema: { type: object, properties: { secret: { type: string${more.refresh ?? ''} } } } } } }
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: { access: { type: string } } } } } } }
  /users/{id}:
    get:
      operationId: user
      x-flow: token-info
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }, { name: lang, in: query, schema: { type: string } }]
      responses: { '200': { description: ok } }
  /orders: { get: { operationId: orders, responses: { '200': { description: ok } } } }
components: { securitySchemes: { access: { type: http, scheme: bearer } } }
`,
  );
  return loadContract(file);
}

const flowOf = ({ operations }: Contract, flow: string): Operation => {
  const found = operations.find((each) => each.flow === flow);
  assert.ok(found);
  return found;
};

const renewal = "renew: { operationId: renew, requestBody: { secret: '$response.body#/renewal' } }";

for (const [what, more] of Object.entries({
  'neither end': {},
  'the response': { response: ', x-role: refresh-token' },
  'the request': { refresh: ', x-role: refresh-token' },
}))
  test(`a refresh token whose role stands at ${what}`, async () => {
    const contract = await load(`{ ${renewal} }`, more);
    assert.ok(returnsRole(flowOf(contract, 'login'), 'refresh-token'));
    const { security } = flowOf(contract, 'refresh');
    assert.deepEqual([security?.in, security?.parameter, security?.value], ['body', '/secret', 'refresh-token']);
    assert.deepEqual(contract.notes, []);
  });

for (const [what, expression] of [
  ['the body', '$response.body#/user/id'],
  ['a header', '$response.header.X-User'],
] as const)
  test(`the id of a user from ${what}`, async () => {
    const ref = "operationRef: '#/paths/~1users~1%7Bid%7D/get'";
    const contract = await load(`{ ${renewal}, me: { ${ref}, parameters: { path.id: '${expression}' } } }`);
    assert.ok(returnsRole(flowOf(contract, 'login'), 'user-id'));
    assert.equal(flowOf(contract, 'token-info').parameters.find(({ name }) => name === 'id')?.role, 'user-id');
  });

test('a link that gives no role is named, and one that leads elsewhere does not matter', async () => {
  const contract = await load(
    `{ ${renewal}, me: { operationId: user, parameters: { id: '$response.body#/user/id', lang: '$response.body#/access2' } }, all: { operationId: orders, parameters: { page: $url } } }`,
  );
  assert.deepEqual(contract.notes, [
    'the link "me" of POST /login is not used for query:lang: $response.body#/access2 has no role; give it one with x-roles',
  ]);
});

test('a link between two roles is a mistake', async () => {
  await assert.rejects(
    load(`{ renew: { operationId: renew, requestBody: { secret: '$response.body#/access' } } }`, {
      refresh: ', x-role: refresh-token',
    }),
    /openapi\.yaml:\d+#\/paths\/~1login\/post: the link "renew" of POST \/login puts the token where POST \/refresh has the refresh-token; correct the link or one of the roles/,
  );
});
