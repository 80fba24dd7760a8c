/** The tests that Playwright shows, and how one of them is selected. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledApis } from '../../src/contract/bundled.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { grepFor } from '../../src/repeat/quote.ts';
import { planTests } from '../../src/runner/playwright/test-plan.ts';

test('the tag of a case selects its own test among those of all APIs', async () => {
  const suites = await Promise.all(bundledApis.map((api) => loadSuite(api)));
  // The texts that `-g` is held against: the titles from the file on, then the tags.
  const shown = planTests(suites).flatMap((group) =>
    group.tests.map(({ id, title, tags }) => ({
      id,
      text: ['', `${group.flow}.spec.ts`, group.title, title, ...tags].join(' '),
    })),
  );
  assert.equal(shown.length, suites.flatMap(({ cases }) => cases).length);
  const all = shown.map(({ text }) => text).join('\n');
  for (const { id, text } of shown) {
    const found = [...all.matchAll(new RegExp(grepFor(id), 'g'))];
    assert.equal(found.length, 1, `${id}: ${found.length} tests`);
    assert.match(text, new RegExp(grepFor(id)));
  }
});

test('the tag of each requirement selects the test that judges it', async () => {
  const suite = await loadSuite('goact');
  const tests = planTests([suite]).flatMap((group) => group.tests);
  for (const { id, checks } of suite.cases)
    for (const { requirement } of checks)
      assert.deepEqual(
        tests.filter(({ tags }) => tags.includes(`@${requirement}`)).map((each) => each.id),
        [id],
      );
});
