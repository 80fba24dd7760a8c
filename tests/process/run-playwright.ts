/** Runs `npx playwright test` as a user does: as a process, with settings in the environment. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConformanceReport } from '../../src/generated/conformance.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly report: ConformanceReport | undefined;
  readonly seconds: number;
}

/** Runs the suites with these settings and nothing of the caller's. */
export async function runPlaywright(
  settings: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Outcome> {
  const reportsDir = mkdtempSync(path.join(tmpdir(), 'conformance-'));
  const begun = Date.now();
  try {
    const { code, output } = await run({ ...settings, REPORTS_DIR: reportsDir }, args);
    return { code, output, report: readReport(reportsDir), seconds: (Date.now() - begun) / 1000 };
  } finally {
    rmSync(reportsDir, { recursive: true, force: true });
  }
}

function run(
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TARGET_|FAIL_ON$|REPORTS_DIR$|CONFORMANCE_|NODE_TEST)/.test(name),
  );
  const env = { ...Object.fromEntries(inherited), CI: 'true', ...settings };
  return new Promise((resolve, reject) => {
    const child = spawn('npx', ['playwright', 'test', ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

function readReport(folder: string): ConformanceReport | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'conformance.json'), 'utf8')) as ConformanceReport;
  } catch {
    return undefined;
  }
}
