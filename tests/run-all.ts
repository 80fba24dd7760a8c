/**
 * `npm test`: everything, one step after another, each announced and timed. Arguments choose steps by name, or test files
 * and folders by path; `--watch` runs test files again when they change, `--parallel` runs two steps at a time, `--list` prints the steps.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { environmentWith, root } from './start-process.ts';

interface Step {
  readonly name: string;
  readonly what: string;
  readonly command: readonly string[];
}

/** The test files of a folder, for node:test. */
function testsIn(folder: string): string[] {
  return readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.join(folder, file));
}

/** @param files how many test files run at a time */
function nodeTests(paths: readonly string[], files = 1, watch = false): string[] {
  const loader = ['--import', './src/runner/compile/register.js'];
  const options = ['--test', '--test-reporter=spec', `--test-concurrency=${files}`, ...(watch ? ['--watch'] : [])];
  return ['node', ...loader, ...options, ...paths];
}

const script = (name: string): string[] => ['npm', 'run', '--silent', name];

const steps: readonly Step[] = [
  { name: 'format', what: 'formatting', command: script('check:format') },
  { name: 'lint', what: 'type-aware linter', command: script('check:lint') },
  { name: 'types', what: 'types', command: script('check:types') },
  { name: 'generated', what: 'generated types are fresh', command: script('check:generated') },
  { name: 'contracts', what: 'contracts pass an OpenAPI linter', command: script('check:contracts') },
  { name: 'unit', what: 'unit tests', command: nodeTests(testsIn('tests/unit'), 2) },
  { name: 'conformance', what: 'conformance of the embedded target', command: ['npx', 'playwright', 'test'] },
  {
    name: 'servers',
    what: 'independent servers and the command line',
    command: nodeTests(testsIn('tests/process'), 2),
  },
  { name: 'faults', what: 'every requirement is seen to fail', command: nodeTests(testsIn('tests/faults')) },
  {
    name: 'browser',
    what: 'a Chromium for the tests of the reports',
    command: ['node', '--import', './src/runner/compile/register.js', 'tests/report/install-browser.ts'],
  },
  { name: 'hostile', what: 'broken and hostile targets', command: nodeTests(testsIn('tests/hostile')) },
  { name: 'reports', what: 'reports, in a real browser', command: nodeTests(testsIn('tests/report'), 2) },
];

/** Runs a step. @param together whether others run beside it, so that its output is printed at its end */
function run({ command: [program = '', ...args] }: Step, together: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const stdio = together ? 'pipe' : 'inherit';
    // The tests of the command line set what they need; no setting of the caller may reach them.
    const child = spawn(program, args, { cwd: root, env: environmentWith({}), stdio: ['ignore', stdio, stdio] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => output.push(data));
    child.on('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on('close', (code) => {
      // A step that passed beside others needs no words.
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}

/** The steps that the arguments choose. */
function chosenBy(args: readonly string[], watch: boolean): Step[] {
  const isPath = (name: string): boolean =>
    existsSync(path.resolve(root, name)) && !steps.some((each) => each.name === name);
  const paths = args.filter(isPath);
  const unknown = args.filter((name) => !isPath(name) && !steps.some((step) => step.name === name));
  const listed = steps.map(({ name }) => name).join(', ');
  if (unknown.length > 0) throw new RangeError(`${unknown.join(', ')}: no step and no file; the steps are ${listed}`);
  if (watch && paths.length === 0) throw new RangeError('--watch: give the test files to watch');
  const named = steps.filter(({ name }) => (args.length === 0 ? true : args.includes(name)));
  if (paths.length === 0) return named;
  const files = paths.flatMap((each) => (statSync(path.resolve(root, each)).isDirectory() ? testsIn(each) : [each]));
  return [...named, { name: 'tests', what: paths.join(' '), command: nodeTests(files, 1, watch) }];
}

async function main(args: readonly string[]): Promise<void> {
  const parallel = args.includes('--parallel');
  const open = chosenBy(
    args.filter((each) => !each.startsWith('--')),
    args.includes('--watch'),
  );
  if (args.includes('--list')) {
    for (const step of open) console.log(`${step.name}: ${step.what}`);
    return;
  }
  const count = open.length;
  const failed: string[] = [];
  const work = async (): Promise<void> => {
    for (let step = open.shift(); step !== undefined; step = open.shift()) {
      console.log(`\n▶ ${step.name}: ${step.what}`);
      const begun = Date.now();
      const passed = await run(step, parallel);
      if (!passed) failed.push(step.name);
      console.log(`${passed ? '✓' : '✗'} ${step.name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    }
  };
  await Promise.all(Array.from({ length: parallel ? 2 : 1 }, work));
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  console.log(`\nsteps: ${count - failed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
