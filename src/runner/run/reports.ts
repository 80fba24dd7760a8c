/** Common parts of runs: warnings before the first request, and reports of earlier runs. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { planLines } from '../../engine/planned.ts';
import { neighboursOf } from '../../engine/transport.ts';
import { readHistory } from '../../report/history.ts';
import type { Earlier } from '../../report/history.ts';
import { readReport } from '../../report/read-report.ts';
import { ownReports } from '../../report/report-files.ts';
import { exposure } from '../../settings/secret-files.ts';
import type { Settings } from '../../settings/settings.ts';
import { isLoopback } from '../../settings/target.ts';

/** Removes the reports of an earlier run, so that they are not mistaken for those of a failing one. */
export function clearReports(reportsDir: string): void {
  for (const name of ownReports) rmSync(path.join(reportsDir, name), { recursive: true, force: true });
}

/** The reports of earlier runs; read before that of this one is written, perhaps at the same place. */
export function earlierReports({ compareWith, historyDir, target }: Settings): Earlier {
  const past = historyDir === undefined ? undefined : readHistory(historyDir);
  const own = past?.filter(({ apis }) => apis.some((api) => api.target === (target?.url ?? 'embedded')));
  return {
    compared:
      compareWith === undefined ? own?.at(-1) : readReport(compareWith, `COMPARE_WITH is "${compareWith}", which`),
    past,
  };
}

/** Warnings before the first request: readable files of secrets, and the load on the target. */
export async function noticesFor({ target, notices }: Settings): Promise<string[]> {
  const warnings = [...notices, ...(target === undefined ? [] : [...exposure('.env'), ...neighboursOf(target)])];
  const plan = target === undefined || isLoopback(target.url) ? [] : await planLines(target);
  return [...warnings.map((warning) => `! ${warning}`), ...plan];
}
