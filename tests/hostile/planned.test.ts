/** The plan says what a run does, before it does it: no more requests, and no other names. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { apis, createTarget } from '../../reference/create.ts';
import { LockoutTracker } from '../../src/engine/accounts/lockout.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import type { HttpRequest } from '../../src/engine/http/http.ts';
import { Endurance } from '../../src/engine/limits/endurance.ts';
import { planLines, planOf } from '../../src/engine/planned.ts';
import type { Plan } from '../../src/engine/planned.ts';
import { runSuite } from '../run-suite.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { stageAt } from './bench.ts';

type Api = (typeof apis)[number];

interface Done {
  readonly plan: Plan;
  readonly sent: readonly HttpRequest[];
  readonly reasons: readonly string[];
  readonly invalidLogins: number;
  /** Login names and passwords of the configured accounts. */
  readonly own: readonly (string | undefined)[];
}

/** Runs all cases of an API that do not wait. @param behave what a target does instead of answering as it should */
async function done(
  api: Api,
  settings: Readonly<Record<string, string>>,
  behave: (answer: Response, index: number) => Response = (answer) => answer,
): Promise<Done> {
  const suite = await loadSuite(api);
  const reference = createTarget(api);
  const sent: HttpRequest[] = [];
  const inner = handlerTransport(async (request) => behave(await reference.handler(request), sent.length));
  const transport = {
    ...inner,
    send: (request: HttpRequest) => {
      sent.push(request);
      return inner.send(request);
    },
  };
  const stage = stageAt(suite, { ...reference.settings, ...settings, TARGET_URL: 'http://127.0.0.1:1' }, transport);
  const plan = planOf(suite, stage.target);
  const results = await runSuite(
    suite.cases,
    { ...stage, lockouts: new LockoutTracker(), endurance: new Endurance(plan.mostRequests), cleanUp: true },
    'implied',
    4,
  );
  return {
    plan,
    sent,
    reasons: results.flatMap((each) => each.results.flatMap(({ reason }) => reason?.code ?? [])),
    own: ['USERNAME', 'SECOND_USERNAME', 'PASSWORD', 'SECOND_PASSWORD'].map(
      (each) => reference.settings[`TARGET_${each}`],
    ),
    invalidLogins: results.reduce((sum, { left }) => sum + (left?.invalidLogins ?? 0), 0),
  };
}

const noSecond = { TARGET_SECOND_USERNAME: '', TARGET_SECOND_PASSWORD: '' };

for (const api of apis)
  describe(api, () => {
    for (const [name, settings] of Object.entries({
      'with everything': {},
      'without a second account': noSecond,
      'without registrations': { TARGET_ALLOW_REGISTER: '0' },
      'with one account alone': { ...noSecond, TARGET_ALLOW_REGISTER: '0' },
      'without other names': { TARGET_OTHER_NAMES: '0' },
    }))
      test(`a conforming target gets no more requests than planned, ${name}`, async () => {
        const { plan, sent } = await done(api, settings);
        assert.ok(sent.length <= plan.requests, `${sent.length} sent, ${plan.requests} planned`);
        assert.ok(sent.length > 0.6 * plan.requests, `${sent.length} sent, ${plan.requests} planned: no estimate`);
      });

    for (const [name, behave] of Object.entries({
      'every other answer is an error': (answer: Response, index: number) =>
        index % 2 === 0 ? new Response('{}', { status: 500 }) : answer,
      'every third answer asks to wait': (answer: Response, index: number) =>
        index % 3 === 0 ? new Response('{}', { status: 429, headers: { 'Retry-After': '0' } }) : answer,
    }))
      test(`no target gets more than the most, ${name}`, async () => {
        const { plan, sent } = await done(api, {}, behave);
        assert.ok(sent.length <= plan.mostRequests, `${sent.length} sent, ${plan.mostRequests} at most`);
      });
  });

test('names every login name that is not the own one, and leaves those out that may be others', async () => {
  const { plan, sent, invalidLogins, own } = await done('flame', {});
  const tried = new Set(
    sent.flatMap(({ body = '' }) => {
      const found = /"user":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1];
      return found === undefined ? [] : [JSON.parse(`"${found}"`) as string];
    }),
  );
  const unannounced = [...tried].filter(
    (name) =>
      !plan.otherNames.some((each) => each.toLowerCase() === name.toLowerCase()) &&
      !own.some((each) => each?.toLowerCase() === name.trim().toLowerCase().split('\0')[0]),
  );
  assert.deepEqual(
    // Names that are made anew for each request belong to nobody.
    unannounced.filter(
      (name) =>
        name.trim() !== '' &&
        name.length <= 100 &&
        !/\p{Cc}/u.test(name) &&
        !/^nobody\.[0-9a-f]{10}@example\.com$/.test(name),
    ),
    [],
  );
  assert.ok(plan.otherNames.some((name) => name.startsWith('admin')));
  const alone = await done('flame', noSecond);
  assert.ok(invalidLogins < alone.invalidLogins && alone.invalidLogins <= alone.plan.falseLogins);
  const careful = await done('flame', { TARGET_OTHER_NAMES: '0' });
  assert.ok(careful.reasons.includes('other-names'));
  assert.ok(!careful.sent.some(({ body = '' }) => body.includes('"user":"admin') || body.includes('"%"')));
});

test('is printed with all of this', async () => {
  const suite = await loadSuite('goact');
  const { settings } = createTarget('goact');
  const { target } = stageAt(
    suite,
    { ...settings, TARGET_URL: 'http://127.0.0.1:1' },
    handlerTransport(() => Promise.reject(new Error())),
  );
  const text = (await planLines({ ...target, pace: { ...target.pace, registrationsPerMinute: 7 } })).join('\n');
  assert.match(text, /about \d+ requests, never more than \d+; at most 7 registrations a minute, 4 at a time/);
  assert.match(text, /where a user has one session only, others of \S+ and \S+ end too/);
  assert.match(text, /logins as \d+ names that are not yours: .*"admin.*; TARGET_OTHER_NAMES=0 leaves out/);
  assert.match(text, /\d+ registrations, of accounts like conformance\.\S+; each may send a mail/);
});
