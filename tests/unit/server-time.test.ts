/** The expiry of a token is judged by the clock of its server, and not before its tolerance is over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTargetWith } from '../../reference/create.ts';
import { uprogressRules } from '../../reference/uprogress.ts';
import type { UprogressRules } from '../../reference/uprogress.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import type { RequirementResult } from '../../src/engine/run-case.ts';
import { runSuite } from '../run-suite.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { settingsFrom } from '../../src/settings/settings.ts';

interface Server {
  /** Seconds by which the clock of the server is late. */
  readonly late: number;
  /** Seconds that a token lives. */
  readonly life: number;
  /** Seconds for which it is taken beyond. */
  readonly leeway?: number;
  /** Whether a token says when it was issued, or the header `Date` the time. */
  readonly says: 'iat' | 'date';
}

/** The results of the requirements about time on a server of uprogress. */
async function run(server: Server, maxWait: number): Promise<Map<string, RequirementResult>> {
  let now = Date.parse('2030-01-01T12:00:00Z');
  const clock = { now: () => now - server.late * 1000 };
  const rules: Partial<UprogressRules> = {
    tokenClaims: (account, time) => {
      const { iat, ...claims } = uprogressRules.tokenClaims(account, time);
      const seconds = Math.floor(time / 1000);
      return { ...claims, exp: seconds + server.life, ...(server.says === 'iat' ? { iat: iat ?? seconds } : {}) };
    },
    readToken: (token, key, time) => uprogressRules.readToken(token, key, time - (server.leeway ?? 0) * 1000),
    present: (answer) =>
      server.says === 'iat'
        ? answer
        : { ...answer, headers: { ...answer.headers, date: new Date(clock.now()).toUTCString() } },
  };
  const { handler, settings } = createTargetWith('uprogress', rules, clock);
  const { contract, requirements, cases } = await loadSuite('uprogress');
  const { target } = settingsFrom({
    ...settings,
    TARGET_API: 'uprogress',
    TARGET_URL: 'http://127.0.0.1:1',
    TARGET_MAX_WAIT_SECONDS: String(maxWait),
  });
  assert.ok(target);
  const results = await runSuite(
    cases.filter(({ id }) => /\/(expired-token|token-claims|lasting-token)$/.test(id)),
    {
      contract,
      requirements,
      target,
      transport: handlerTransport(handler),
      newMasker: () => new Masker('salt'),
      now: () => now,
      wait: (milliseconds) => {
        now += milliseconds;
        return Promise.resolve();
      },
    },
    'implied',
  );
  return new Map(results.flatMap((each) => each.results).map((each) => [each.requirement.id, each]));
}

const verdictsOf = (results: Map<string, RequirementResult>): Record<string, string> =>
  Object.fromEntries([...results].map(([id, { verdict }]) => [id.slice('uprogress/'.length), verdict]));

const allPassed = {
  'login/token-claims': 'passed',
  'login/lasting-token': 'passed',
  'token-info/expired-token': 'passed',
};

for (const says of ['iat', 'date'] as const)
  for (const late of [600, -600, 86_400])
    test(`a clock ${late} s late is no mismatch, where ${says} tells it`, async () =>
      assert.deepEqual(verdictsOf(await run({ late, life: 300, says }, 1000)), allPassed));

test('a tolerance that is not waited for makes it not testable, with the number that is needed', async () => {
  const results = await run({ late: 0, life: 2, leeway: 60, says: 'iat' }, 30);
  const { verdict, reason } = results.get('uprogress/token-info/expired-token') ?? {};
  assert.equal(verdict, 'not-testable');
  assert.deepEqual(reason, {
    code: 'leeway-not-waited',
    seconds: 2,
    count: 303,
    settings: ['TARGET_MAX_WAIT_SECONDS'],
  });
});

test('a tolerance that is waited for is no mismatch', async () =>
  assert.deepEqual(verdictsOf(await run({ late: 0, life: 2, leeway: 60, says: 'iat' }, 400)), allPassed));

test('a token that never expires is found once its tolerance is over', async () => {
  const results = await run({ late: 0, life: 20, leeway: 100_000, says: 'iat' }, 400);
  assert.equal(results.get('uprogress/token-info/expired-token')?.verdict, 'failed');
});
