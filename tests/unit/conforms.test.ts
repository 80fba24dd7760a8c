/** Whether a target conforms, from verdicts alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { buildReport } from '../../src/report/document.ts';
import type { Level } from '../../src/contract/model.ts';
import type { CaseResult, RequirementResult } from '../../src/engine/run-case.ts';
import { unrun } from '../../src/engine/run-case.ts';

/** A run of flame in which requirements of a level are blocked, and the others pass or are not run. */
async function conforms(level: Level, failOn: Level, others: 'passed' | 'absent'): Promise<boolean> {
  const suite = await loadSuite('flame');
  const results = suite.cases.map((each): CaseResult => {
    const all = unrun(each, suite.requirements, 'blocked', { code: 'unreachable' });
    const own = all.results.flatMap(({ requirement, ...blocked }): RequirementResult[] => {
      if (requirement.level === level) return [{ requirement, ...blocked }];
      return others === 'absent' ? [] : [{ requirement, verdict: 'passed', mismatches: [] }];
    });
    return { ...all, results: own };
  });
  const facts = { startedAt: new Date(0), duration: 1, failOn, incomplete: undefined, problems: [] };
  return buildReport([{ suite, target: 'embedded', results }], facts).conforms;
}

test('a blocked requirement of a deciding level fails the run', async () => {
  assert.equal(await conforms('implied', 'implied', 'passed'), false);
  assert.equal(await conforms('standard', 'implied', 'passed'), true);
  assert.equal(await conforms('standard', 'standard', 'passed'), false);
});

test('a target without a judged requirement does not conform', async () => {
  assert.equal(await conforms('standard', 'implied', 'absent'), false);
});
