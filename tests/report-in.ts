/** Reports of runs. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ConformanceReport } from '../src/generated/conformance.ts';
import { readReport } from '../src/report/read-report.ts';

/** The conformance.json of a folder, which fits its schema; undefined where there is none. */
export function reportIn(folder: string): ConformanceReport | undefined {
  const file = path.join(folder, 'conformance.json');
  return existsSync(file) ? readReport(file) : undefined;
}
