/** The proof: every fault is found and blamed rightly, every requirement has been seen to fail. Both cores, no runner, no socket. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { usesToken } from '../../src/plan/operations.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { readGolden } from '../../src/proof/golden.ts';
import { complaints, matrixOf, summaryLines } from '../../src/proof/matrix.ts';
import type { Matrix } from '../../src/proof/matrix.ts';
import { doAll } from '../../src/proof/pool.ts';
import { shareOut } from '../../src/proof/work.ts';
import { apis } from '../../reference/create.ts';

const seed = 20_240_817;
const pairsPerApi = 200;

describe('the fault catalogue', () => {
  let matrix: Matrix;

  before(async () => {
    const begun = performance.now();
    const seconds = (): number => (performance.now() - begun) / 1000;
    let done = 0;
    const outcomes = await doAll(shareOut(apis, { pairs: pairsPerApi, seed, update: false }), (more) => {
      done += more;
      if (done % 250 === 0) console.log(`${done} faults and pairs tried, ${seconds().toFixed(0)} s`);
    });
    const golden = new Map(apis.map((api) => [api, readGolden(api)]));
    matrix = matrixOf(outcomes, golden, { seed, seconds: seconds() });
    for (const line of summaryLines(matrix)) console.log(line);
  });

  test('finds every fault, blames nothing else, blocks nothing without need', () => {
    const found = complaints(matrix);
    assert.equal(found.length, 0, found.slice(0, 30).join('\n'));
  });

  for (const api of apis) {
    const summary = () => {
      const found = matrix.apis.find((each) => each.api === api);
      assert.ok(found, `nothing was tried on ${api}`);
      return found;
    };

    test(`has at least 150 faults of ${api}, and one for each requirement`, () => {
      assert.ok(summary().faults >= 150, `${summary().faults} faults`);
      assert.deepEqual(summary().unkilled, [], 'no fault fails these requirements');
    });

    test(`makes one finding of one fault of ${api}`, async () => {
      const { median, p95 } = summary().findings;
      const { contract } = await loadSuite(api);
      assert.equal(median, 1);
      // A check of credentials that several operations share shows at each of them.
      const most = contract.operations.filter(usesToken).length > 3 ? 3 : 2;
      assert.ok(p95 <= most, `the 95th percentile is ${p95} findings`);
    });

    test(`reports both of two faults of ${api}, or that one is hidden`, () => {
      assert.equal(summary().pairs, pairsPerApi);
      assert.deepEqual(summary().pairsMissed, []);
    });
  }
});
