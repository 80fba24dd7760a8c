/** The gate: exit codes, known deviations, what CI systems are told. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { start } from '../independent/flame/server.ts';
import { readKnownDeviations } from '../../src/report/read-known.ts';
import { runCommand } from '../start-process.ts';
import type { Ended } from '../start-process.ts';
import { reportIn } from '../report-in.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { playwright } from './playwright-process.ts';

const folder = temporaryFolder('gate');
const cut = 'flame/login/password-cut';
const selection = ['--grep', '@flame/login/(password-cut|password-extended|wrong-password)(?!-)', '--workers=2'];
let faulty: Record<string, string> = {};
let clean: Record<string, string> = {};
const closing: (() => Promise<void>)[] = [];

before(async () => {
  for (const [defect, use] of [
    ['password-prefix', (settings: Record<string, string>) => (faulty = settings)],
    [undefined, (settings: Record<string, string>) => (clean = settings)],
  ] as const) {
    const server = await start(defect === undefined ? {} : { defect });
    closing.push(() => server.close());
    use({ ...server.settings, TARGET_URL: server.url });
  }
});

after(async () => {
  for (const close of closing) await close();
});

let count = 0;

interface Result extends Ended {
  readonly report: ConformanceReport | undefined;
  readonly reports: string;
}

async function run(settings: Readonly<Record<string, string>>, args: readonly string[] = selection): Promise<Result> {
  count += 1;
  const reports = settings['REPORTS_DIR'] ?? path.join(folder, String(count));
  const outcome = await playwright(['test', ...args], { ...settings, REPORTS_DIR: reports });
  return {
    ...outcome,
    reports,
    // Some tests put a file there that is no report.
    get report() {
      return reportIn(reports);
    },
  };
}

function entry(requirement: string, more: Readonly<Record<string, string>> = {}): string {
  const all = { requirement, target: '*', reason: 'until release 7', owner: 'ann', expires: '2199-12-31', ...more };
  return `- ${Object.entries(all)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join('\n  ')}\n`;
}

function known(text: string): string {
  count += 1;
  const file = path.join(folder, `known-${count}.yaml`);
  writeFileSync(file, text);
  return file;
}

describe('exit codes', () => {
  test('0: it conforms', async () => {
    const { code, output, report, reports } = await run(clean);
    assert.equal(code, 0, output);
    assert.equal(report?.conforms, true);
    assert.equal(report.complete, false, 'as far as it was selected');
    assert.doesNotMatch(output, /(?!\n)\p{Cc}/u, 'no control characters in CI');
    const junit = readFileSync(path.join(reports, 'junit.xml'), 'utf8');
    assert.match(junit, new RegExp(`<property name="requirement" value="${cut}">`));
  });

  test('1: it does not', async () => {
    const { code, output, report } = await run(faulty);
    assert.equal(code, 1, output);
    assert.equal(report?.conforms, false);
    assert.doesNotMatch(output, /(?!\n)\p{Cc}/u);
  });

  test('3: nothing was selected, and the last reports stay', async () => {
    const reports = path.join(folder, 'old');
    mkdirSync(reports);
    writeFileSync(path.join(reports, 'conformance.json'), '"old"');
    const summary = path.join(folder, 'nothing.md');
    const gitHub = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { code, output } = await run({ ...clean, ...gitHub, REPORTS_DIR: reports }, [
      '--grep',
      'nothing is called so',
    ]);
    assert.equal(code, 3);
    assert.match(output, /^Could not be tested: No case was selected, so that nothing was tested\.$/m);
    assert.match(readFileSync(summary, 'utf8'), /^## ⚠️ Could not be tested\n\nNo case was selected/);
    assert.equal(readFileSync(path.join(reports, 'conformance.json'), 'utf8'), '"old"');
  });

  test('2: the settings are wrong', async () => {
    const { code, output } = await run({ ...clean, FAIL_ON: 'always' });
    assert.equal(code, 2);
    assert.match(output, /FAIL_ON is "always"/);
  });

  test('130: it was interrupted', async () => {
    const reports = path.join(folder, 'interrupted');
    const results = path.join(reports, 'test-results');
    const isRunning = (): boolean => existsSync(results) && readdirSync(results).length > 0;
    const outcome = await playwright(['test', '--workers=1'], { ...clean, REPORTS_DIR: reports }, (signal) => {
      const timer = setInterval(() => {
        if (!isRunning()) return;
        clearInterval(timer);
        signal('SIGINT');
      }, 50);
    });
    assert.equal(outcome.code, 130, outcome.output);
    const interrupted = reportIn(reports);
    assert.equal(interrupted?.conforms, false);
    assert.equal(interrupted.result, 'could-not-be-tested');
  });

  test('a list touches no report', async () => {
    const reports = path.join(folder, 'listed');
    mkdirSync(reports);
    writeFileSync(path.join(reports, 'conformance.json'), '"old"');
    const { code, output } = await run({ ...clean, REPORTS_DIR: reports }, ['--list']);
    assert.equal(code, 0);
    assert.match(output, /Total: \d+ tests/);
    assert.equal(readFileSync(path.join(reports, 'conformance.json'), 'utf8'), '"old"');
    assert.ok(!existsSync(path.join(reports, 'html')) && !existsSync(path.join(reports, 'junit.xml')));
  });

  test('with reporters of the user the verdict is the same', async () => {
    const { code, report } = await run(faulty, [...selection, '--reporter=dot']);
    assert.equal(code, 1);
    assert.equal(report?.conforms, false);
  });
});

describe('known deviations', () => {
  test('one does not fail the run, and is shown', async () => {
    const { code, output, report } = await run({ ...faulty, KNOWN_DEVIATIONS: known(entry(cut)) });
    assert.equal(code, 0, output);
    const [api] = report?.apis ?? [];
    const found = api?.requirements.find(({ id }) => id === cut);
    assert.deepEqual(
      [found?.verdict, found?.known],
      ['warned', { reason: 'until release 7', owner: 'ann', expires: '2199-12-31' }],
    );
    assert.deepEqual(
      api?.findings.map(({ gating, known: why }) => [gating, why?.owner]),
      [[false, 'ann']],
    );
    assert.match(output, /known flame-\w+: .*\n\s+ann, until 2199-12-31: until release 7/);
  });

  test('one that names another target does not help', async () => {
    const { code } = await run({
      ...faulty,
      KNOWN_DEVIATIONS: known(entry(cut, { target: 'https://production.example' })),
    });
    assert.equal(code, 1);
  });

  test('one that no longer occurs, has expired or names nothing fails with its line', async () => {
    const file = known(
      entry(cut) + entry('flame/login/no-such-thing') + entry('flame/login/wrong-password', { expires: '2020-01-01' }),
    );
    const { code, output, report } = await run({ ...clean, KNOWN_DEVIATIONS: file });
    assert.equal(code, 1);
    assert.deepEqual(report?.problems, [
      `${file}:1: ${cut} holds now; take the entry out`,
      `${file}:6: there is no requirement flame/login/no-such-thing`,
      `${file}:11: flame/login/wrong-password was known until 2020-01-01; mend it, or agree on another day`,
    ]);
    for (const problem of report.problems ?? []) assert.ok(output.includes(problem), problem);
  });

  test('one whose requirement was not run is left alone', async () => {
    const { code, output } = await run({ ...clean, KNOWN_DEVIATIONS: known(entry('flame/logout/success')) });
    assert.equal(code, 0, output);
  });

  test('a file that is wrong is a setting that is wrong', async () => {
    const { code, output } = await run({ ...clean, KNOWN_DEVIATIONS: known(`${entry(cut)}- requirement: x\n`) });
    assert.equal(code, 2);
    assert.match(output, /known-\d+\.yaml:6: target is missing/);
  });

  test('entries for what fails today are written, once', async () => {
    const { reports } = await run(faulty);
    const to = path.join(folder, 'written.yaml');
    const report = path.join(reports, 'conformance.json');
    const write = async (): Promise<string> => {
      const { output } = await runCommand(['known', report, '--owner=ann', '--expires=2199-01-01', `--to=${to}`]);
      return output;
    };
    assert.match(await write(), /1 entry added/);
    assert.match(await write(), /0 entries added/);
    const [only, ...rest] = readKnownDeviations(to);
    assert.deepEqual([only?.requirement, only?.owner, only?.expires, rest.length], [cut, 'ann', '2199-01-01', 0]);
    const again = await run({ ...faulty, KNOWN_DEVIATIONS: to });
    assert.equal(again.code, 0, again.output);
    // A file of a person: comments, another style, no end of line.
    for (const text of [
      '# ours\n[]',
      `# ours\n- requirement: flame/logout/success\n  target: '*'\n  reason: it is slow\n  owner: ann\n  expires: 2199-01-01`,
    ]) {
      writeFileSync(to, text);
      assert.match(await write(), /1 entry added/);
      assert.equal(readKnownDeviations(to).at(-1)?.requirement, cut);
      assert.match(readFileSync(to, 'utf8'), /^# ours\n/);
    }
  });
});

describe('comparison', () => {
  test('tells what is new, fixed and unchanged, also in the folder of the earlier run', async () => {
    const earlier = await run(faulty);
    const [finding] = earlier.report?.apis.flatMap(({ findings }) => findings) ?? [];
    assert.ok(finding, earlier.output);
    const file = path.join(earlier.reports, 'conformance.json');
    const same = { REPORTS_DIR: earlier.reports, COMPARE_WITH: file };
    const again = await run({ ...faulty, ...same });
    assert.match(again.output, new RegExp(`0 new, 0 fixed, 1 unchanged\\n +unchanged: ${finding.id}`));
    // The same server, mended: its URL is another one here.
    const mended = await run({ ...clean, COMPARE_WITH: file });
    assert.match(mended.output, new RegExp(`only at ${faulty['TARGET_URL'] ?? ''}: ${finding.id}`));
    const page = readFileSync(path.join(again.reports, 'conformance.html'), 'utf8');
    assert.match(page, /Unchanged <strong>1</);
  });

  test('a file that is no report stops the run before it sends anything', async () => {
    for (const file of ['package.json', 'no-such-file.json']) {
      const { code, output } = await run({ ...clean, COMPARE_WITH: file });
      assert.equal(code, 2, output);
      assert.match(output, new RegExp(`"${file}", which (is no conformance report|cannot be read)`));
    }
  });
});

describe('GitHub', () => {
  test('annotations and a summary', async () => {
    const file = path.join(folder, 'summary.md');
    const { output } = await run({ ...faulty, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file });
    assert.match(output, /^::error title=flame-\w+%3A flame\/login\/password-cut::login/m);
    assert.match(readFileSync(file, 'utf8'), /^## ❌ Does NOT conform\n/);
  });
});
