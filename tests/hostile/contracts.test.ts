/** A hostile contract gets a clear error, soon. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { mayRunForEver } from '../../src/contract/bounds.ts';
import { UserError } from '../../src/contract/error.ts';
import { loadContract } from '../../src/contract/load.ts';

const openapi = 'openapi: 3.1.0\nx-id: evil\ninfo: { title: x, version: "1" }\n';

/** Nine lines that become 10^9 values. */
const laughs = [
  'x0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...Array.from(
    { length: 8 },
    (_, n) => `x${n + 1}: &x${n + 1} [${Array.from({ length: 10 }, () => `*x${n}`).join(', ')}]`,
  ),
].join('\n');

const withSchema = (schema: string): string =>
  `${openapi}paths:\n  /login:\n    post:\n      operationId: login\n      x-flow: login\n      requestBody: { content: { application/json: { schema: ${schema} } } }\n      responses: { "200": { description: x } }\n`;

const contracts: [title: string, text: string, message: RegExp][] = [
  ['a YAML bomb', `${openapi}components:\n  schemas:\n${laughs.replace(/^/gm, '    ')}\n`, /more than 200000 values/],
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
    `${openapi}components: { schemas: { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } } }\npaths: {}\n`,
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
  ['a nested repetition', withSchema('{ type: string, pattern: "^(a+)+$" }'), /may run for ever/],
  ['a repeated choice', withSchema('{ type: string, pattern: "^(a|aa)*$" }'), /may run for ever/],
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
  test(`refuses ${title}`, async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'contract-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
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

test('tells dangerous patterns from harmless ones', () => {
  for (const pattern of ['(a+)+', '(a*)*b', '(a|a)*', '((a+))+', '(?:a+){2,}', '(?<n>x+)*', '([a-z]+)*$', '(.*,)+'])
    assert.ok(mayRunForEver(pattern), pattern);
  for (const pattern of [
    '^[^@\\s]+@[^@\\s]+$',
    '^(0[1-9]|[12][0-9])$',
    '^(abc)+$',
    '(a|b)?',
    '[(+)]+',
    '\\(a+\\)+',
    '(a+){1,3}',
  ])
    assert.ok(!mayRunForEver(pattern), pattern);
});
