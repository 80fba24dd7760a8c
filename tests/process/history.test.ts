/** `run --history`: since when a finding occurs, and what earlier runs had that is gone. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { readReport } from '../../src/report/read-report.ts';
import { runCommand } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { listen } from '../listen.ts';
import { jsonOf, shop } from './small-server.ts';

const team = temporaryFolder('history');
const place = (...names: string[]): string => path.join(team, ...names);
/** The response of the server to a wrong password, beside 401. */
let statusOfRefusal = 401;
let typeOfToken = 'text';
let settings: Record<string, string>;

const server = createServer((request, response) => {
  let text = '';
  request.on('data', (data: Buffer) => (text += data.toString()));
  request.on('end', () => {
    const { email, password } = read(text);
    const isRight = email === 'kate@example.com' && password === 'correct-horse-1';
    const isWhole = typeof email === 'string' && typeof password === 'string' && email !== '' && password !== '';
    const status = isRight ? 200 : isWhole ? statusOfRefusal : 400;
    const token = typeOfToken === 'text' ? crypto.randomUUID() : 7;
    response
      .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      .end(JSON.stringify(isRight ? { token } : { error: 'no' }));
  });
});

function read(text: string): Record<string, unknown> {
  try {
    return { ...(JSON.parse(text) as Record<string, unknown> | null) };
  } catch {
    return {};
  }
}

before(async () => {
  const url = await listen(server);
  writeFileSync(
    place('shop.yaml'),
    `${shop}paths:
  /login:
    post:
      operationId: login
      x-flow: login
      requestBody: { required: true, ${jsonOf({ email: 'identity', password: 'password' })} }
      responses:
        '200': { description: a token, x-when: success, ${jsonOf({ token: 'token' })} }
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
        '400': { description: incomplete, x-when: [missing-parameter, blank-parameter] }
`,
  );
  settings = {
    TARGET_API: 'shop.yaml',
    TARGET_URL: url,
    TARGET_USERNAME: 'kate@example.com',
    TARGET_PASSWORD: 'correct-horse-1',
  };
});

after(() => {
  server.close();
  server.closeAllConnections();
});

async function run(...args: string[]): Promise<{ report: ConformanceReport; output: string; page: string }> {
  const { code, output } = await runCommand(['run', '--history', 'history', ...args], settings, team);
  assert.ok(code === 0 || code === 1, output);
  return {
    report: readReport(place('reports', 'conformance.json')),
    output,
    page: readFileSync(place('reports', 'conformance.html'), 'utf8'),
  };
}

const idsOf = ({ apis }: ConformanceReport): string[] => apis.flatMap(({ findings }) => findings.map(({ id }) => id));

test('a finding has the day since when it occurs; one that is mended is gone', async () => {
  statusOfRefusal = 403;
  const first = await run();
  assert.deepEqual(first.report.history, { runs: 0, gone: [] });
  const old = first.report.apis[0]?.findings.find(({ summary }) => summary.includes('403'));
  assert.ok(old !== undefined, first.output);
  assert.equal(old.since, first.report.startedAt);

  typeOfToken = 'number';
  const second = await run();
  assert.match(second.output, /Compared with the run of .*\n {2}shop: 2 new, 0 fixed, 1 unchanged$/m);
  const findings = second.report.apis[0]?.findings ?? [];
  assert.equal(findings.find(({ id }) => id === old.id)?.since, first.report.startedAt);
  const added = findings.filter(({ id }) => id !== old.id && !idsOf(first.report).includes(id));
  assert.deepEqual(new Set(added.map(({ since }) => since)), new Set([second.report.startedAt]));

  typeOfToken = 'text';
  const third = await run();
  const gone = third.report.history?.gone ?? [];
  assert.deepEqual(
    gone.map(({ id, since, until }) => [id, since, until]),
    added.map(({ id }) => [id, second.report.startedAt, third.report.startedAt]),
  );
  assert.match(third.output, /^History: 2 earlier runs since \d{4}-\d\d-\d\d; \d+ findings? gone since then\.$/m);
  assert.match(third.output, /^ {6}since: {4}\d{4}-\d\d-\d\d$/m);
  assert.match(third.page, /<code>shop\.yaml:\d+<\/code><pre class="quote">&#39;401&#39;: { description: refused/);
  assert.match(third.page, /npx session-conformance run -g/);
  assert.match(third.page, /id="history"[^]*still there[^]*gone on/);
});

test('a part of a run is compared, and not kept: it would look like progress', async () => {
  const before = readdirSync(place('history'));
  const { report } = await run('--grep', 'login/success$');
  assert.equal(report.history?.runs, before.length);
  assert.ok(report.history.gone.some(({ until }) => until === undefined));
  assert.deepEqual(readdirSync(place('history')), before);
});

test('kept reports hold no exchanges', () => {
  for (const file of readdirSync(place('history'))) {
    const kept = readReport(place('history', file));
    assert.ok(idsOf(kept).length > 0);
    assert.deepEqual(
      new Set(kept.apis.flatMap(({ findings }) => findings.flatMap(({ evidence }) => evidence))),
      new Set(),
    );
  }
});

test('a file that is no report is a mistake of the user, before anything is sent', async () => {
  mkdirSync(place('wrong'));
  writeFileSync(place('wrong', 'notes.json'), '{}');
  const wrong = await runCommand(['run'], { ...settings, HISTORY_DIR: 'wrong' }, team);
  assert.equal(wrong.code, 2, wrong.output);
  assert.match(wrong.output, /^wrong.notes\.json is no conformance report/);
  const file = await runCommand(['run', '--history', 'shop.yaml'], settings, team);
  assert.equal(file.code, 2, file.output);
  assert.match(file.output, /^HISTORY_DIR is "shop\.yaml", which is no folder/);
});
