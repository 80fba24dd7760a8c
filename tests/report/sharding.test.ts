/** A run in shards, merged, is the same as a run in one. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { missingShards, shardsIn } from '../../src/report/tested.ts';
import { readZip, writeZip } from '../../src/report/zip.ts';
import { start } from '../independent/flame/server.ts';
import { runCommand } from '../start-process.ts';
import type { Ended } from '../start-process.ts';
import { readReport } from '../../src/report/read-report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { playwright } from './playwright-process.ts';

const folder = temporaryFolder('shards');
/** Few cases, one of which finds the defect; with 7 shards most of them find nothing. */
const selection = ['--grep', '@flame.*@outcomes|@flame/login/password-cut(?!-)|@outcomes.*@flame', '--workers=2'];
let settings: Record<string, string> = {};
let close: () => Promise<void> = () => Promise.resolve();
let whole: { outcome: Ended; report: ConformanceReport };

before(async () => {
  const server = await start({ defect: 'password-prefix' });
  settings = { ...server.settings, TARGET_URL: server.url };
  close = () => server.close();
  whole = await run('whole', selection);
});

after(() => close());

async function run(
  name: string,
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<{ outcome: Ended; report: ConformanceReport }> {
  const reports = path.join(folder, name);
  const outcome = await playwright(['test', ...args], { ...settings, ...more, REPORTS_DIR: reports });
  return {
    outcome,
    // A shard without a case has none.
    get report() {
      return reportIn(reports);
    },
  };
}

function reportIn(reports: string): ConformanceReport {
  return readReport(path.join(reports, 'conformance.json'));
}

/** Runs the selection in shards, each with reports of its own. @returns the folder with their blobs */
async function shards(
  total: number,
  more: Record<string, string> = {},
): Promise<{ blobs: string; codes: (number | null)[] }> {
  const blobs = mkdtempSync(path.join(folder, `blobs-${total}-`));
  const codes: (number | null)[] = [];
  for (let current = 1; current <= total; current += 1) {
    const name = `${path.basename(blobs)}-${current}`;
    const { outcome } = await run(name, [...selection, `--shard=${current}/${total}`], more);
    codes.push(outcome.code);
    for (const file of readdirSync(path.join(folder, name, 'blob')))
      copyFileSync(path.join(folder, name, 'blob', file), path.join(blobs, `${current}-${file}`));
  }
  return { blobs, codes };
}

async function merge(blobs: string, name: string): Promise<{ outcome: Ended; report: ConformanceReport }> {
  const reports = path.join(folder, name);
  // The machine that merges knows nothing of the target.
  const outcome = await playwright(['merge-reports', '--config=playwright.config.ts', blobs], { REPORTS_DIR: reports });
  return { outcome, report: reportIn(reports) };
}

/** A report without what differs from run to run: times, fingerprints, ids and clocks in answers. */
function lasting(report: ConformanceReport): string {
  return JSON.stringify(report, (name, value: unknown) =>
    ['startedAt', 'durationMs', 'duration', 'timing'].includes(name) ? undefined : value,
  )
    .replace(/‹[0-9a-f]{8}›/g, '‹›')
    .replace(/\["(date|etag|x-request-id)","[^"]*"\]/gi, '["$1",""]');
}

describe('shards', () => {
  for (const total of [1, 2, 3, 7])
    test(`${total} merged are the same as one run`, async () => {
      const { blobs, codes } = await shards(total);
      const { outcome, report } = await merge(blobs, `merged-${total}`);
      assert.equal(whole.outcome.code, 1, whole.outcome.output);
      assert.equal(outcome.code, 1, outcome.output);
      assert.equal(lasting(report), lasting(whole.report));
      for (const name of ['html/index.html', 'junit.xml', 'conformance.html'])
        assert.ok(existsSync(path.join(folder, `merged-${total}`, name)), name);
      assert.deepEqual(
        readdirSync(path.join(folder, `merged-${total}`, 'repeat')),
        readdirSync(path.join(folder, 'whole', 'repeat')),
      );
      if (total > 1) assert.ok(codes.includes(0), 'a shard that finds nothing passes');
      if (total !== 3) return;
      const [lost] = readdirSync(blobs).filter((file) => file.startsWith('2-'));
      rmSync(path.join(blobs, lost ?? ''));
      rmSync(path.join(blobs, 'resources'), { recursive: true, force: true });
      const missing = await merge(blobs, 'missing');
      const isFound = missing.report.apis.some(({ findings }) => findings.some(({ gating }) => gating));
      assert.equal(missing.outcome.code, isFound ? 1 : 3, missing.outcome.output);
      assert.equal(missing.report.conforms, false);
      assert.equal(missing.report.complete, false);
      assert.match(missing.report.incomplete ?? '', /shard 2\/3 missing/);
      assert.match(missing.outcome.output, /incomplete: shard 2\/3 missing/);
    });
});

test('shards of a target that is down are merged to the same result', async () => {
  const { blobs, codes } = await shards(2, { TARGET_URL: 'http://127.0.0.1:9' });
  assert.deepEqual(codes, [3, 3]);
  const { outcome, report } = await merge(blobs, 'merged-down');
  assert.equal(outcome.code, 3, outcome.output);
  assert.deepEqual([report.result, report.apis.flatMap(({ findings }) => findings)], ['could-not-be-tested', []]);
});

test('shards of two targets are merged to no result', async () => {
  const { blobs } = await shards(2);
  const other = await start({});
  const healthy = await shards(2, { TARGET_URL: other.url });
  await other.close();
  for (const file of readdirSync(blobs).filter((name) => name.startsWith('1-'))) rmSync(path.join(blobs, file));
  for (const file of readdirSync(healthy.blobs).filter((name) => name.startsWith('1-')))
    copyFileSync(path.join(healthy.blobs, file), path.join(blobs, file));
  const { outcome, report } = await merge(blobs, 'merged-two');
  assert.ok(outcome.code !== 0, outcome.output);
  assert.equal(report.conforms, false);
  assert.match(outcome.output, /the results of flame at http:\S+ are of another run than the rest/);
});

test('what is missing of a run', () => {
  const keys = (...names: string[]): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [`conformance shard ${name}`, true]));
  const missing = (...names: string[]): string | undefined => missingShards(shardsIn(keys(...names)));
  assert.equal(missing(), undefined);
  assert.equal(missing('2/2', '1/2'), undefined);
  assert.equal(missing('1/12', '11/12')?.startsWith('shards 2/12, 3/12'), true);
  assert.equal(missing('1/2', '2/3'), 'shards of different runs: 1/2, 2/3');
});

test('what cannot be merged is a mistake that is named', async () => {
  const { blobs } = await shards(2);
  const files = readdirSync(blobs).filter((file) => file.endsWith('.zip'));
  const [first = ''] = files.map((file) => path.join(blobs, file));
  const whole = readFileSync(first);
  const events = readZip(whole);
  const merged = (): Promise<Ended> => runCommand(['merge', blobs], { REPORTS_DIR: path.join(folder, 'unmerged') });
  const withLines = (change: (lines: string[]) => string[]): Buffer =>
    writeZip(
      events.map(({ name, content }) => ({
        name,
        content:
          name === 'report.jsonl' ? Buffer.from(change(content.toString().trimEnd().split('\n')).join('\n')) : content,
      })),
    );
  for (const broken of [
    Buffer.alloc(0),
    whole.subarray(0, whole.length / 2),
    withLines((lines) => lines.slice(0, 9)),
  ]) {
    writeFileSync(first, broken);
    const { code, output } = await merged();
    assert.equal(code, 2, output);
    assert.equal(output, `${first} is incomplete; fetch it again, or run its shard again\n`);
  }
  // The attachments of other projects may have any size, and are not looked at.
  const large = writeZip([...events, { name: 'resources/video.webm', content: Buffer.alloc(300 * 2 ** 20) }]);
  writeFileSync(first, large);
  const attached = await merged();
  assert.ok([0, 1, 3].includes(attached.code ?? 2), attached.output);
  // Tests of other projects may exceed Playwright's time when all cases have ended.
  const message = 'Timed out waiting 25s for the test suite to run';
  const late = JSON.stringify({ method: 'onError', params: { error: { message } } });
  writeFileSync(
    first,
    withLines((lines) =>
      lines.flatMap((line) =>
        line.startsWith('{"method":"onEnd"') ? [late, line.replace(/"status":"\w+"/, '"status":"timedout"')] : [line],
      ),
    ),
  );
  const timedOut = await merged();
  assert.match(timedOut.output, /^✗ other projects: Timed out/m);
  assert.doesNotMatch(timedOut.output, /^! .*(?:Timed out|were not run)|could not be tested: Timed/im);
  // Of merged blobs, the last one's settings would decide.
  writeFileSync(
    first,
    withLines((lines) => lines.map((line) => line.replaceAll('\\"failOn\\":\\"implied', '\\"failOn\\":\\"documented'))),
  );
  const differing = await merged();
  assert.ok([1, 3].includes(differing.code ?? 0), differing.output);
  assert.match(differing.output, /^! the result is incomplete: shards with different settings/m);
  // The tests of other projects say nothing about the target.
  for (const file of files.slice(1)) rmSync(path.join(blobs, file));
  writeFileSync(
    first,
    withLines((lines) => lines.map((line) => line.replaceAll('"name":"conformance"', '"name":"e2e"'))),
  );
  const foreign = await merged();
  assert.equal(foreign.code, 3, foreign.output);
  assert.match(foreign.output, /^Could not be tested/m);
  const none = await runCommand(['merge', path.join(blobs, 'nowhere')]);
  assert.deepEqual([none.code, none.output.includes('holds no blobs')], [2, true], none.output);
});
