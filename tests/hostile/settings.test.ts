/** Settings that care for credentials, and the folder of the reports. */
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { fresh } from '../../src/engine/request/generated-values.ts';
import type { Fresh } from '../../src/engine/request/generated-values.ts';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import { UserError } from '../../src/core/user-error.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import { transportOptionsOf } from '../../src/engine/transport.ts';
import type { Operation, Schema } from '../../src/contract/model.ts';
import { allows } from '../../src/contract/validate.ts';
import { newAccount } from '../../src/engine/accounts/accounts.ts';
import { claimReports } from '../../src/report/reports-folder.ts';
import { exposure } from '../../src/settings/secret-files.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const good = { TARGET_API: 'flame', TARGET_USERNAME: 'kate@example.com', TARGET_PASSWORD: 'secret-enough' };
const plain = /TARGET_URL is plain HTTP/;

test('permits plain HTTP beyond loopback only by a setting', () => {
  for (const TARGET_URL of [
    'http://staging.example.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.1',
    'http://localhost.example.com',
    'http://[::2]',
    'http://[::ffff:10.0.0.1]',
    'http://128.0.0.1',
    'http://localhost.localdomain',
    'http://notlocalhost',
  ])
    assert.throws(() => settingsFrom({ ...good, TARGET_URL }), plain, TARGET_URL);
  for (const TARGET_URL of [
    'http://127.0.0.1:8080',
    'http://localhost',
    'http://[::1]:1',
    'http://foo.localhost:8080',
    'http://localhost.',
    'http://0.0.0.0:1',
    'http://[::]:1',
    'http://[::ffff:127.0.0.1]:1',
    'https://staging.example.com',
  ])
    assert.doesNotThrow(() => settingsFrom({ ...good, TARGET_URL }), TARGET_URL);
  assert.doesNotThrow(() =>
    settingsFrom({ ...good, TARGET_URL: 'http://staging.example.com', TARGET_ALLOW_PLAIN_HTTP: '1' }),
  );
});

test('a path for probes stays below the URL', () => {
  const TARGET_URL = 'http://127.0.0.1:1/base';
  for (const TARGET_PROBE_PATH of ['../x', 'a/%2e%2e/x', './x', 'a b', 'a#b', 'a\\b'])
    assert.throws(
      () => settingsFrom({ ...good, TARGET_URL, TARGET_PROBE_PATH }),
      /TARGET_PROBE_PATH is ".*; write a path below/,
    );
  assert.equal(settingsFrom({ ...good, TARGET_URL, TARGET_PROBE_PATH: 'users/me' }).target?.probePath, 'users/me');
});

test('limits are whole numbers', () => {
  const TARGET_URL = 'http://127.0.0.1:1';
  const pace = settingsFrom({ ...good, TARGET_URL, TARGET_MAX_REQUESTS_PER_SECOND: '20' }).target?.pace;
  assert.deepEqual(pace, {
    requestsPerSecond: 20,
    loginsPerMinute: undefined,
    registrationsPerMinute: undefined,
    concurrency: undefined,
  });
  for (const value of ['0', '-1', '1.5', 'many', '99999999'])
    assert.throws(() => settingsFrom({ ...good, TARGET_URL, TARGET_MAX_LOGINS_PER_MINUTE: value }), /whole number/);
});

test('names registered accounts after their run, in the configured domain', async () => {
  const { contract } = await loadSuite('goact');
  const environment = { ...good, TARGET_API: 'goact', TARGET_URL: 'http://127.0.0.1:1', CONFORMANCE_RUN: '1f2e3d' };
  for (const [domain, name] of [
    [undefined, /^conformance\.1f2e3d\.[0-9a-f]{12}@example\.com$/],
    ['mail.example.org', /^conformance\.1f2e3d\.[0-9a-f]{12}@mail\.example\.org$/],
  ] as const) {
    const { target } = settingsFrom({ ...environment, TARGET_ACCOUNT_DOMAIN: domain });
    assert.ok(target);
    assert.match(newAccount(contract, target).identity, name);
  }
});

test('generates accounts that the registration allows', () => {
  const registering = (role: Fresh, schema: Schema): Operation => ({
    id: 'join',
    flow: 'register',
    method: 'POST',
    otherMethods: [],
    path: '/join',
    provenance: { level: 'documented' },
    parameters: [
      {
        name: role,
        in: 'body',
        pointer: `/${role}`,
        required: true,
        schema,
        role,
        provenance: { level: 'documented' },
      },
    ],
    bodyTypes: ['application/json'],
    security: undefined,
    answers: [],
    extraCases: [],
    credentialMembers: [],
    https: undefined,
  });
  const naming = { run: '1f2e3d', domain: 'example.com' };
  for (const [role, schema] of [
    ['identity', { type: 'string', pattern: '^[a-z][a-z0-9]{2,15}$' }],
    ['identity', { type: 'string', maxLength: 8 }],
    ['identity', { type: 'string', pattern: '^\\+[0-9]{8,15}$' }],
    ['password', { type: 'string', pattern: '^[0-9]{6}$' }],
    ['password', { type: 'string', minLength: 16, pattern: '[^A-Za-z0-9]' }],
    ['nickname', { type: 'string', pattern: '^[a-z]{3,8}$' }],
    ['nickname', { type: 'string', pattern: '^user[1-9]\\d*$' }],
    ['identity', { type: 'string', format: 'email', maxLength: 40 }],
    ['identity', { type: 'string', format: 'email', maxLength: 24 }],
    ['identity', { type: 'string', pattern: '^[1-9][0-9]{9}$' }],
    // Some texts of a form fit, others do not.
    ['password', { type: 'string', pattern: '^(?!.*([0-9])\\1)[0-9]{4,6}$' }],
  ] as [Fresh, Schema][]) {
    const made = Array.from({ length: 50 }, () => fresh(role, [registering(role, schema)], naming));
    for (const text of made) assert.ok(allows(schema, text), `${text} as ${JSON.stringify(schema)}`);
    assert.ok(new Set(made).size > 40);
  }
});

test('warns about a file of secrets that other users can read', () => {
  const folder = temporaryFolder('env');
  const file = path.join(folder, '.env');
  assert.deepEqual(exposure(file), []);
  writeFileSync(file, 'TARGET_PASSWORD=x');
  chmodSync(file, 0o644);
  assert.match(exposure(file).join(), /can be read by everybody/);
  chmodSync(file, 0o600);
  assert.deepEqual(exposure(file), []);
});

test('a folder of reports belongs to one run', () => {
  const folder = temporaryFolder('reports');
  const lock = path.join(folder, '.lock');
  const refused = (message: RegExp) => (error: unknown) => error instanceof UserError && message.test(error.message);
  writeFileSync(lock, String(process.ppid));
  assert.throws(() => claimReports(folder), refused(/Another run \(process \d+\) writes its reports/));
  // The highest possible id is nobody's.
  writeFileSync(lock, '4194304');
  claimReports(folder);
  assert.throws(() => claimReports(path.join(lock, 'below')), refused(/nothing can be written/));
  // No folder can be made there, and Node would try for ever.
  assert.throws(() => claimReports('/proc/nothing/below'), refused(/nothing can be written/));
});

test('a name of loopback is reached without a resolver', async () => {
  const { handler, settings } = createTarget('flame');
  const server = await serve(handler);
  const url = server.url.replace('127.0.0.1', 'no-such-name.localhost');
  const { target } = settingsFrom({ ...settings, TARGET_URL: url });
  assert.ok(target);
  const transport = playwrightTransport(target.url, transportOptionsOf(target));
  try {
    const result = await transport.send({ method: 'GET', url: target.url, query: [], headers: {} });
    assert.ok('response' in result, JSON.stringify(result));
  } finally {
    await transport.close();
    await server.close();
  }
});
