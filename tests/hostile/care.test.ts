/** Care for a target: patience, lock-outs, sessions and accounts that are left behind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { createTarget } from '../../reference/create.ts';
import { withUnattributed } from '../../src/report/unattributed.ts';
import { LockoutTracker } from '../../src/engine/accounts/lockout.ts';
import { planOf } from '../../src/engine/planned.ts';
import type { CaseResult } from '../../src/engine/run-case.ts';
import { runSuite } from '../run-suite.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import type { Handler } from './raw-server.ts';

interface Cared {
  readonly results: readonly CaseResult[];
  /** Milliseconds that were waited for. */
  readonly waits: readonly number[];
}

/** Runs cases of an API against its reference target behind something that answers first. */
async function cared(
  api: 'flame' | 'goact' | 'ar',
  ids: readonly string[],
  before: (inner: Handler) => Handler,
): Promise<Cared> {
  const reference = createTarget(api);
  const suite = await loadSuite(api);
  const { target } = settingsFrom({ ...reference.settings, TARGET_URL: 'http://127.0.0.1:1' });
  assert.ok(target);
  const waits: number[] = [];
  const stage = {
    contract: suite.contract,
    requirements: suite.requirements,
    target,
    transport: handlerTransport(before(reference.handler)),
    lockouts: new LockoutTracker(),
    cleanUp: true,
    newMasker: () => new Masker(),
    now: () => Date.now(),
    wait: (milliseconds: number) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
  const cases = ids.length === 0 ? suite.cases : ids.map((id) => suite.cases.find((each) => each.id === id));
  const results = await runSuite(
    cases.filter((each) => each !== undefined),
    stage,
    'implied',
  );
  return { results, waits };
}

const verdicts = ({ results }: Cared): string[] =>
  results.flatMap((each) => each.results.map(({ verdict }) => verdict));
const throttled = (seconds: string, status = 429): Response =>
  new Response('{}', { status, headers: { 'Retry-After': seconds } });

for (const status of [429, 503])
  test(`waits after a ${status} with Retry-After`, async () => {
    let count = 0;
    const ran = await cared('flame', ['flame/login/success', 'flame/login/wrong-password'], (inner) => (request) => {
      count += 1;
      return count % 2 === 1 ? Promise.resolve(throttled('3', status)) : inner(request);
    });
    assert.deepEqual([...new Set(verdicts(ran))], ['passed']);
    assert.ok(ran.waits.length >= 3);
    assert.deepEqual([...new Set(ran.waits)], [3000]);
  });

test('blocks after a long Retry-After, which does not count as a rejection', async () => {
  for (const seconds of ['0', '20', '99999999999', 'Fri, 31 Dec 2199 23:59:59 GMT']) {
    const ran = await cared('flame', ['flame/login/wrong-password'], () => () => Promise.resolve(throttled(seconds)));
    assert.deepEqual(verdicts(ran), ['blocked'], seconds);
    const { code, status } = ran.results[0]?.results[0]?.reason ?? {};
    assert.deepEqual([code, status], ['overloaded', 429]);
    assert.ok(ran.waits.length <= 6, 'of the case, and of the look at its account');
  }
});

test('reports a lockout and stops all logins with the account', async () => {
  const wrong = new Map<string, number>();
  let afterwards = 0;
  const ran = await cared('flame', [], (inner) => async (request) => {
    if (request.method !== 'POST') return inner(request);
    const { user } = (await request.clone().json()) as { user: unknown };
    const name = JSON.stringify(user);
    const count = wrong.get(name) ?? 0;
    if (count >= 3) afterwards += 1;
    const answer = await inner(request);
    if (answer.status >= 400) wrong.set(name, count + 1);
    return count >= 3 ? new Response('{"error":"locked"}', { status: 401 }) : answer;
  });
  const reasons = ran.results.flatMap((each) => each.results.map(({ reason }) => reason));
  const locked = reasons.filter((reason) => reason?.code === 'locked-out' && reason.account !== 'second');
  assert.ok(locked.length > 50, `${locked.length} cases know of it`);
  assert.ok(afterwards <= 4, `${afterwards} logins after the account was locked`);
  assert.ok(!verdicts(ran).includes('error'));
  const settled = withUnattributed(await loadSuite('flame'), ran.results, 'implied').flatMap(({ results }) => results);
  assert.deepEqual(
    settled.filter(({ verdict }) => verdict === 'failed'),
    [],
    'a careful server may count false logins',
  );
});

test('a temporary rejection is not a lockout', async () => {
  let logins = 0;
  const ran = await cared('flame', [], (inner) => (request) => {
    if (request.method === 'POST') logins += 1;
    return request.method === 'POST' && logins % 5 === 0
      ? Promise.resolve(new Response('{"error":"try again"}', { status: 401 }))
      : inner(request);
  });
  const settled = withUnattributed(await loadSuite('flame'), ran.results, 'implied').flatMap(({ results }) => results);
  assert.ok(settled.some(({ verdict }) => verdict === 'failed'));
  assert.ok(!settled.some(({ reason }) => reason?.code === 'locked-out'));
});

test('a lockout after one or two invalid logins is a finding', async () => {
  for (const bearable of [1, 2]) {
    let wrong = 0;
    const ran = await cared('flame', [], (inner) => async (request) => {
      if (request.method !== 'POST') return inner(request);
      if (wrong >= bearable) return new Response('{"error":"locked"}', { status: 401 });
      const answer = await inner(request);
      if (answer.status >= 400) wrong += 1;
      return answer;
    });
    const settled = withUnattributed(await loadSuite('flame'), ran.results, 'implied').flatMap(
      ({ results }) => results,
    );
    const [failed] = settled.filter(({ verdict }) => verdict === 'failed');
    assert.match(failed?.requirement.id ?? '', /^flame\/login\//, `after ${bearable}`);
    assert.deepEqual(failed?.mismatches[0]?.actual, { status: 401, body: '{"error":"locked"}' });
    assert.ok(settled.some(({ verdict, reason }) => verdict === 'blocked' && reason?.code === 'locked-out'));
  }
});

test('sends invalid logins to a registered account, or to the second one', async () => {
  const identities = async (
    more: Record<string, string>,
  ): Promise<{ seen: string[]; settings: Record<string, string>; left: number }> => {
    const reference = createTarget('goact');
    const { contract, requirements, cases } = await loadSuite('goact');
    const { target } = settingsFrom({ ...reference.settings, ...more, TARGET_URL: 'http://127.0.0.1:1' });
    assert.ok(target);
    const seen = new Set<string>();
    const inner = handlerTransport(reference.handler);
    const results = await runSuite(
      cases.filter(({ id }) => /login\/password-(cut|extended|in-another-case)$/.test(id)),
      {
        contract,
        requirements,
        target,
        transport: {
          send: async (request) => {
            const result = await inner.send(request);
            if ('response' in result && result.response.status === 404)
              seen.add((JSON.parse(request.body ?? '{}') as { username: string }).username);
            return result;
          },
          close: () => inner.close(),
        },
        lockouts: new LockoutTracker(),
        cleanUp: true,
        newMasker: () => new Masker(),
        now: () => Date.now(),
        wait: () => Promise.resolve(),
      },
      'implied',
    );
    assert.deepEqual([...new Set(results.flatMap((each) => each.results.map(({ verdict }) => verdict)))], ['passed']);
    return {
      seen: [...seen],
      settings: reference.settings,
      left: results.flatMap(({ left }) => left?.accounts ?? []).length,
    };
  };
  const configured = await identities({});
  assert.deepEqual(configured.seen, [configured.settings['TARGET_SECOND_USERNAME']]);
  assert.equal(configured.left, 0);
  const registered = await identities({ TARGET_SECOND_USERNAME: '', TARGET_SECOND_PASSWORD: '' });
  assert.equal(registered.seen.length, 1);
  assert.match(registered.seen[0] ?? '', /^conformance\..*@example\.com$/);
  assert.equal(registered.left, 1, 'it is listed in the report');
  const forbidden = await identities({
    TARGET_SECOND_USERNAME: '',
    TARGET_SECOND_PASSWORD: '',
    TARGET_ALLOW_REGISTER: '0',
  });
  assert.deepEqual(forbidden.seen, [forbidden.settings['TARGET_USERNAME']]);
});

test('ends sessions and lists leftovers', async () => {
  const flame = await cared('flame', ['flame/login/success'], (inner) => inner);
  assert.equal(flame.results[0]?.left, undefined);
  const deaf = await cared(
    'flame',
    ['flame/login/success'],
    (inner) => (request) =>
      request.method === 'DELETE' ? Promise.resolve(new Response('', { status: 500 })) : inner(request),
  );
  assert.deepEqual(deaf.results[0]?.left, { accounts: [], sessions: 1 });
  const goact = await cared('goact', ['goact/register/success'], (inner) => inner);
  const lost = await cared(
    'goact',
    ['goact/register/success'],
    () => () => Promise.resolve(new Response('', { status: 502 })),
  );
  assert.match(lost.results[0]?.left?.accounts[0] ?? '', /^conformance\./, 'it may have been registered');
  assert.match(goact.results[0]?.left?.accounts[0] ?? '', /^conformance\.[0-9a-f]{6}\.[0-9a-f]{12}@example\.com$/);
});

test('lists an account by its sent name', async () => {
  const sent: string[] = [];
  const lenient = await cared('goact', ['goact/register/username-array'], () => async (request) => {
    const { username } = (await request.clone().json()) as { username: unknown };
    const seen = Array.isArray(username) ? JSON.stringify(username) : undefined;
    if (seen !== undefined) sent.push(seen);
    return new Response('{}', { status: seen === undefined ? 404 : 200 });
  });
  assert.equal(sent.length, 1);
  assert.deepEqual(lenient.results[0]?.left?.accounts, sent);
});

test('the plan counts requests without sending them', async () => {
  const suite = await loadSuite('goact');
  const settings = { ...createTarget('goact').settings, TARGET_URL: 'http://127.0.0.1:1' };
  const { target } = settingsFrom(settings);
  assert.ok(target);
  let [logins, registrations] = [0, 0];
  await cared('goact', [], (inner) => async (request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith('/authorize')) logins += 1;
    if (path.endsWith('/register')) registrations += 1;
    return inner(request);
  });
  const plan = planOf(suite, target);
  assert.ok(logins <= plan.logins, `${logins} logins, ${plan.logins} planned`);
  assert.ok(registrations <= plan.registrations);
  assert.equal(planOf(suite, { ...target, allowRegister: false }).registrations, 0);
});

test('an unpaired surrogate in a token secret blocks its signed requests', async () => {
  const ran = await cared('ar', ['ar/login/token-signs'], (inner) => async (request) => {
    const answer = await inner(request);
    const text = (await answer.text()).replace(/("oauth_token_secret":")[^"]+/, '$1half\\ud800');
    return new Response(text, answer);
  });
  assert.deepEqual([...new Set(verdicts(ran))], ['blocked']);
  assert.equal(ran.results[0]?.results[0]?.reason?.code, 'token-secret-half-character');
});
