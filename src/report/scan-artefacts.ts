/** After a run: no artefact may hold a secret of it. */
import path from 'node:path';
import { loadSuite, wordsOf } from '../plan/suite.ts';
import { Masker } from '../engine/masking/mask.ts';
import { Vocabulary } from '../engine/masking/secret-index.ts';
import type { ConformanceReport } from '../generated/conformance.ts';
import type { Settings } from '../settings/settings.ts';
import { contractsOf } from '../settings/contracts.ts';
import { configuredSecrets } from '../settings/target.ts';
import { artefacts } from './report-files.ts';
import { maskLeaks } from './secrets-scan.ts';

/** Masks the secrets in each artefact; `outputs` are those of Playwright's own reporters. @param seen secrets of the run @returns a line for each file that had any or could not be searched */
export async function scanArtefacts(
  { target, reportsDir }: Settings,
  outputs: readonly string[],
  report: ConformanceReport,
  seen: ReadonlySet<string>,
): Promise<string[]> {
  const secrets = new Set([...seen, ...configuredSecrets(target)]);
  if (secrets.size === 0) return [];
  const suites = await Promise.all(contractsOf(target).map((each) => loadSuite(each, true)));
  const words = new Vocabulary([...suites.flatMap(wordsOf), ...wordsIn(report)]);
  const places = new Set([...artefacts.map((name) => path.join(reportsDir, name)), ...outputs]);
  const masker = new Masker();
  return maskLeaks([...places], secrets, words, (secret) => masker.fingerprint(secret)).map((leak) =>
    'unreadable' in leak
      ? `${leak.file} could not be searched for secrets: ${leak.unreadable}`
      : `Masked a secret of this run in ${leak.places} ${leak.places === 1 ? 'place' : 'places'} of ${leak.file}, which no artefact should contain. Please report this as a fault of the harness.`,
  );
}

/** The words of the reports themselves. */
function wordsIn(report: ConformanceReport): string[] {
  return report.apis.flatMap((api) => [api.id, api.target]);
}
