/** `npm test`: everything, one step after another, each told as it begins and timed. Names as arguments pick steps. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Step {
  readonly name: string;
  readonly what: string;
  readonly command: () => readonly string[];
}

/** The test files of a folder, for node:test. */
function testsIn(folder: string): string[] {
  return readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`);
}

/** `files` says how many test files run at a time. */
function nodeTests(folder: string, files = 1): string[] {
  return [
    'node',
    '--import',
    'tsx',
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${files}`,
    ...testsIn(folder),
  ];
}

const steps: readonly Step[] = [
  { name: 'format', what: 'formatting', command: () => ['npm', 'run', '--silent', 'check:format'] },
  { name: 'lint', what: 'type-aware linter', command: () => ['npm', 'run', '--silent', 'check:lint'] },
  { name: 'types', what: 'types', command: () => ['npm', 'run', '--silent', 'check:types'] },
  {
    name: 'generated',
    what: 'generated types are fresh',
    command: () => ['npm', 'run', '--silent', 'check:generated'],
  },
  {
    name: 'contracts',
    what: 'contracts pass an OpenAPI linter',
    command: () => ['npm', 'run', '--silent', 'check:contracts'],
  },
  { name: 'unit', what: 'unit tests', command: () => nodeTests('tests/unit') },
  { name: 'conformance', what: 'conformance of the embedded target', command: () => ['npx', 'playwright', 'test'] },
  { name: 'servers', what: 'independent servers and the command line', command: () => nodeTests('tests/process', 2) },
  { name: 'faults', what: 'every requirement is seen to fail', command: () => nodeTests('tests/faults') },
  {
    name: 'browser',
    what: 'a Chromium for the tests of the reports',
    command: () => ['node', '--import', 'tsx', 'tests/report/install-browser.ts'],
  },
  { name: 'hostile', what: 'broken and hostile targets', command: () => nodeTests('tests/hostile') },
  { name: 'reports', what: 'reports, in a real browser', command: () => nodeTests('tests/report', 2) },
];

function run(step: Step): Promise<boolean> {
  const [command, ...args] = step.command();
  // The tests of the command line set what they need; nothing of the caller's settings may reach them.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(TARGET_|FAIL_ON$|REPORTS_DIR$)/.test(name)),
  );
  return new Promise((resolve) => {
    const child = spawn(command ?? '', args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('exit', (code) => resolve(code === 0));
    child.on('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}; the steps are ${steps.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const chosen = steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const failed: string[] = [];
for (const step of chosen) {
  console.log(`\n▶ ${step.name}: ${step.what}`);
  const begun = Date.now();
  const passed = await run(step);
  if (!passed) failed.push(step.name);
  console.log(`${passed ? '✓' : '✗'} ${step.name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
}
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
console.log(`\nsteps: ${chosen.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
