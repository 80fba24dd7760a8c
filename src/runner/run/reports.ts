/** Common parts of runs: warnings before the first request, and reports of earlier runs. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { planLines } from '../../engine/planned.ts';
import { neighboursOf } from '../../engine/transport.ts';
import type { ConformanceReport } from '../../generated/conformance.ts';
import { attestationName } from '../../report/attestation.ts';
import { readReport } from '../../report/read-report.ts';
import { exposure } from '../../settings/secret-files.ts';
import type { Settings } from '../../settings/settings.ts';
import { isLoopback } from '../../settings/target.ts';

/** Removes the reports of an earlier run, so that they are not mistaken for those of a failing one. */
export function clearReports(reportsDir: string): void {
  for (const name of ['conformance.json', 'conformance.html', 'conformance.sarif', attestationName, 'repeat'])
    rmSync(path.join(reportsDir, name), { recursive: true, force: true });
}

/** The report that this run is compared with; read before its own is written, perhaps at the same place. */
export function earlierReport({ compareWith }: Settings): ConformanceReport | undefined {
  return compareWith === undefined ? undefined : readReport(compareWith, `COMPARE_WITH is "${compareWith}", which`);
}

/** Warnings before the first request: readable files of secrets, and the load on the target. */
export async function noticesFor({ target, notices }: Settings): Promise<string[]> {
  const warnings = [...notices, ...(target === undefined ? [] : [...exposure('.env'), ...neighboursOf(target)])];
  const plan = target === undefined || isLoopback(target.url) ? [] : await planLines(target);
  return [...warnings.map((warning) => `! ${warning}`), ...plan];
}
