/** A handful of random mixes; `npm run hostile` runs 500. A seed that is printed repeats its mix. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { runMix } from './mix.ts';

const mixes = 10;

describe('random mixes of hostile behaviours', { concurrency: 3 }, () => {
  for (let index = 0; index < mixes; index += 1) {
    const seed = randomInt(2 ** 31);
    test(`seed ${seed}`, async () => assert.deepEqual(await runMix(seed), []));
  }
});
