/** Runs `npx playwright test` as a user does: as a process, with settings in the environment. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { reportIn } from '../report-in.ts';
import { playwrightProgram, startNode } from '../start-process.ts';

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly report: ConformanceReport | undefined;
}

/** Runs the suites with these settings and nothing of the caller's. */
export async function runPlaywright(
  settings: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Outcome> {
  const reportsDir = settings['REPORTS_DIR'] ?? mkdtempSync(path.join(tmpdir(), 'conformance-'));
  try {
    const { code, output } = await startNode([playwrightProgram, 'test', ...args], {
      ...settings,
      REPORTS_DIR: reportsDir,
    }).ended;
    return { code, output, report: reportIn(reportsDir) };
  } finally {
    if (settings['REPORTS_DIR'] === undefined) rmSync(reportsDir, { recursive: true, force: true });
  }
}
