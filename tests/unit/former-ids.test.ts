/** Entries of known-deviations.yaml go on to hold when a requirement is split or merged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseResult } from '../../src/engine/run-case.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { withKnown } from '../../src/report/known-deviations.ts';

async function verdictOf(id: string, known: string): Promise<string | undefined> {
  const requirement = (await loadSuite('flame')).requirements.get(id);
  assert.ok(requirement, id);
  const result: CaseResult = {
    case: id,
    results: [{ requirement, verdict: 'failed', mismatches: [] }],
    exchanges: [],
    requests: [],
    calls: [],
  };
  const entry = { requirement: known, target: '*', reason: 'old', owner: 'ann', expires: '2199-12-31', place: 'k:1' };
  return withKnown(result, [entry], 'http://target', '2030-01-01').results[0]?.verdict;
}

test('a part of a former bundle is covered by its entry', async () => {
  assert.equal(await verdictOf('flame/login/password-doubled', 'flame/login/password-lookalike'), 'warned');
  assert.equal(await verdictOf('flame/login/default-password-123456', 'flame/login/default-passwords'), 'warned');
});

test('an entry covers nothing else', async () => {
  assert.equal(await verdictOf('flame/login/password-cut', 'flame/login/password-lookalike'), 'failed');
  assert.equal(await verdictOf('flame/login/password-lookalike', 'flame/login/password-doubled'), 'failed');
});
