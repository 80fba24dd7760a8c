/** Plain requests that fail in cases about something else are a finding where nothing else explains them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInLab, suiteOf } from '../../src/proof/lab.ts';
import { movableClock } from '../../reference/clock.ts';
import { createTarget, createTargetWith } from '../../reference/create.ts';
import { flameRules } from '../../reference/flame.ts';
import type { FlameRules } from '../../reference/flame.ts';
import { groupFindings } from '../../src/report/findings.ts';
import { withUnattributed } from '../../src/report/unattributed.ts';

/** The findings on a flame server that answers its first login as documented, and all later ones as it is told. */
async function findingsOn(
  later: (...given: Parameters<FlameRules['loginAnswer']>) => ReturnType<FlameRules['loginAnswer']>,
) {
  const suite = await suiteOf('flame');
  const clock = movableClock();
  let logins = 0;
  const loginAnswer: FlameRules['loginAnswer'] = (...given) =>
    (logins += 1) === 1 ? flameRules.loginAnswer(...given) : later(...given);
  const results = await runInLab(suite, { target: createTargetWith('flame', { loginAnswer }, clock), clock });
  const settled = withUnattributed(suite, results, 'implied');
  return {
    alone: groupFindings('flame', results),
    findings: groupFindings('flame', settled),
    verdicts: new Map(settled.flatMap((each) => each.results).map((each) => [each.requirement.id, each.verdict])),
  };
}

test('a server that rejects every login but the first is one finding', async () => {
  const { alone, findings, verdicts } = await findingsOn(() => ({ status: 409, body: { error: 'signed in' } }));
  assert.deepEqual(alone, []);
  assert.deepEqual(
    findings.map(({ requirements, mismatch }) => [requirements, mismatch.status]),
    [[['flame/login/success'], 409]],
  );
  assert.equal(verdicts.get('flame/login/success'), 'failed');
  assert.equal(verdicts.get('flame/login/second-login'), 'blocked');
});

test('a property that is wrong from the second login on is a finding of that property', async () => {
  const { findings } = await findingsOn((session, account) => {
    const answer = flameRules.loginAnswer(session, account);
    return { ...answer, body: { ...(answer.body as object), id: String(account.id) } };
  });
  assert.deepEqual(
    findings.map(({ requirements, mismatch }) => [requirements, mismatch.pointer]),
    [[['flame/login/answer/id'], '/id']],
  );
});

test('a false login that is accepted where another case takes its rejection for granted is a finding', async () => {
  const suite = await suiteOf('flame');
  const clock = movableClock();
  const target = createTarget('flame', { clock });
  let last = '';
  let correct = '';
  const handler: typeof target.handler = async (request) => {
    if (request.method !== 'POST') return target.handler(request);
    const body = await request.clone().text();
    const response = await target.handler(request);
    if (response.ok) correct = body;
    // An unknown user is let in after a wrong password of a known one.
    const isAfterWrongPassword = last.includes('Wr0ng') && body.includes('nobody');
    last = body;
    const { headers, url, method } = request;
    return isAfterWrongPassword ? target.handler(new Request(url, { method, headers, body: correct })) : response;
  };
  const results = await runInLab(suite, { target: { ...target, handler }, clock });
  const findings = groupFindings('flame', withUnattributed(suite, results, 'implied'));
  assert.deepEqual(
    findings.map(({ requirements, mismatch }) => [requirements, mismatch.kind]),
    [[['flame/login/unknown-user'], 'accepted']],
  );
});

test('a healthy server has no unattributed mismatch', async () => {
  const suite = await suiteOf('flame');
  const clock = movableClock();
  const results = await runInLab(suite, { target: createTarget('flame', { clock }), clock });
  assert.equal(withUnattributed(suite, results, 'implied'), results);
});
