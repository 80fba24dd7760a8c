/** Runs `npx playwright test` as a user does: as a process, with settings in the environment. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { playwrightProgram, root, startNode } from '../start-process.ts';

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
    return { code, output, report: readReport(reportsDir) };
  } finally {
    if (settings['REPORTS_DIR'] === undefined) rmSync(reportsDir, { recursive: true, force: true });
  }
}

const schema = JSON.parse(readFileSync(path.join(root, 'schemas/conformance.schema.json'), 'utf8')) as object;
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
formats.default(ajv, ['date', 'date-time']);
const isReport = ajv.compile(schema);

/** The report of a run, which is held against its schema; undefined when there is none. */
function readReport(folder: string): ConformanceReport | undefined {
  const file = path.join(folder, 'conformance.json');
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, 'utf8')) as unknown;
  assert.ok(isReport(report), `conformance.json does not fit its schema: ${JSON.stringify(isReport.errors)}`);
  return report as ConformanceReport;
}
