/** A target in trouble: the run waits within bounds, stops asking, and says since when. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createTarget } from '../../reference/create.ts';
import { LockoutTracker } from '../../src/engine/accounts/lockout.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import type { HttpRequest, HttpResult } from '../../src/engine/http/http.ts';
import { Endurance } from '../../src/engine/limits/endurance.ts';
import type { CaseResult } from '../../src/engine/run-case.ts';
import { runSuite } from '../run-suite.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { reasonText } from '../../src/words/reasons.ts';
import { runBench, said, stageAt } from './bench.ts';

interface Endured {
  readonly results: readonly CaseResult[];
  /** Requests by method. */
  readonly sent: Readonly<Record<string, number>>;
  /** Seconds that were waited, altogether. */
  readonly waited: number;
}

const suite = await loadSuite('flame');

/** Runs cases of flame on a target that answers some requests otherwise. */
async function endured(
  behave: (
    request: HttpRequest,
    index: number,
    waited: number,
  ) => HttpResult | Promise<HttpResult | undefined> | undefined,
  { ids, concurrency = 1 }: { readonly ids?: RegExp; readonly concurrency?: number } = {},
): Promise<Endured> {
  const reference = createTarget('flame');
  const inner = handlerTransport(reference.handler);
  const sent: Record<string, number> = {};
  let waited = 0;
  const transport = {
    ...inner,
    send: async (request: HttpRequest) => {
      const index = Object.values(sent).reduce((sum, each) => sum + each, 0);
      sent[request.method] = (sent[request.method] ?? 0) + 1;
      return (await behave(request, index, waited)) ?? inner.send(request);
    },
  };
  const stage = {
    ...stageAt(suite, { ...reference.settings, TARGET_URL: 'http://127.0.0.1:1' }, transport),
    lockouts: new LockoutTracker(),
    endurance: new Endurance(),
    cleanUp: true,
    wait: (milliseconds: number) => {
      waited += milliseconds / 1000;
      return Promise.resolve();
    },
  };
  const cases = suite.cases.filter(({ id, needs }) => !needs.includes('wait') && (ids?.test(id) ?? true));
  const results = await runSuite(cases, stage, 'implied', concurrency);
  return { results, sent, waited };
}

const reasonsOf = ({ results }: Endured) =>
  results.flatMap((each) => each.results.flatMap(({ reason }) => reason ?? []));
const failed = ({ results }: Endured): string[] =>
  results.flatMap((each) =>
    each.results.filter(({ verdict }) => verdict === 'failed').map(({ requirement }) => requirement.id),
  );

const busy = (headers: Readonly<Record<string, string>>, status = 429): HttpResult => ({
  response: { status, headers: Object.entries(headers), body: Buffer.from('{}') },
});

describe('Retry-After', () => {
  const minutesAgo = new Date(Date.now() - 600_000).toUTCString();
  const soon = new Date(Date.now() - 598_000).toUTCString();
  for (const [name, headers, repeats, waited] of [
    ['0', { 'Retry-After': '0' }, 3, 1 + 2 + 4],
    ['1', { 'Retry-After': '1' }, 3, 1 + 2 + 4],
    ['a date in the past', { 'Retry-After': minutesAgo }, 3, 1 + 2 + 4],
    ['a date by a clock that is late', { 'Retry-After': soon, Date: minutesAgo }, 3, 2 + 2 + 4],
    ['20', { 'Retry-After': '20' }, 1, 20],
    ['999999999999', { 'Retry-After': '999999999999' }, 0, 0],
    ['a negative number', { 'Retry-After': '-5' }, 0, 0],
    ['a fraction', { 'Retry-After': '1.5' }, 0, 0],
    ['two values', { 'Retry-After': '1, 2' }, 0, 0],
    ['a text', { 'Retry-After': 'soon' }, 0, 0],
    ['nothing', {}, 0, 0],
  ] as const)
    test(`of ${name}: ${repeats} repeats`, async () => {
      const ran = await endured(() => busy(headers), { ids: /login\/success$/ });
      assert.deepEqual([ran.sent['POST'], ran.waited], [1 + repeats, waited]);
      assert.deepEqual(
        [...new Set(reasonsOf(ran).map(({ code }) => code.replace('overloaded', 'throttled')))],
        ['throttled'],
      );
    });
});

test('a target that refuses everything for load is soon left alone', async () => {
  const ran = await endured(() => busy({ 'Retry-After': '1' }));
  assert.ok((ran.sent['POST'] ?? 0) <= 24, JSON.stringify(ran.sent));
  assert.ok(ran.waited <= 120, `${ran.waited} s`);
  assert.deepEqual(failed(ran), []);
  const last = reasonsOf(ran).at(-1);
  assert.ok(last);
  assert.match(
    reasonText(last),
    /^The target has refused POST \/api\/v1\/sessions 5 times in a row since [\d:]{8} UTC, .* Set TARGET_MAX_REQUESTS_PER_SECOND or TARGET_MAX_LOGINS_PER_MINUTE/,
  );
});

test('once a target has asked to wait at the login, logins go one after another', async () => {
  let [sent, under, most] = [0, 0, 0];
  let isSettled = false;
  const ran = await endured(
    async ({ method }) => {
      if (method !== 'POST') return undefined;
      sent += 1;
      const isFirst = sent === 1;
      under += 1;
      isSettled ||= sent > 8 && under === 1;
      await setImmediate();
      if (isSettled) most = Math.max(most, under);
      under -= 1;
      return isFirst ? busy({ 'Retry-After': '1' }) : undefined;
    },
    { concurrency: 8 },
  );
  assert.deepEqual([failed(ran), most], [[], 1]);
  assert.ok(ran.waited >= 1);
});

for (const concurrency of [1, 4])
  test(`a logout that never answers costs few requests, ${concurrency} at a time`, async () => {
    const never: HttpResult = { failure: { kind: 'timed-out', message: 'no answer within 10 s' } };
    const ran = await endured(({ method }) => (method === 'DELETE' ? never : undefined), { concurrency });
    assert.ok((ran.sent['DELETE'] ?? 0) <= 4 + 2 * concurrency, JSON.stringify(ran.sent));
    const found = failed(ran);
    assert.ok(found.length > 0 && found.every((id) => id.startsWith('flame/logout/')), found.join());
    const kinds = ran.results.flatMap(({ results }) =>
      results.flatMap(({ mismatches }) => mismatches.map(({ kind }) => kind)),
    );
    assert.ok(!kinds.includes('flaky'));
    const said = reasonsOf(ran).find(({ code }) => code === 'unanswered');
    assert.ok(said);
    assert.match(reasonText(said), /^DELETE \S+ has not answered \d requests in a row since [\d:]{8} UTC\./);
  });

test('a target that dies is not tried case by case', async () => {
  const gone: HttpResult = { failure: { kind: 'unreachable', message: 'connect ECONNREFUSED' } };
  const ran = await endured((_request, index) => (index >= 30 ? gone : undefined));
  const all = Object.values(ran.sent).reduce((sum, each) => sum + each, 0);
  assert.ok(all <= 45, JSON.stringify(ran.sent));
  const last = reasonsOf(ran).at(-1);
  assert.equal(last?.code, 'target-gone');
});

for (const concurrency of [1, 4])
  test(`a target that starts again after a crash is judged to the end, ${concurrency} at a time`, async () => {
    const gone: HttpResult = { failure: { kind: 'unreachable', message: 'connect ECONNREFUSED' } };
    const crashed: HttpResult = { failure: { kind: 'broken', message: 'the connection was closed' } };
    let [closedUntil, upAt] = [0, 0];
    const ran = await endured(
      ({ body = '' }, _index, waited) => {
        // A process that is dying closes the connections of those who come late.
        if (waited < upAt) return waited <= closedUntil ? crashed : gone;
        if (!/\\ud800/i.test(body)) return undefined;
        [closedUntil, upAt] = [waited, waited + 6];
        return crashed;
      },
      { concurrency },
    );
    const found = failed(ran);
    assert.ok(found.length > 0 && found.every((id) => /half-a-pair$/.test(id)), found.join());
    const blocked = ran.results.flatMap((each) => each.results).filter(({ verdict }) => verdict === 'blocked');
    assert.deepEqual(
      blocked.map(({ requirement }) => requirement.id),
      [],
    );
  });

test('an answer in between shows that the target works', async () => {
  const never: HttpResult = { failure: { kind: 'timed-out', message: 'no answer within 10 s' } };
  let logins = 0;
  const ran = await endured(({ method }) => (method === 'POST' && (logins += 1) % 3 !== 0 ? never : undefined));
  assert.ok(!reasonsOf(ran).some(({ code }) => code === 'unanswered'));
});

test('a request was not survived if the valid one after it gets no response', async () => {
  // Before each registration comes a request for the CSRF token, after one that was accepted its verification.
  const { requirements } = await runBench({
    api: 'lodge',
    cases: ['lodge/register/password-with-nul'],
    actAt: (index) => (index === 4 ? ({ socket }) => void socket.destroy() : undefined),
    transport: { keepAlive: false },
  });
  assert.match(said(requirements), /^blocked \S+: POST \/register has to be accepted .* got no response/);
});
