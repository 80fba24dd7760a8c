/** Accounts from an authentication file of Web Fuzzing Commons. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { settingsFrom } from '../../src/settings/settings.ts';
import { temporaryFolder } from '../temporary-folder.ts';

function accounts(text: string | undefined, settings: Record<string, string> = {}) {
  const folder = temporaryFolder('auth');
  const file = path.join(folder, 'auth.yaml');
  if (text !== undefined) writeFileSync(file, text);
  const target = { TARGET_API: 'flame', TARGET_URL: 'http://127.0.0.1:1', TARGET_AUTH_FILE: file };
  const { account, second } = settingsFrom({ ...target, ...settings }).target ?? {};
  return [account, second];
}

const file = `
auth:
  - { name: token, fixedHeaders: [{ name: Authorization, value: Bearer 1 }] }
  - name: kate
    loginEndpointAuth: { payloadUserPwd: { username: kate, password: 'first:9', usernameField: u, passwordField: p } }
  - name: paul
    loginEndpointAuth: { headers: [{ name: authorization, value: 'Basic ${Buffer.from('paul:se:cond').toString('base64')}' }] }
authTemplate: { loginEndpointAuth: { endpoint: /login, verb: POST, contentType: application/json } }
`;
const kate = { identity: 'kate', password: 'first:9' };
const paul = { identity: 'paul', password: 'se:cond' };

test('the first two accounts are used, given as members or as credentials of HTTP Basic', () => {
  assert.deepEqual(accounts(file), [kate, paul]);
});

test('settings win over the file', () => {
  const own = { TARGET_USERNAME: 'anne', TARGET_PASSWORD: 'third' };
  assert.deepEqual(accounts(file, own), [{ identity: 'anne', password: 'third' }, paul]);
});

const wrong: readonly [title: string, text: string | undefined, message: RegExp][] = [
  ['a missing file', undefined, /TARGET_AUTH_FILE is ".*auth\.yaml", which cannot be read/],
  ['what is not YAML', 'auth: [', /which is not valid YAML/],
  [
    'a file without accounts',
    'auth: [{ name: a, fixedHeaders: [] }, null]',
    /no entry of "auth" has a name and a pass/,
  ],
  ['another file', 'a: 1', /which has no list "auth"/],
];

for (const [title, text, message] of wrong)
  test(`one message is about ${title}`, () => {
    assert.throws(() => accounts(text), message);
  });
