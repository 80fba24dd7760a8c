/** Runs `session-conformance` as a user does: as a process, with settings in the environment. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The program that `npx session-conformance` starts. */
export const program = fileURLToPath(new URL('../../bin/session-conformance.js', import.meta.url));

/** The environment of this process without the settings of the harness. */
export function withoutSettings(): Record<string, string | undefined> {
  const ours = /^(TARGET_|CONFORMANCE_|NODE_TEST|FAIL_ON$|REPORTS_DIR$|KNOWN_DEVIATIONS$|COMPARE_WITH$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

/** Runs a command to its end. */
export function runCommand(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  cwd = process.cwd(),
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { ...withoutSettings(), CI: 'true', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
