/** Annotations of a verification: mistakes, and what one code for all accounts cannot test. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { missingPrerequisite } from '../../src/engine/prerequisites.ts';
import { withVerifications } from '../../src/engine/verifications.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import type { Suite } from '../../src/plan/suite-of.ts';
import type { Target } from '../../src/settings/target.ts';
import { document, silent, withSession } from '../process/verification-server.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder('verification');
let count = 0;

function load(text: string): Promise<Suite> {
  const file = path.join(folder, `${(count += 1)}.yaml`);
  writeFileSync(file, text);
  return loadSuite(file);
}

const target = { allowRegister: true, otherNames: true, verificationCode: '482915', account: {}, usernames: {} };

for (const [title, text, message] of [
  [
    'a verification without a code',
    document.replace(', x-role: verification-code', ''),
    /POST \/verify: no parameter has "x-role: verification-code"/,
  ],
  [
    'a success that is a redirect',
    silent.replace("'200': { description: verified", "'302': { description: verified"),
    /GET \/confirm: its success is a redirect, which does not tell a client whether the code was right/,
  ],
  [
    'a code at the login',
    document.replace('x-role: password', 'x-role: verification-code'),
    /the parameter "password" has "x-role: verification-code", which only "x-flow: verify" has/,
  ],
] as const)
  test(`${title} is a mistake`, async () => {
    assert.notEqual(text, document);
    await assert.rejects(load(text), message);
  });

test('one code for all accounts cannot test a request that names no user', async () => {
  const { contract, cases } = await load(silent.replace(/ +- \{ name: email, in: query.*\n/, ''));
  const all = target as unknown as Target;
  const own = cases.find(({ id }) => id === 'shop/verify/success');
  assert.equal(own && missingPrerequisite(own, contract, all)?.code, 'code-names-no-user');
  const login = cases.find(({ id }) => id === 'shop/register/then-login');
  assert.ok(login);
  assert.equal(missingPrerequisite(login, contract, all), undefined);
  assert.deepEqual(withVerifications(login.steps, contract, all), login.steps);
});

test('a document that lists no refusal takes any, beside what it says of an account that waits', async () => {
  const login = /'401': \{ description: refused, x-when: \[wrong-password, unknown-user\] \}/;
  const { contract } = await load(document.replace(login, "'401': { description: refused }"));
  const answers = contract.operations.find(({ flow }) => flow === 'login')?.answers ?? [];
  assert.deepEqual(
    answers.filter(({ when }) => when !== 'success').map(({ when, status }) => `${when} ${status}`),
    ['unverified 403', 'wrong-password 401', 'unknown-user 401'],
  );
});

test('a registration is verified within its session, and before the account is used', async () => {
  const { contract, cases } = await load(withSession);
  const { steps = [] } = cases.find(({ id }) => id === 'shop/register/then-login') ?? {};
  const made = withVerifications(steps, contract, { verificationCode: '482915' });
  assert.deepEqual(
    made.slice(0, 3).map(({ id, flow, session }) => [id, flow, session]),
    [
      ['register', 'register', undefined],
      ['verification-of-register', 'verify', 'register'],
      ['login', 'login', undefined],
    ],
  );
});
