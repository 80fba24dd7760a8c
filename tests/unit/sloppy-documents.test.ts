/** Documents with mistakes that many teams publish: beside an Overlay they load, and the plan notes what was ignored. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadContract } from '../../src/contract/load.ts';
import type { Contract } from '../../src/contract/model.ts';
import { derivePlan } from '../../src/plan/derive.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const roles = { request: { identity: '/email', password: '/password' }, response: { token: '/token' } };
const document = `openapi: 3.0.3
info: { title: Shop, version: '1' }
paths:
  /login:
    post:
      operationId: login
      requestBody: { content: { application/json: { schema: { type: object, properties: { email: { type: string }, password: { type: string } } } } } }
      responses: { '200': { description: ok, content: { application/json: { schema: { properties: { token: { type: string } } } } } } }
  /me: { get: { operationId: me, security: [{ bearer: [] }], responses: { '200': { description: ok } } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;
const overlay = {
  overlay: '1.0.0',
  info: { title: 'Annotations', version: '1' },
  actions: [
    { target: "$.paths['/login'].post", update: { 'x-flow': 'login', 'x-roles': roles } },
    { target: "$.paths['/me'].get", update: { 'x-flow': 'token-info' } },
  ],
};

async function load(from: string, to: string): Promise<Contract> {
  assert.ok(document.includes(from));
  const folder = temporaryFolder('sloppy');
  writeFileSync(path.join(folder, 'shop.yaml'), document.replace(from, to));
  writeFileSync(path.join(folder, 'shop.overlay.yaml'), JSON.stringify(overlay));
  return await loadContract(path.join(folder, 'shop.yaml'));
}

const email = 'email: { type: string }';
const mistakes: readonly [title: string, from: string, to: string, note: RegExp][] = [
  ['a required property', email, 'email: { type: string, required: true }', /required: true is no JSON Schema/],
  ['an unknown type', email, `${email}, since: { type: date }`, /type: "date" is no JSON Schema, and is ignored/],
  ['a keyword of a validator', email, 'email: { type: string, validate: x }', /validate: "x" is no JSON Schema/],
  ['a number in quotes', email, "email: { type: string, minLength: '6' }", /minLength: "6" is no JSON Schema/],
  ['an id of an older draft', email, 'email: { type: string, id: email }', /id: "email" is no JSON Schema/],
  ['an empty choice', email, `${email}, kind: { type: string, enum: [] }`, /enum: \[\] is no JSON Schema/],
  ['a scheme with a place', 'scheme: bearer }', 'scheme: bearer, in: header, name: JWT }', /unevaluatedProperty":"in"/],
  ['a bearer scheme without a scheme', 'scheme: bearer }', 'bearerFormat: JWT }', /required property 'scheme'/],
  ['a response without a description', 'description: ok, content', 'content', /required property 'description'/],
  ['no name of an operation', 'operationId: login', 'operationId: null', /operationId: is not valid/],
  ['a version that is a number', "version: '1'", 'version: 1.0', /version: is not valid/],
  ['security as an object', 'security: [{ bearer: [] }]', 'security: { bearer: [] }', /security: is not valid/],
  ['words of Swagger', 'operationId: me', 'operationId: me, produces: [application/json]', /"produces"/],
];

for (const [title, from, to, note] of mistakes)
  test(`loads a document with ${title}`, async () => {
    const contract = await load(from, to);
    assert.match(contract.notes.join('\n'), note);
    assert.match(contract.notes.join('\n'), /shop\.yaml:\d+#/);
    const [login, info] = contract.operations;
    assert.ok(login?.parameters.some(({ pointer, role }) => pointer === '/email' && role === 'identity'));
    assert.equal(info?.security?.scheme, 'Bearer');
    assert.ok(derivePlan(contract).cases.length > 100);
  });

test('reads what a document means by String and by slashes around a pattern', async () => {
  const contract = await load(email, "email: { type: String, pattern: '/^.+@.+$/i' }");
  assert.deepEqual(contract.notes, []);
  const [identity] = contract.operations[0]?.parameters ?? [];
  assert.equal(identity?.schema.type, 'string');
  assert.equal(identity.schema.pattern, '^.+@.+$');
});

test('what a document is silent about cites the operation, with how it is read', async () => {
  const { requirements } = derivePlan(await load(email, email));
  const silent = requirements.filter(({ id }) => /\/(wrong-password|unknown-token)$/.test(id));
  assert.deepEqual(
    silent.map(({ level, source }) => [level, source]),
    [
      ['implied', 'shop.yaml:5'],
      ['implied', 'shop.yaml:9'],
    ],
  );
  for (const { reading } of silent) assert.match(reading ?? '', /any rejection is right/);
});
