/** Starts the harness as a user does: as a process, with settings in the environment and nothing of the caller's. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder of this project. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The program that `npx session-conformance` starts. */
export const program = fileURLToPath(new URL('../bin/session-conformance.js', import.meta.url));

/** The program that `npx playwright` starts. */
export const playwrightProgram = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url));

/** The end of a process, and its output. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The environment of this process without what a run reads: settings of the harness, of Playwright and of CI systems. */
export function environmentWith(settings: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const read =
    /^(TARGET_|CONFORMANCE_|NODE_TEST|GITHUB_|PLAYWRIGHT_|PW|FAIL_ON|MIN_TESTED$|REPORTS_DIR$|KNOWN_DEVIATIONS$|COMPARE_WITH$|SIGNING_KEY$|HISTORY_DIR$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !read.test(name));
  // A wait is tried in tests of its own.
  const impatient = settings['TARGET_URL'] === undefined ? {} : { TARGET_MAX_WAIT_SECONDS: '0' };
  return { ...Object.fromEntries(inherited), CI: 'true', ...impatient, ...settings };
}

/** Starts a script of Node. */
export function startNode(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  cwd = root,
): Started {
  const child = spawn(process.execPath, args, {
    cwd,
    env: environmentWith(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
  return { child, ended };
}

/** Runs a command of `session-conformance` to its end. */
export function runCommand(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  cwd = root,
): Promise<Ended> {
  return startNode([program, ...args], settings, cwd).ended;
}
