/** After a run: no artefact may hold a secret of it. */
import path from 'node:path';
import { loadSuite, wordsOf } from '../plan/suite.ts';
import { Vocabulary } from '../engine/masking/secret-index.ts';
import type { ConformanceReport } from '../generated/conformance.ts';
import type { Settings } from '../settings/settings.ts';
import { configuredSecrets } from '../settings/target.ts';
import { bundledApis } from '../contract/bundled.ts';
import { artefacts, removeLeaks } from './secrets-scan.ts';

/** Removes each artefact that holds a secret; `outputs` are those of Playwright's own reporters. @param seen secrets of the run @returns a line for each, which names the file and not the secret */
export async function scanArtefacts(
  { target, reportsDir }: Settings,
  outputs: readonly string[],
  report: ConformanceReport,
  seen: ReadonlySet<string>,
): Promise<string[]> {
  const secrets = new Set([...seen, ...configuredSecrets(target)]);
  if (secrets.size === 0) return [];
  const suites = await Promise.all(
    (target === undefined ? bundledApis : [target.api]).map((api) => loadSuite(api, true)),
  );
  const words = new Vocabulary([...suites.flatMap(wordsOf), ...wordsIn(report)]);
  const places = new Set([...artefacts.map((name) => path.join(reportsDir, name)), ...outputs]);
  return removeLeaks([...places], secrets, words).map(
    ({ file, places: count }) =>
      `Removed ${file}: it showed a secret of this run in ${count} ${count === 1 ? 'place' : 'places'}. Please report this as a fault of the harness.`,
  );
}

/** What the reports say in words of their own. */
function wordsIn(report: ConformanceReport): string[] {
  return report.apis.flatMap((api) => [api.id, api.target]);
}
