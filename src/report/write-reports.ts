/** The end of a run: writes its reports, searches them for secrets, and prints the summary. */
import type { KeyObject } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { asUserError } from '../core/user-error.ts';
import type { ConformanceReport } from '../generated/conformance.ts';
import type { Settings } from '../settings/settings.ts';
import { writeWhole } from '../settings/write-whole.ts';
import { attestation } from './attestation.ts';
import { configuredSecrets } from '../settings/target.ts';
import { withQuotes } from './cited-lines.ts';
import { compare, comparisonLines } from './compare.ts';
import type { Evidence } from './evidence.ts';
import { tellGitHub } from './github.ts';
import { keep, withHistory } from './history.ts';
import type { Earlier } from './history.ts';
import { renderPage } from './page/page.ts';
import { attestationName } from './report-files.ts';
import { reportOf } from './report-of.ts';
import type { Gathered } from './report-of.ts';
import { writeScripts } from '../repeat/write.ts';
import { resultIn } from './result.ts';
import type { Result } from './result.ts';
import { sarifOf } from './sarif.ts';
import { scanArtefacts } from './scan-artefacts.ts';
import { smokeAdvice } from './smoke-advice.ts';
import { resultLine, summary, written } from './summary.ts';
import { testedIn } from './tested.ts';
import { tokenAdvice } from './token-advice.ts';
import { wfcReportOf } from './wfc.ts';

export interface Places {
  /** The files of Playwright's reporters. */
  readonly outputs: readonly string[];
  /** The folder in which Playwright creates one for each test. */
  readonly outputFolders: readonly string[];
}

export interface Ended {
  readonly result: Result;
  /** Every report was written whole, and no secret was found in any. */
  readonly sound: boolean;
  /** The accounts that were registered at the target, or may have been. */
  readonly accounts?: readonly string[];
}

/** Writes the reports and prints the summary. @param earlier the reports of earlier runs @param secrets must not occur in artifacts */
export async function writeReports(
  evidence: readonly Evidence[],
  gathered: Gathered,
  settings: Settings,
  { outputs, outputFolders }: Places,
  earlier: Earlier,
  secrets: ReadonlySet<string> = new Set(),
): Promise<Ended> {
  const { reportsDir } = settings;
  const found = await reportOf(evidence, gathered, settings);
  const dated = earlier.past === undefined ? found : withHistory(found, earlier.past);
  const report = withQuotes(dated, [...secrets, ...configuredSecrets(settings.target)]);
  for (const folder of outputFolders) removeEmptyFolders(folder);
  // The reports of the last run stay until there is something to replace them with.
  if (report.apis.length === 0 && report.problems === undefined) return untested(report, gathered.shard !== undefined);
  const comparison = earlier.compared === undefined ? undefined : compare(earlier.compared, report);
  const page = renderPage(report, comparison);
  const unwritten = await write({ report, evidence, page }, reportsDir, gathered);
  const leaks = await scanArtefacts(settings, outputs, report, secrets);
  console.log(summary(report, reportsDir));
  for (const line of [...smokeAdvice(report, evidence), ...(await tokenAdvice(settings, secrets))]) console.log(line);
  if (unwritten !== undefined) console.log(`! The reports could not be written whole: ${unwritten}`);
  if (comparison !== undefined) for (const line of comparisonLines(comparison)) console.log(line);
  for (const leak of leaks) console.log(leak);
  const isWhole = leaks.length === 0 && unwritten === undefined;
  const { historyDir, signingKey } = settings;
  const isKept = !isWhole || historyDir === undefined || tried('HISTORY_DIR', () => keep(report, historyDir));
  const isSigned =
    isWhole && signingKey !== undefined && tried('SIGNING_KEY', () => sign(report, reportsDir, signingKey));
  console.log(written(reportsDir, outputs));
  const isTold = tried('GITHUB_STEP_SUMMARY', () => tellGitHub(report));
  const accounts = report.apis.flatMap(({ left }) => left?.accounts ?? []);
  return {
    result: resultIn(report),
    sound: isWhole && isKept && isTold && isSigned === (signingKey !== undefined),
    accounts,
  };
}

/** The end of a run that tested nothing. */
function untested(report: ConformanceReport, isShard: boolean): Ended {
  const line = isShard ? 'No case falls to this shard.' : resultLine(report);
  console.log(`\n${line}\nThe reports of earlier runs were left as they are.`);
  if (!isShard) tellGitHub(report);
  return { result: isShard ? 'conforms' : resultIn(report), sound: true };
}

/** Writes where a setting says; a place where nothing can be written costs what is written there, and no verdict. */
function tried(setting: string, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    const mistake = asUserError(error);
    if (mistake === undefined) throw error;
    console.log(`! ${setting}: ${mistake.message}`);
    return false;
  }
}

/** @returns the reason for missing reports, such as a full disk */
async function write(
  { report, evidence, page }: { report: ConformanceReport; evidence: readonly Evidence[]; page: string },
  reportsDir: string,
  { metadata }: Gathered,
): Promise<string | undefined> {
  const tested = testedIn(metadata);
  try {
    writeWhole(path.join(reportsDir, 'conformance.json'), `${JSON.stringify(report, undefined, 2)}\n`);
    writeWhole(path.join(reportsDir, 'conformance.html'), page);
    writeWhole(path.join(reportsDir, 'conformance.sarif'), `${JSON.stringify(sarifOf(report), undefined, 1)}\n`);
    writeWhole(path.join(reportsDir, 'report.json'), `${JSON.stringify(wfcReportOf(report, evidence))}\n`);
    if (tested !== undefined) await writeScripts(report, reportsDir, tested.contracts, tested.given.values);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return (error as Error).message;
  }
}

/** Signs what was written. */
function sign(report: ConformanceReport, reportsDir: string, signingKey: KeyObject): void {
  const file = readFileSync(path.join(reportsDir, 'conformance.json'));
  writeWhole(path.join(reportsDir, attestationName), attestation(report, file, signingKey));
}

/** Removes the empty folders that Playwright creates for tests. */
function removeEmptyFolders(folder: string): void {
  if (!existsSync(folder)) return;
  for (const each of [...readdirSync(folder).map((name) => path.join(folder, name)), folder])
    if (statSync(each).isDirectory() && readdirSync(each).length === 0) rmdirSync(each);
}
