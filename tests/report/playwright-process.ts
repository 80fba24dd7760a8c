/** Runs `npx playwright` as a user does: as a process, with settings in the environment and nothing of the caller's. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** @param begun is given a function that sends a signal to the process */
export function playwright(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  begun: (signal: (name: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Outcome> {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(TARGET_|FAIL_ON$|REPORTS_DIR$|KNOWN_DEVIATIONS$|CONFORMANCE_|GITHUB_|NODE_TEST|PLAYWRIGHT_|PW)/.test(name),
  );
  // What takes a wait is tried elsewhere.
  const impatient = settings['TARGET_URL'] === undefined ? {} : { TARGET_MAX_WAIT_SECONDS: '0' };
  const env = { ...Object.fromEntries(inherited), CI: 'true', ...impatient, ...settings };
  return new Promise((resolve, reject) => {
    const child = spawn('node', ['node_modules/@playwright/test/cli.js', ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const hear = (data: Buffer): void => {
      output += data.toString();
    };
    begun((name) => child.kill(name));
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
