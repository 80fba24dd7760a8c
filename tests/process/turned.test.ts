/** A failed case is an expected failure to Playwright's worker, and a failure to everybody else. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.ts';

const cli = fileURLToPath(import.meta.resolve('@playwright/test/cli'));
const folder = temporaryFolder('turned');

const turning = fileURLToPath(new URL('../../src/runner/playwright/turning-reporter.ts', import.meta.url));
symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), path.join(folder, 'node_modules'));
writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
writeFileSync(
  path.join(folder, 'playwright.config.mjs'),
  `export default { workers: 1, projects: [{ name: 'conformance' }], reporter: [${JSON.stringify([turning])}, ['json', { outputFile: 'report.json' }],
    ['junit', { outputFile: 'junit.xml' }], ['html', { open: 'never' }], ['blob', { outputDir: 'blob' }]] };`,
);
writeFileSync(
  path.join(folder, 'a.spec.mjs'),
  `import { test } from '@playwright/test';
  for (const name of ['one', 'two', 'three'])
    test(name, ({}, testInfo) => {
      testInfo.annotations.push({ type: 'worker', description: String(testInfo.workerIndex) });
      if (name === 'one') return;
      testInfo.fail();
      throw new Error('the target is wrong');
    });`,
);

async function playwright(...args: string[]): Promise<number> {
  const env = Object.entries(process.env).filter(([name]) => !/^(NODE_TEST|PW_|PLAYWRIGHT_)/.test(name));
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { ...Object.fromEntries(env), PLAYWRIGHT_JSON_OUTPUT_NAME: 'report.json' },
    stdio: 'ignore',
  });
  return (await once(child, 'close'))[0] as number;
}

interface Report {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly skipped: number };
  readonly suites: readonly {
    readonly specs: readonly {
      readonly title: string;
      readonly ok: boolean;
      readonly tests: readonly { readonly annotations: readonly { type: string; description?: string }[] }[];
    }[];
  }[];
}

function report(): Report {
  return JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8')) as Report;
}

test('it is one in every report and in the exit code, and takes no new worker', async () => {
  assert.equal(await playwright('test'), 1);
  const { stats, suites } = report();
  assert.deepEqual([stats.expected, stats.unexpected], [1, 2]);
  const specs = suites.flatMap((suite) => suite.specs);
  assert.deepEqual(
    specs.map(({ ok }) => ok),
    [true, false, false],
  );
  const annotations = specs.flatMap((spec) => spec.tests.flatMap((each) => each.annotations));
  assert.deepEqual([...new Set(annotations.map(({ description }) => description))], ['0'], 'one worker for all');
  assert.ok(!annotations.some(({ type }) => type === 'fail'));
  assert.match(readFileSync(path.join(folder, 'junit.xml'), 'utf8'), /<testsuites [^>]*tests="3"[^>]*errors="2"/);
  assert.ok(existsSync(path.join(folder, 'playwright-report', 'index.html')));
});

test('--last-failed runs it again, and -x stops at the first', async () => {
  assert.equal(await playwright('test', '--last-failed'), 1);
  assert.deepEqual([report().stats.expected, report().stats.unexpected], [0, 2]);
  assert.equal(await playwright('test', '-x'), 1);
  assert.equal(report().stats.unexpected, 1);
});

test('a merged report shows it', async () => {
  assert.equal(await playwright('test'), 1);
  rmSync(path.join(folder, 'report.json'));
  await playwright('merge-reports', '--reporter=json', 'blob');
  assert.deepEqual([report().stats.expected, report().stats.unexpected], [1, 2]);
});
