/** The right blame: what is wrong with a target, a network or a setting is named, and nothing else is blamed for it. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import * as ar from '../independent/ar/server.ts';
import * as flame from '../independent/flame/server.ts';
import * as goact from '../independent/goact/server.ts';
import { runCommand } from '../start-process.ts';
import { readReport } from '../../src/report/read-report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { listenBetween, pseudoRandom } from './between.ts';
import type { Interference } from './between.ts';

interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly report: ConformanceReport;
}

/** Runs all cases against a server that was written from the document alone, with something between. */
async function run(
  api: { start(): Promise<{ url: string; settings: Record<string, string>; close(): Promise<void> }> },
  interfere: Interference,
  more: Readonly<Record<string, string>> = {},
  use: (close: () => void) => void = () => undefined,
): Promise<Ran> {
  const server = await api.start();
  const between = await listenBetween(server.url, interfere);
  use(() => void between.close());
  const reports = temporaryFolder('blame');
  try {
    const { code, output } = await runCommand(['run'], {
      TARGET_MAX_WAIT_SECONDS: '0',
      ...server.settings,
      TARGET_URL: between.url,
      REPORTS_DIR: reports,
      ...more,
    });
    const report = readReport(path.join(reports, 'conformance.json'));
    return { code, output, report };
  } finally {
    await between.close();
    await server.close();
  }
}

const gating = ({ report }: Ran) => report.apis.flatMap(({ findings }) => findings.filter((each) => each.gating));
const json = { 'Content-Type': 'application/json' };

test('correct logins that are rejected now and then are a flaky target, and no lockout', async () => {
  const random = pseudoRandom();
  let right = '';
  const ran = await run(flame, ({ method, body }, response) => {
    if (right === '') right = method === 'POST' ? body : '';
    if (right === '' || body !== right || random() > 1 / 3) return false;
    response.writeHead(401, json).end('{"error":"bad signature"}');
    return true;
  });
  assert.equal(ran.code, 1, ran.output);
  assert.deepEqual(
    gating(ran).map(({ mismatch }) => mismatch?.kind),
    ['flaky'],
    ran.output,
  );
  assert.match(gating(ran)[0]?.summary ?? '', /401 to the same correct request now and then, \d+ of \d+ times/);
  assert.doesNotMatch(ran.output, /\blocked\b/);
  assert.ok(ran.report.counts.blocked < 10, ran.output);
});

test('a target that refuses each further login of an account has locked nobody out', async () => {
  const seen = new Set<string>();
  const ran = await run(goact, ({ method, path: at, body }, response) => {
    if (method !== 'POST' || !at.endsWith('/authorize')) return false;
    const isFirst = !seen.has(body);
    seen.add(body);
    if (isFirst || body.includes('nobody')) return false;
    response.writeHead(422, json).end('{"response":"the authorization exists"}');
    return true;
  });
  assert.equal(ran.code, 1, ran.output);
  assert.doesNotMatch(ran.output, /locked out/);
  assert.match(gating(ran)[0]?.summary ?? '', /^login responds 422 to /, ran.output);
});

test('registrations that fail now and then are named after no parameter', async () => {
  const random = pseudoRandom();
  const ran = await run(goact, ({ path, method }, response) => {
    if (method !== 'POST' || !path.includes('register') || random() > 1 / 8) return false;
    response.writeHead(500, json).end('{"message":"try again"}');
    return true;
  });
  assert.equal(ran.code, 1, ran.output);
  assert.deepEqual(
    gating(ran).map(({ mismatch }) => mismatch?.kind),
    ['flaky'],
    ran.output,
  );
  assert.match(gating(ran)[0]?.summary ?? '', /register fails with 500 now and then, \d+ of \d+ requests/);
});

test('the request that a target does not survive is the finding', async () => {
  let end: () => void = () => undefined;
  const ran = await run(
    flame,
    ({ method, body }) => {
      if (method !== 'POST' || !body.startsWith('[')) return false;
      end();
      return true;
    },
    {},
    (close) => (end = close),
  );
  assert.equal(ran.code, 1, ran.output);
  assert.equal(gating(ran).length, 1, ran.output);
  assert.match(gating(ran)[0]?.actual ?? '', /no response: .*; the target has not responded to any request since/);
  assert.match(
    ran.output,
    /blocked or in error: The target has not responded since \d\d:\d\d:\d\d UTC, after POST \/\S+ was sent/,
  );
  // Requests that a target may not survive are sent last.
  assert.ok(ran.report.counts.blocked < 10, ran.output);
  assert.ok(ran.report.counts.passed > 200, ran.output);
});

test('a target that hangs from one request on is asked no more', async () => {
  let hangs = false;
  let asked = 0;
  const ran = await run(
    flame,
    ({ method, body }) => {
      hangs ||= method === 'POST' && body.startsWith('[');
      if (hangs) asked += 1;
      return hangs;
    },
    { TARGET_TIMEOUT_SECONDS: '1' },
  );
  assert.equal(gating(ran).length, 1, ran.output);
  assert.match(gating(ran)[0]?.actual ?? '', /; the target has not responded to any request since/);
  assert.ok(asked < 20, `${asked} requests`);
});

for (const lastRequest of [40, 200])
  test(`a target that loses its accounts after ${lastRequest} requests is no defect of the login`, async () => {
    const ran = await run(flame, ({ number, method }, response) => {
      if (number < lastRequest) return false;
      response.writeHead(method === 'POST' ? 401 : 403, json).end('{"error":"unknown"}');
      return true;
    });
    assert.deepEqual(gating(ran), [], ran.output);
    assert.notEqual(ran.code, 0, ran.output);
    assert.match(ran.output, /The target accepted the login of .* until \d\d:\d\d:\d\d UTC and rejects it since/);
  });

test('clocks that are apart are named beside what is rejected', async () => {
  const date = new Date(Date.now() + 20 * 60_000).toUTCString();
  const ran = await run(ar, (_, response) => {
    response.writeHead(401, { ...json, Date: date }).end('{"error":"timestamp refused"}');
    return true;
  });
  assert.equal(ran.code, 3, ran.output);
  assert.match(
    ran.output,
    /^Could not be tested: .*401 with \{"error":"timestamp refused"\} \(the target's clock is 1\d\d\d s ahead\)\. Check/m,
  );
});
