/** The annotations of flows that change an account; each mistake is one message, each omission a note. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { document } from '../process/account-server.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder('accounts');
let count = 0;

/** Loads the document with a text replaced. */
function load(from: string | RegExp, to: string): ReturnType<typeof loadSuite> {
  const text = document.replace(from, to);
  assert.notEqual(text, document);
  const file = path.join(folder, `${(count += 1)}.yaml`);
  writeFileSync(file, text);
  return loadSuite(file);
}

for (const [title, from, to, message] of [
  [
    'a change without a new password',
    ', x-role: new-password',
    '',
    /POST \/password: no parameter has "x-role: new-password"/,
  ],
  [
    'a logout of all sessions without credentials',
    'x-flow: logout-all',
    'x-flow: logout-all\n      security: []',
    /DELETE \/sessions: does not say whose account it is about; give it security/,
  ],
  [
    'a new password at the login',
    'x-role: password }',
    'x-role: new-password }',
    /the parameter "password" has "x-role: new-password", which only "x-flow: change-password" has/,
  ],
] as const)
  test(`${title} is a mistake`, () => assert.rejects(load(from, to), message));

test('without a registration a note says what is not tested', async () => {
  const { contract, cases } = await load('      x-flow: register\n', '');
  assert.deepEqual(
    contract.notes.map((note) => /^\S+ \S+ \(\S+\) is not tested/.exec(note)?.[0]),
    ['POST /password (change-password) is not tested', 'DELETE /users/{id} (delete-account) is not tested'],
  );
  assert.ok(cases.every(({ flow }) => flow !== 'change-password' && flow !== 'delete-account'));
});

test('no request that changes or deletes an account is for a configured one', async () => {
  const { cases } = await load(
    'properties: { current: {',
    'properties: { email: { type: string, x-role: identity }, via: { type: string, enum: [web], default: web }, current: {',
  );
  const spent = cases.flatMap(({ steps }) =>
    steps.filter(({ flow }) => flow === 'change-password' || flow === 'delete-account'),
  );
  assert.ok(spent.length > 50);
  assert.deepEqual(
    spent.filter(({ as }) => as === 'account' || as === 'second'),
    [],
  );
  for (const { mutations } of spent)
    for (const change of mutations)
      if (change.mutate === 'set' && change.parameter === 'email')
        assert.match('of' in change.value ? change.value.of : '', /^generated/);
  for (const { steps } of cases)
    for (const { flow, session } of steps)
      if (flow === 'change-password' || flow === 'delete-account')
        assert.match(steps.find(({ id }) => id === session)?.as ?? 'generated', /^generated/);
});
