/** The contracts of the repository say in their own words what their documents say where requirements cite them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledApis } from '../../src/contract/bundled.ts';
import { loadSuite } from '../../src/plan/suite.ts';

/** The documents of these contracts are not ours to ship; a reader of a report has only the passages. */
for (const api of bundledApis) {
  test(`${api}: each place that a requirement cites has its passage, and each passage is cited`, async () => {
    const { contract, plan } = await loadSuite(api);
    const cited = new Set(
      [...plan.requirements, ...plan.untestable].flatMap(
        ({ source = '' }) => source.match(/[^\s,:#]+\.txt:\d+(?:-\d+)?/g) ?? [],
      ),
    );
    assert.deepEqual([...cited].filter((place) => contract.passages[place] === undefined).sort(), []);
    assert.deepEqual(
      Object.keys(contract.passages).filter((place) => !cited.has(place)),
      [],
    );
  });
}
