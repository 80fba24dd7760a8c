/** Contracts are checked when loaded: each mistake is one clear error with file and place. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadSuite } from '../../src/plan/suite.ts';
import { UserError } from '../../src/core/user-error.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const schemas = fileURLToPath(new URL('../../schemas', import.meta.url));

/** Loads a copy of goact's contract in which a text was replaced. */
async function loadChanged(file: string, from: string | RegExp, to: string): Promise<unknown> {
  const folder = temporaryFolder('contract');
  cpSync(path.join(schemas, 'goact'), folder, { recursive: true });
  const text = readFileSync(path.join(folder, file), 'utf8');
  const changed = text.replace(from, to);
  assert.notEqual(changed, text, 'the change changes nothing');
  writeFileSync(path.join(folder, file), changed);
  return await loadSuite(path.join(folder, 'openapi.yaml'));
}

const openapi = 'openapi.yaml';
const mistakes: [title: string, file: string, from: string | RegExp, to: string, message: RegExp][] = [
  [
    'an unknown keyword',
    openapi,
    'x-flow: login',
    'x-flwo: login',
    /openapi\.yaml:\d+#\/paths\/~1mint.*\/post\/x-flwo: unknown keyword "x-flwo"; write "x-flow"/,
  ],
  [
    'an unknown keyword in a schema file',
    'token.schema.json',
    '"x-role": "token"',
    '"x-rol": "token"',
    /token\.schema\.json:\d+#\/properties\/access_token\/x-rol: unknown keyword/,
  ],
  [
    'an unknown level',
    openapi,
    'x-level: implied',
    'x-level: certain',
    /must be equal to one of the allowed values: documented, implied, standard, advice/,
  ],
  [
    'an unknown role',
    'token.schema.json',
    '"x-role": "token"',
    '"x-role": "tokn"',
    /token\.schema\.json:\d+#\/properties\/access_token\/x-role: must be equal to one of/,
  ],
  [
    'a $ref that leads nowhere',
    openapi,
    '$ref: token.schema.json',
    '$ref: nowhere.schema.json',
    /nowhere\.schema\.json/,
  ],
  [
    'a $ref to the network',
    openapi,
    '$ref: token.schema.json',
    "$ref: 'https://example.com/token.json'",
    /example\.com/,
  ],
  [
    'a $ref out of the folder',
    openapi,
    '$ref: token.schema.json',
    '$ref: ../../etc/passwd',
    /outside of the contract's folder/,
  ],
  [
    'a situation nobody answers',
    openapi,
    '- wrong-password\n',
    '- invalid-parameter:username\n',
    /POST \/mint\/api\/v1\/auth\/authorize: no response answers the situation "wrong-password"/,
  ],
  [
    'a situation that is misspelt',
    openapi,
    'x-when: duplicate-account',
    'x-when: duplicate-acount',
    /names "duplicate-acount", which is neither a situation nor an x-case/,
  ],
  [
    'a response that no case can provoke',
    openapi,
    'x-when: duplicate-account',
    'x-when: [duplicate-account, null-parameter:firstname, revoked-token]',
    /\(x-flow: register\): no case can provoke "revoked-token"/,
  ],
  [
    'a parameter that is none',
    openapi,
    'missing-parameter:username',
    'missing-parameter:user',
    /names the parameter "user", which the operation does not have; write one of grant_type, username, password/,
  ],
  [
    'two operations in one flow',
    openapi,
    'x-flow: register',
    'x-flow: token-info',
    /a second operation with x-flow "token-info"; only login and logout may have several/,
  ],
  [
    'another version of OpenAPI',
    openapi,
    'openapi: 3.1.0',
    'openapi: 4.0.0',
    /is written in OpenAPI 4\.0\.0; the harness reads 2\.0, 3\.0 and 3\.1/,
  ],
  ['a document that is not OpenAPI', openapi, 'operationId: login', 'operationId: 7', /is not valid OpenAPI 3\.1/],
  ['what is not YAML', openapi, 'info:', 'info: [', /openapi\.yaml/],
  [
    'a template without credentials',
    openapi,
    "x-credentials: '{token}'",
    "x-credentials: 'token'",
    /must match pattern/,
  ],
  ...['Host', 'content-length', 'Transfer-Encoding', 'TE'].map((name): (typeof mistakes)[number] => [
    `a parameter ${name}, which no request can choose`,
    openapi,
    /^( +)operationId: login$/m,
    `$1operationId: login\n$1parameters: [{ name: ${name}, in: header, schema: { type: string } }]`,
    new RegExp(`openapi\\.yaml:\\d+#/paths/\\S+: parameter "${name}" is a header that the connection writes itself`),
  ]),
  ...['/../../x', '/a/%2e%2E/x', '/x?y=1', '/x#', '/x y', '/x%zz'].map((path): (typeof mistakes)[number] => [
    `the path ${path}, which cannot be sent as it stands`,
    openapi,
    /^  \/\S+:$/m,
    `  '${path}':`,
    /openapi\.yaml:\d+#\/paths\/\S.*: the path has a character that the path of a URL cannot have/,
  ]),
  ['security that does not exist', openapi, '- userToken: []', '- usrToken: []', /security names "usrToken"/],
];

for (const [title, file, from, to, message] of mistakes)
  test(`rejects ${title}`, async () => {
    await assert.rejects(loadChanged(file, from, to), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, message);
      assert.ok(error.message.split('\n').length < 32);
      return true;
    });
  });

test('loads a contract from a folder with a space, an accent and a percent sign in its name', async () => {
  const folder = temporaryFolder('contract é 50% ');
  cpSync(path.join(schemas, 'goact'), folder, { recursive: true });
  const [{ cases }, own] = await Promise.all([loadSuite(path.join(folder, openapi)), loadSuite('goact')]);
  assert.equal(cases.length, own.cases.length);
});

test('ignores listed keywords of other tools', async () => {
  await loadChanged(openapi, 'x-id: goact', "x-id: goact\nx-foreign: ['x-amazon-*']\nx-amazon-thing: 1");
});
