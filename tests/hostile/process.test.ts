/** Whole runs, as users start them: against hostile targets, within limits, and interrupted. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { createTarget } from '../../reference/create.ts';
import { playwrightProgram, startNode } from '../start-process.ts';
import { readReport } from '../../src/report/read-report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { contents } from './behaviours/contents.ts';
import { healthy, startRaw } from './raw-server.ts';
import type { Act } from './raw-server.ts';

interface Run {
  readonly child: ChildProcess;
  readonly reports: string;
  /** Its temporary files. */
  readonly temporary: string;
  readonly ended: Promise<{ code: number | null; output: string }>;
}

/** Starts the suites in a folder of their own. */
function start(settings: Record<string, string>, args: readonly string[] = []): Run {
  const folder = settings['FOLDER'] ?? temporaryFolder('hostile');
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const reports = path.join(folder, settings['REPORTS'] ?? 'reports');
  const { child, ended } = startNode([playwrightProgram, 'test', ...args], {
    TARGET_MAX_WAIT_SECONDS: '0',
    ...settings,
    REPORTS_DIR: reports,
    TMPDIR: temporary,
  });
  return { child, reports, temporary, ended };
}

function reportIn(folder: string): ConformanceReport {
  return readReport(path.join(folder, 'conformance.json'));
}

async function target(context: TestContext, actAt: (index: number) => Act | undefined) {
  const { handler, settings } = createTarget('flame');
  const times: number[] = [];
  const server = await startRaw({ handler, actAt, onRequest: () => times.push(performance.now()) });
  context.after(() => server.close());
  return { settings: { ...settings, TARGET_URL: server.url }, times };
}

const aimed = contents.filter(({ name }) => /terminal|HTML|spreadsheet|Markdown/.test(name));

test('what a target says reaches neither the terminal nor the page as more than text', async (context) => {
  const { settings } = await target(context, (index) => aimed[index % (2 * aimed.length)]?.act);
  const { ended, reports } = start(settings, ['-g', 'password']);
  const { code, output } = await ended;
  assert.equal(code, 1, output);
  assert.doesNotMatch(output, /(?![\n\r\t])\p{Cc}/u);
  assert.doesNotMatch(output, /\n\s+at .*\.ts:\d+/);
  const report = reportIn(reports);
  assert.equal(report.counts.error, 0);
  assert.ok(report.counts.passed > 0);
  for (const file of readdirSync(reports).filter((name) => name.endsWith('.html'))) {
    const page = readFileSync(path.join(reports, file), 'utf8');
    assert.doesNotMatch(page, /<script>document\.title|<img src=x|href="javascript:/);
  }
});

test('a limit of 20 requests a second holds over workers and shards', async (context) => {
  const { settings, times } = await target(context, () => undefined);
  const folder = temporaryFolder('hostile');
  const limited = { ...settings, TARGET_MAX_REQUESTS_PER_SECOND: '20', FOLDER: folder };
  const runs = ['1/2', '2/2'].map((shard, index) =>
    start({ ...limited, REPORTS: `reports-${index}` }, [`--shard=${shard}`, '-g', 'user']),
  );
  for (const { ended } of runs) {
    const { code, output } = await ended;
    assert.equal(code, 0, output);
  }
  assert.ok(times.length > 40, `${times.length} requests`);
  const most = Math.max(...times.map((from) => times.filter((each) => each >= from && each < from + 1000).length));
  assert.ok(most <= 20, `${most} requests within a second`);
  // The count stays for the next run.
  assert.deepEqual(
    readdirSync(path.join(folder, 'tmp')).filter((name) => /^conformance-(?!pace-)/.test(name)),
    [],
  );
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const)
  test(`${signal} ends a run with what it found, marked as incomplete`, async (context) => {
    const running: Run[] = [];
    const { settings } = await target(context, (index) => {
      if (index === 30) running[0]?.child.kill(signal);
      return healthy;
    });
    const run = start(settings);
    running.push(run);
    const { code, output } = await run.ended;
    assert.notEqual(code, 0, output);
    const report = reportIn(run.reports);
    assert.equal(report.complete, false);
    assert.equal(report.conforms, false);
    assert.ok(report.counts.passed > 0);
    assert.deepEqual(
      readdirSync(run.temporary).filter((name) => name.startsWith('conformance-')),
      [],
    );
  });

test('a second run with the same folder of reports says so', async (context) => {
  const folder = temporaryFolder('hostile');
  let second: Run | undefined;
  const { settings } = await target(context, (index) => {
    if (index === 5) second = start({ ...settings, FOLDER: folder });
    return healthy;
  });
  const first = start({ ...settings, FOLDER: folder });
  const { code } = await first.ended;
  assert.equal(code, 0);
  const other = await second?.ended;
  assert.equal(other?.code, 2, other?.output);
  assert.match(other.output, /Another run \(process \d+\) writes its reports/);
});
