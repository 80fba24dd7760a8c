/** Plain requests that fail in cases about something else are a finding where nothing else explains them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInLab, suiteOf } from '../../src/proof/lab.ts';
import { movableClock } from '../../reference/clock.ts';
import { createTarget, createTargetWith } from '../../reference/create.ts';
import { flameRules } from '../../reference/flame.ts';
import type { FlameRules } from '../../reference/flame.ts';
import type { Reason } from '../../src/engine/results/reason.ts';
import type { FoundMismatch } from '../../src/engine/results/mismatch.ts';
import type { CaseResult } from '../../src/engine/run-case.ts';
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

const since = '2026-01-01T12:00:00.000Z';
const [before, after] = [Date.parse(since) - 1, Date.parse(since) + 1];

/** The findings on a healthy server that has lost an account, and rejected one plain request of a case besides. @param own why that case blocks */
async function findingsBesideLoss(
  ofCase: string,
  status: number,
  answeredAt: number,
  reasons: readonly Reason[],
  own?: Reason,
): Promise<readonly unknown[]> {
  const suite = await suiteOf('flame');
  const clock = movableClock();
  const healthy = await runInLab(suite, { target: createTarget('flame', { clock }), clock });
  const step = suite.cases.find(({ id }) => id === ofCase)?.steps.find(({ require }) => require === 'accepted');
  assert.ok(step, `${ofCase} has a plain request`);
  const seen: FoundMismatch = {
    kind: 'rejected',
    code: 'rejected',
    operation: step.operation,
    step: step.id,
    pointer: '',
    status,
    expected: {},
    actual: { status },
    answeredAt,
  };
  const blocked = (each: CaseResult, reason?: Reason): CaseResult =>
    reason === undefined
      ? each
      : { ...each, results: each.results.map((result) => ({ ...result, verdict: 'blocked', reason })) };
  const left = [...reasons];
  const results = healthy.map((each): CaseResult => {
    if (each.case === ofCase) return { ...blocked(each, own), unattributed: [seen] };
    return each.case.endsWith('/success') ? each : blocked(each, left.shift());
  });
  assert.deepEqual(left, []);
  return groupFindings('flame', withUnattributed(suite, results, 'implied')).map(({ mismatch }) => mismatch.status);
}

const lost = (account: 'configured' | 'second'): Reason => ({ code: 'account-lost', account, since });
const locked: Reason = { code: 'locked-out', account: 'configured', since };
const ofFirst = 'flame/login/wrong-password';

for (const [what, status, answeredAt, reasons, own, found] of [
  ['a server error after it is told', 500, after, [lost('configured')], undefined, [500]],
  ['a rejection before it is told', 401, before, [lost('configured')], undefined, [401]],
  ['a rejection after it is no finding', 401, after, [lost('configured')], undefined, []],
  ['nor is one after the loss of another account', 401, after, [lost('second')], undefined, []],
  ['the rejection that shows a lock is told', 401, after, [lost('second')], locked, [401]],
  ['a rejection is no finding where another case shows a lock', 401, after, [locked, lost('second')], undefined, []],
] as const)
  test(`a lost account: ${what}`, async () =>
    assert.deepEqual(await findingsBesideLoss(ofFirst, status, answeredAt, reasons, own), found));
