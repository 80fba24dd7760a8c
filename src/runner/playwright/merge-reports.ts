/** The reports of shards, merged: their cases ran earlier, elsewhere. */
import type { Evidence } from '../../report/evidence.ts';
import type { Gathered } from '../../report/report-of.ts';
import { writeReports } from '../../report/write-reports.ts';
import type { Ended, Places } from '../../report/write-reports.ts';
import { readSettings } from '../../settings/settings.ts';
import { clearReports, earlierReports } from '../run/reports.ts';

/** Writes the reports of a whole run from the evidence of its shards. */
export function mergeReports(evidence: readonly Evidence[], gathered: Gathered, places: Places): Promise<Ended> {
  const settings = readSettings();
  const earlier = earlierReports(settings);
  clearReports(settings.reportsDir);
  return writeReports(evidence, gathered, settings, places, earlier);
}
