/** What surrounds every run: what a user is told before it, and the reports of an earlier one. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { planLines } from '../../engine/planned.ts';
import type { ConformanceReport } from '../../generated/conformance.ts';
import { readReport } from '../../report/read-report.ts';
import { exposure } from '../../settings/secret-files.ts';
import type { Settings } from '../../settings/settings.ts';
import { isLoopback } from '../../settings/target.ts';

/** Removes what an earlier run found: it must not be read as the result of one that ends before it found anything. */
export function clearReports(reportsDir: string): void {
  for (const name of ['conformance.json', 'conformance.html', 'repeat'])
    rmSync(path.join(reportsDir, name), { recursive: true, force: true });
}

/** The report that this run is compared with; read before its own is written, perhaps at the same place. */
export function earlierReport({ compareWith }: Settings): ConformanceReport | undefined {
  return compareWith === undefined ? undefined : readReport(compareWith, `COMPARE_WITH is "${compareWith}", which`);
}

/** What a user should know before the first request: files that show secrets, and what the target has to bear. */
export async function noticesFor({ target, notices }: Settings): Promise<string[]> {
  const warnings = [...notices, ...(target === undefined ? [] : exposure('.env'))];
  const plan = target === undefined || isLoopback(target.url) ? [] : await planLines(target);
  return [...warnings.map((warning) => `! ${warning}`), ...plan];
}
