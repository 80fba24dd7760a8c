/** Cases that run at the same time: what they share, and what is believed of a mismatch. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { LockoutTracker } from '../../src/engine/accounts/lockout.ts';
import type { Transport } from '../../src/engine/http/http.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import { Endurance } from '../../src/engine/limits/endurance.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import type { CaseResult } from '../../src/engine/run-case.ts';
import { runSuite } from '../run-suite.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { groupFindings } from '../../src/report/findings.ts';
import { settingsFrom } from '../../src/settings/settings.ts';

type Handler = (request: Request) => Promise<Response>;

/** Why a request gets no response. */
class NoResponse extends Error {
  readonly kind: 'broken' | 'unreachable';

  constructor(kind: NoResponse['kind']) {
    super(kind);
    this.kind = kind;
  }
}

const ticks = async (count: number): Promise<void> => {
  for (let tick = 0; tick < count; tick += 1) await new Promise((resolve) => setImmediate(resolve));
};

interface Ran {
  readonly results: readonly CaseResult[];
  requests: number;
  /** Requests under way at the same time, at most. */
  most: number;
}

/** Runs goact's cases, several at a time, against its reference target behind something else. */
async function ran(concurrency: number, before: (inner: Handler, under: () => number) => Handler): Promise<Ran> {
  const reference = createTarget('goact');
  const suite = await loadSuite('goact');
  const { target } = settingsFrom({
    ...reference.settings,
    TARGET_URL: 'http://127.0.0.1:1',
    TARGET_MAX_WAIT_SECONDS: '0',
  });
  assert.ok(target);
  const counts = { requests: 0, under: 0, most: 0 };
  const handler = before(reference.handler, () => counts.under);
  const transport = handlerTransport(async (request) => {
    counts.requests += 1;
    counts.under += 1;
    counts.most = Math.max(counts.most, counts.under);
    // Others begin before this one is over.
    await new Promise((resolve) => setImmediate(resolve));
    const response = await handler(request);
    counts.under -= 1;
    return response;
  });
  const send: Transport['send'] = (request) =>
    transport.send(request).catch((error: unknown) => {
      counts.under -= 1;
      if (!(error instanceof NoResponse)) throw error;
      return { failure: { kind: error.kind, message: error.kind } };
    });
  const context = {
    ...suite,
    target,
    transport: { ...transport, send },
    lockouts: new LockoutTracker(),
    endurance: new Endurance(),
    cleanUp: true,
    newMasker: () => new Masker(),
    now: () => Date.now(),
    wait: (milliseconds: number) => ticks(milliseconds / 10),
  };
  const results = await runSuite(suite.cases, context, 'implied', concurrency);
  return { results, requests: counts.requests, most: counts.most };
}

function openIn({ results }: Ran): string[] {
  return results.flatMap((each) =>
    each.results.flatMap(({ verdict, requirement }) =>
      verdict === 'passed' || verdict === 'not-testable' ? [] : [`${verdict} ${requirement.id}`],
    ),
  );
}

test('a healthy target conforms, with hardly a request more', async () => {
  const serial = await ran(1, (inner) => inner);
  const concurrent = await ran(8, (inner) => inner);
  assert.deepEqual([openIn(serial), openIn(concurrent)], [[], []]);
  assert.ok(concurrent.most > 4, `${concurrent.most} at the same time`);
  assert.ok(concurrent.requests <= 1.1 * serial.requests, `${concurrent.requests} and ${serial.requests} requests`);
});

test('a mismatch that does not show again is a flaky target, and nothing else', async () => {
  const flaky = await ran(8, (inner, under) => (request) => {
    // Two cases of the plan send two requests at the same time.
    return under() > 3 ? Promise.resolve(new Response('{}', { status: 500 })) : inner(request);
  });
  const findings = groupFindings('goact', flaky.results);
  assert.deepEqual(
    findings.map(({ mismatch }) => mismatch.kind),
    ['flaky'],
  );
  assert.ok((findings[0]?.occurrences ?? 0) > 5);
});

test('a defect is found, and costs a few requests more', async () => {
  const accepting: (inner: Handler) => Handler = (inner) => async (request) => {
    const response = await inner(request);
    return response.status === 404 ? new Response('[]', { status: 418 }) : response;
  };
  const serial = await ran(1, accepting);
  const concurrent = await ran(8, accepting);
  assert.deepEqual(openIn(concurrent).sort(), openIn(serial).sort());
  assert.ok(openIn(serial).length > 10, `${openIn(serial).length} are open`);
  assert.ok(concurrent.requests <= 1.25 * serial.requests, `${concurrent.requests} and ${serial.requests} requests`);
});

test('sessions that end at the next login are not shared', async () => {
  const last = new Map<string, string>();
  const single = await ran(8, (inner) => async (request) => {
    const authorization = request.headers.get('authorization') ?? '';
    const user = [...last].find(([, token]) => token !== '' && authorization.includes(token));
    const isLogin = request.method === 'POST' && new URL(request.url).pathname.endsWith('/authorize');
    const body = isLogin
      ? ((await request
          .clone()
          .json()
          .catch(() => ({}))) as { username?: unknown })
      : {};
    const response = await inner(request);
    if (isLogin && response.ok) {
      const text = await response.clone().text();
      last.set(JSON.stringify(body.username), /"token":"([^"]+)"/.exec(text)?.[1] ?? '');
      return response;
    }
    const isOld = !isLogin && response.ok && authorization !== '' && user === undefined;
    return isOld ? new Response('{}', { status: 401 }) : response;
  });
  const findings = groupFindings('goact', single.results);
  assert.ok(!findings.some(({ mismatch }) => mismatch.kind === 'flaky'));
});

test('requests that end with the target are not held against it', async () => {
  let life = new AbortController();
  let isStarting = false;
  const mortal = await ran(8, (inner) => async (request) => {
    if (isStarting) throw new NoResponse('unreachable');
    const own = life;
    const text = await request.clone().text();
    // It hangs for a while before it dies, and is down for a while.
    await ticks(30);
    if (text.includes('\\ud8')) {
      life.abort();
      life = new AbortController();
      isStarting = true;
      void ticks(150).then(() => (isStarting = false));
    }
    if (own.signal.aborted) throw new NoResponse('broken');
    return inner(request);
  });
  const findings = groupFindings('goact', mortal.results);
  assert.deepEqual(
    findings.map(({ mismatch }) => mismatch.kind),
    ['no-response'],
  );
  assert.ok(findings[0]?.requirements.every((id) => id.endsWith('half-a-pair')));
});
