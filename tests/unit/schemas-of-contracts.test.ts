/** Schemas of other people's contracts: keywords, values that they forbid, and headers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../src/core/user-error.ts';
import { operationOf } from '../../src/contract/model.ts';
import type { Schema } from '../../src/contract/model.ts';
import { schemaErrors } from '../../src/engine/judge/schema.ts';
import { loadShop } from './shop.ts';
import { allows, allowsText } from '../../src/contract/validate.ts';

const ordinary = [
  '{ type: string, format: uuid }',
  '{ type: integer, format: int32 }',
  '{ type: string, format: password }',
  '{ type: string, format: of-our-own }',
  '{ type: string, example: x, deprecated: true, externalDocs: { url: "https://example.com" }, xml: { name: x } }',
  '{ oneOf: [{ type: object, required: [a] }], discriminator: { propertyName: a } }',
  '{ $schema: "http://json-schema.org/draft-07/schema#", $id: "https://example.com/a", type: string }',
  '{ allOf: [{ $id: a, type: string }, { $id: a, minLength: 1 }] }',
  '{ type: [string, "null"], nullable: true, x-other: 1 }',
  '{ type: string, pattern: "^[\\\\w\\\\-.]+$" }',
  '{ type: array, prefixItems: [true], items: { type: string } }',
];

for (const schema of ordinary)
  test(`takes the ordinary schema ${schema}`, async () => {
    const { contract } = await loadShop({ success: schema, root: 'x-foreign: [x-other]' });
    const answer = operationOf(contract, 'login')?.answers.find(({ when }) => when === 'success');
    assert.ok(answer?.schema !== undefined);
    assert.deepEqual(schemaErrors(answer.schema, { token: 'x' }), []);
  });

const unusable: [schema: string, message: RegExp][] = [
  ['{ type: text }', /schema\/properties\/more\/type: is not JSON Schema 2020-12: must be/],
  ['{ type: string, minLenght: 1 }', /schema\/properties\/more\/minLenght: unknown keyword "minLenght" in a schema/],
  ['{ type: string, pattern: "(" }', /schema\/properties\/more\/pattern: "\(" is no regular expression/],
  ['{ type: number, exclusiveMinimum: true }', /schema\/properties\/more\/exclusiveMinimum: is not JSON Schema/],
];

for (const [schema, message] of unusable)
  test(`refuses the schema ${schema}`, async () => {
    await assert.rejects(loadShop({ success: schema }), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, message);
      assert.match(error.message, /openapi\.yaml:\d+#\/paths\/~1sessions\/post\/responses\/200\/content/);
      return true;
    });
  });

test('a member that only requests have is not missed in answers', async () => {
  const { contract } = await loadShop({
    success: '{ type: object, required: [pin], properties: { pin: { type: string, writeOnly: true } } }',
  });
  const answer = operationOf(contract, 'login')?.answers[0];
  assert.ok(answer?.schema !== undefined);
  assert.deepEqual(schemaErrors(answer.schema, { token: 'x', more: {} }), []);
});

test('what begins with x- is a keyword only where keywords stand', async () => {
  const { contract } = await loadShop({
    headers: '{ x-request-id: { schema: { type: string } } }',
    success: '{ type: object, properties: { x-a: { type: string } }, example: { x-a: b } }',
  });
  assert.equal(operationOf(contract, 'login')?.answers[0]?.headers[0]?.name, 'x-request-id');
  await assert.rejects(loadShop({ success: '{ x-rol: token }' }), /unknown keyword "x-rol"/);
});

const values: [schema: string, forbidden: string[], absent: string[]][] = [
  ['{ type: string, enum: [other, web] }', ['other-kind'], []],
  ['{ type: string, pattern: "^[a-z-]+$", example: web }', ['malformed-kind'], []],
  ['{ type: string, pattern: ".", example: web }', [], ['malformed-kind']],
  ['{ type: string, format: email, pattern: "example" }', ['malformed-kind', 'against-pattern-kind'], []],
  ['{ type: [integer, string], example: 1 }', [], ['text-kind']],
  ['{ type: integer, enum: [1, 2] }', ['other-kind', 'text-kind'], []],
  ['{ type: [string, "null"], example: a }', [], ['null-kind']],
  ['{ type: string, maxLength: 2000000000 }', [], ['long-kind']],
  ['{ minLength: 3, maxLength: 5, example: abcd }', ['short-kind', 'long-kind'], []],
  ['{ const: "" }', ['other-kind'], ['blank-kind']],
  ['{ type: string, format: uuid }', ['malformed-kind'], []],
  ['{ type: string, format: of-our-own }', [], ['malformed-kind']],
];

for (const [schema, forbidden, absent] of values)
  test(`sends what ${schema} forbids, and nothing else, as wrong`, async () => {
    const { contract, cases } = await loadShop({ body: schema });
    const operation = operationOf(contract, 'login');
    const parameter = operation?.parameters.find(({ name }) => name === 'kind');
    assert.ok(parameter !== undefined);
    for (const slug of forbidden) {
      const change = cases.find(({ id }) => id === `shop/login/${slug}`)?.steps[0]?.mutations[0];
      assert.ok(change?.mutate === 'set', slug);
      if ('literal' in change.value) assert.ok(!allows(parameter.schema, change.value.literal), slug);
    }
    for (const slug of absent) assert.ok(!cases.some(({ id }) => id === `shop/login/${slug}`), slug);
  });

for (const schema of [
  '{ type: string, pattern: "^[0-9]{4}$" }',
  '{ type: integer, maximum: 0 }',
  '{ type: string, default: a, minLength: 2 }',
])
  test(`asks for an example of ${schema}`, async () => {
    await assert.rejects(loadShop({ body: schema }), /the parameter "kind" would be sent as .*; write an "example"/);
  });

test('numbers just beyond their bounds are refused, those that a schema allows are not', async () => {
  for (const [schema, expected] of [
    ['{ type: integer, minimum: 3, maximum: 9 }', [2, 10]],
    ['{ type: integer, exclusiveMinimum: 3, example: 5 }', [3]],
    ['{ type: [number, "null"], maximum: 9 }', [10]],
    ['{ type: string, minimum: 3 }', []],
  ] as const) {
    const { cases } = await loadShop({ body: schema });
    const sent = cases
      .filter(({ id }) => /login\/(small|great)-kind$/.test(id))
      .flatMap(({ steps }) => steps.flatMap(({ mutations }) => mutations))
      .map((change) => (change.mutate === 'set' && 'literal' in change.value ? change.value.literal : undefined));
    assert.deepEqual(sent, expected, schema);
  }
});

test('reads the text of headers as their schemas say', () => {
  const fitting: [Schema, string][] = [
    [{ type: 'integer' }, '100'],
    [{ type: 'number', minimum: 0.5 }, '0.75'],
    [{ type: 'boolean' }, 'true'],
    [{ type: ['integer', 'null'] }, '7'],
    [{ type: 'string', const: '100' }, '100'],
    [{ type: 'array', items: { type: 'integer' }, maxItems: 3 }, '1, 2,3'],
    [{ enum: [1, 2] }, '2'],
    [{}, 'anything'],
  ];
  for (const [schema, text] of fitting) assert.ok(allowsText(schema, text), JSON.stringify(schema));
  const unfitting: [Schema, string][] = [
    [{ type: 'integer' }, '1.5'],
    [{ type: 'integer' }, 'many'],
    [{ type: 'boolean' }, 'yes'],
    [{ type: 'array', items: { type: 'integer' } }, '1,b'],
  ];
  for (const [schema, text] of unfitting) assert.ok(!allowsText(schema, text), JSON.stringify(schema));
});
