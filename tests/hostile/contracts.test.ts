/** A hostile contract gets a clear error, soon. */
import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../src/core/user-error.ts';
import { loadContract } from '../../src/contract/load.ts';
import { allows } from '../../src/contract/validate.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const openapi = 'openapi: 3.1.0\nx-id: evil\ninfo: { title: x, version: "1" }\n';

/** Nine lines that become 10^9 values. */
const laughs = [
  'x0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...Array.from(
    { length: 8 },
    (_, n) => `x${n + 1}: &x${n + 1} [${Array.from({ length: 10 }, () => `*x${n}`).join(', ')}]`,
  ),
].join('\n');

const flow = (schema: string): string =>
  `paths:\n  /login:\n    post:\n      operationId: login\n      x-flow: login\n      requestBody: { content: { application/json: { schema: ${schema} } } }\n      responses: { "200": { description: x } }\n`;

const withSchema = (schema: string): string => openapi + flow(schema);

const contracts: [title: string, text: string, message: RegExp][] = [
  [
    'a YAML bomb',
    `${openapi}components:\n  schemas:\n${laughs.replace(/^/gm, '    ')}\n${flow('{ $ref: "#/components/schemas/x8" }')}`,
    /more than 200000 values/,
  ],
  [
    'a YAML alias of itself',
    `${openapi}x-a: &a { b: *a }\npaths: {}\n`,
    /holds itself|circular|refers back|call stack/i,
  ],
  [
    'JSON nested very deep',
    `${openapi}components: ${'{a: '.repeat(5000)}1${'}'.repeat(5000)}\n`,
    /nested|call stack|depth/i,
  ],
  [
    'a $ref to itself',
    withSchema('{ $ref: "#/paths/~1login/post/requestBody/content/application~1json/schema" }'),
    /refers back|resolve|token|pointer/i,
  ],
  [
    'a $ref cycle',
    `${openapi}components: { schemas: { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } } }
${flow('{ $ref: "#/components/schemas/A" }')}`,
    /refers back/,
  ],
  ['a $ref to a URL', withSchema('{ $ref: "http://127.0.0.1:1/schema.json" }'), /refers only to files beside it/],
  [
    'a $ref to a file above',
    withSchema('{ $ref: "../../../../../../etc/passwd" }'),
    /outside of the contract's folder/,
  ],
  ['a $ref to an absolute file', withSchema('{ $ref: "file:///etc/passwd" }'), /outside of the contract's folder/],
  ['a $ref through a link', withSchema('{ $ref: "link.json" }'), /a link out of the contract's folder/],
  ['a huge pattern', withSchema(`{ type: string, pattern: "${'a'.repeat(2000)}" }`), /1000 are the most/],
  [
    'a huge pattern of names',
    withSchema(`{ patternProperties: { ? "${'a'.repeat(2000)}" : true } }`),
    /1000 are the most/,
  ],
  [
    'a huge minLength',
    withSchema('{ type: string, minLength: 1000000000 }'),
    /minLength: is 1000000000; 100000 is the most/,
  ],
  ['a control sequence', `${openapi}paths: {}\nx-source: "\\e[31m"\n`, /#\/x-source: holds the character U\+001B/],
  [
    'a control sequence in a name',
    `${openapi}paths: { "/a\\e[2J": { post: { x-flow: login, responses: {} } } }\n`,
    /\?\[2J/,
  ],
  [
    'a huge enum',
    withSchema(`{ enum: [${Array.from({ length: 20_000 }, (_, n) => n).join(',')}] }`),
    /lists 20000 values/,
  ],
  ['a huge file', `${openapi}x-id: ${'x'.repeat(5 * 1024 * 1024)}\n`, /are the most/],
  ['a YAML tag that runs code', `${openapi}x-a: !!js/function "function () { process.exit(1) }"\n`, /tag/i],
  ['NUL bytes', '\0\0\0\0', /./],
  ['a tag of a binary', `${openapi}paths: !!binary "AAAA"\n`, /./],
];

for (const [title, text, message] of contracts)
  test(`rejects ${title}`, async () => {
    const folder = temporaryFolder('contract');
    symlinkSync('/etc/passwd', path.join(folder, 'link.json'));
    const file = path.join(folder, 'openapi.yaml');
    writeFileSync(file, text);
    await assert.rejects(loadContract(file), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, message);
      assert.ok(error.message.length < 2000, 'a message that people can read');
      return true;
    });
  });

const dangerous: [pattern: string, text: string][] = [
  ['^(a+)+$', `${'a'.repeat(50)}!`],
  ['^(a|aa)*$', `${'a'.repeat(100)}!`],
  ['(a?){50}a{50}b', 'a'.repeat(60)],
  [`^${'(?:a|a)'.repeat(30)}$`, `${'a'.repeat(30)}!`],
  ['.*.*.*.*.*=x', '='.repeat(3000)],
];

for (const [pattern, text] of dangerous)
  for (const schema of [{ pattern }, { patternProperties: { [pattern]: false } }])
    // Without the limit it would end in years.
    test(`stops ${JSON.stringify(schema)} after a second`, () => {
      assert.throws(
        () => allows(schema, 'pattern' in schema ? text : { [text]: 1 }),
        /takes more than a second on a text of \d+ characters/,
      );
    });

test('tests harmless patterns that repeat', () => {
  assert.ok(allows({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$' }, 'a-slug-of-words'));
  assert.ok(allows({ pattern: '^[\\w\\-.]+$' }, 'an-escape.that-unicode-mode-does-not-know'));
  assert.ok(!allows({ pattern: '^(?=.*[A-Z])(?=.*\\d).{8,}$' }, 'no-capital-1'));
});
