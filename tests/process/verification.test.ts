/** Accounts that have to be verified by a code before they log in, on a small server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAgainst } from './small-server.ts';
import { code, document, server, silent, withSession } from './verification-server.ts';
import type { Ways } from './verification-server.ts';

const registering = { TARGET_ALLOW_REGISTER: '1' };
const settings = { ...registering, TARGET_VERIFICATION_CODE: code };

/** Advice that this server does not follow: it takes any password, and any number of guesses. */
const loose = ['register/common-password', 'login/limits-guesses'];

const legal: readonly [what: string, ways: Ways, document: string, passed: readonly string[]][] = [
  [
    'everything documented',
    { once: true },
    document,
    ['unverified', 'wrong-code', 'cut-code', 'unknown-user', 'used-code', 'other-user', 'code-object'],
  ],
  [
    'a wrong code that makes the right one void',
    { once: true, voids: true },
    document,
    ['cut-code', 'unknown-user', 'used-code', 'code-object'],
  ],
  ['a silent document, with a code that stays valid', { wrong: 410 }, silent, ['without-token', 'verified-twice']],
  ['a silent document, a login before the verification', { lenient: true, once: true }, silent, ['blank-token']],
  ['a number within the session of the registration', { wrong: 422 }, withSession, ['other-user', 'blank-pin']],
];

for (const [what, ways, own, passed] of legal)
  test(`conforms: ${what}`, async () => {
    const { ids, output, code: exit, written } = await runAgainst(server(ways), { 'openapi.yaml': own }, settings);
    assert.deepEqual([...ids('failed'), ...ids('blocked')], [], output);
    assert.deepEqual(ids('warned'), loose, output);
    assert.equal(exit, 0, output);
    for (const slug of ['success', 'then-login', 'wrong-code', ...passed])
      assert.ok(
        ids('passed').some((id) => id === `verify/${slug}` || id === `login/${slug}`),
        `${slug}\n${ids('passed').join(' ')}`,
      );
    assert.ok(ids('passed').includes('register/then-login'), output);
    assert.ok(!written.includes(code), 'the code stands in the reports');
  });

test('without the code, what needs it is not testable and names the setting; the rest is tested', async () => {
  const { ids, output, code: exit, report } = await runAgainst(server({}), { 'openapi.yaml': document }, registering);
  assert.deepEqual([...ids('failed'), ...ids('blocked')], [], output);
  assert.equal(exit, 0, output);
  assert.match(output, /TARGET_VERIFICATION_CODE/);
  for (const id of ['verify/success', 'verify/wrong-code', 'login/unverified', 'register/then-login'])
    assert.ok(ids('not-testable').includes(id), id);
  assert.ok(ids('passed').includes('register/success'), output);
  const reasons = report?.apis.flatMap(({ requirements }) => requirements) ?? [];
  const own = reasons.find(({ id }) => id === 'shop/verify/success');
  assert.match(own?.reason ?? '', /Set TARGET_VERIFICATION_CODE to the code/);
});

const defects: readonly [ways: Ways, failed: readonly string[], document?: string][] = [
  [{ anyCode: true, once: true }, ['verify/wrong-code', 'verify/cut-code', 'verify/wrong-code-verifies-none']],
  [{ lenient: true, once: true }, ['login/unverified']],
  [{ beginning: true, once: true }, ['verify/cut-code']],
  [{ truthy: true, once: true }, ['verify/code-boolean', 'verify/code-object']],
  [{ verifiesAnyway: true }, ['verify/wrong-code-verifies-none']],
  [{ verifiesAll: true, once: true }, ['verify/other-user']],
  [{ toggles: true, once: true }, ['verify/verified-twice']],
  [{ anyUser: true, once: true }, ['verify/unknown-user']],
  [{}, ['verify/used-code']],
  [{ verifiesNone: true }, ['verify/then-login', 'register/then-login'], silent],
  [{ anyCode: true }, ['verify/wrong-code', 'verify/cut-code', 'verify/pin-boolean'], withSession],
];

for (const [ways, failed, own = document] of defects)
  test(`finds: ${Object.keys(ways).join(', ') || 'a code that works twice'}`, async () => {
    // One account at a time: a verification of all accounts would be one of other cases too.
    const serial = { ...settings, TARGET_MAX_CONCURRENCY: '1' };
    const { ids, output } = await runAgainst(server(ways), { 'openapi.yaml': own }, serial, ['-g', '@shop']);
    for (const id of failed) assert.ok(ids('failed').includes(id), `${id}\n${output}`);
  });
