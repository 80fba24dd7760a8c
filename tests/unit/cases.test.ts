/** The derived cases of all APIs are well formed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { bundledApis } from '../../src/contract/bundled.ts';

for (const api of bundledApis)
  test(`the cases of ${api} are well formed`, async () => {
    const { contract, cases, requirements } = await loadSuite(api);
    const ids = cases.map(({ id }) => id);
    assert.deepEqual(new Set(ids).size, ids.length, 'ids are unique');
    const titles = cases.map(({ flow, title }) => `${flow} ${title}`);
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
      'titles are unique in a flow',
    );
    const judged = cases.flatMap((each) => [...new Set(each.checks.map(({ requirement }) => requirement))]);
    assert.deepEqual(
      judged.filter((id, index) => judged.indexOf(id) !== index),
      [],
      'each requirement is judged in one case',
    );
    for (const each of cases) {
      const isOfPasswords = each.checks.some(({ defectKey }) => defectKey === 'password');
      assert.ok(!isOfPasswords || each.family !== 'lifecycle', `${each.id} is selected by @credentials`);
      assert.doesNotMatch(each.title, /\bshould\b/);
      const steps = new Set(each.steps.map(({ id }) => id));
      assert.equal(steps.size, each.steps.length, `${each.id}: steps have names of their own`);
      for (const { requirement, expect } of each.checks) {
        assert.ok(requirements.get(requirement)?.source !== undefined, `${requirement} has no source`);
        for (const name of 'steps' in expect ? expect.steps : [expect.step])
          assert.ok(steps.has(name), `${each.id} expects something of "${name}"`);
      }
    }
    assert.ok(contract.defects.length > 0, 'every document has its contradictions');
  });
