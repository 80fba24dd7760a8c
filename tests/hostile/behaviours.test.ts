/** Every hostile behaviour gets its verdict, and the rest of the run goes on. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { runBench, said } from './bench.ts';
import type { Behaviour } from './behaviours/behaviour.ts';
import { bodies } from './behaviours/bodies.ts';
import { connection } from './behaviours/connection.ts';
import { contents } from './behaviours/contents.ts';
import { heads } from './behaviours/heads.ts';

const login = 'flame/login/success';
const refusal = 'flame/login/wrong-password';
const later = 'flame/logout/success';

/** A run must fit beside a browser on a small machine. */
const mostMemory = 500 * 1024;

async function getsItsVerdicts(behaviour: Behaviour): Promise<void> {
  // The first request is the true login, the fourth the false one.
  const { results } = await runBench({
    api: 'flame',
    cases: [login, later, refusal, later],
    actAt: (index) => (index === 0 || index === 3 ? behaviour.act : undefined),
    transport: { keepAlive: false },
  });
  const [first, second, third, fourth] = results.map((each) => each.results);
  assert.ok(first && second && third && fourth);
  for (const { verdict, reason } of results.flatMap((each) => each.results))
    assert.notEqual(verdict, 'error', reason?.code);
  assert.equal(said(second), '', 'the next case goes on');
  assert.equal(said(fourth), '', 'the last case goes on');
  if (behaviour.login === 'passed') assert.equal(said(first), '');
  else assert.match(said(first), behaviour.login);
  assert.deepEqual(
    third.map(({ verdict }) => verdict),
    [behaviour.refusal],
    said(third),
  );
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
}

for (const [group, behaviours] of Object.entries({ connection, heads, bodies, contents }))
  describe(`a target's ${group}`, { concurrency: 6 }, () => {
    for (const behaviour of behaviours) test(behaviour.name, () => getsItsVerdicts(behaviour));
  });

after(() => {
  const { maxRSS } = process.resourceUsage();
  assert.ok(maxRSS < mostMemory, `${Math.round(maxRSS / 1024)} MB of memory`);
});
