/** Writes conformance.json, and fails the run for what Playwright would let pass: blocked requirements, and nothing run. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import type { ConformanceReport } from '../generated/conformance.ts';
import { inCi, readSettings, setExitCode } from '../target/settings.ts';
import { readCommandLine } from './command-line.ts';
import { compare, comparisonLines } from './compare.ts';
import { evidenceOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { writeWhole } from '../target/write-whole.ts';
import { removeEmptyFolders } from './files.ts';
import { tellGitHub } from './github.ts';
import { renderPage } from './page/page.ts';
import { maskResult } from './masking-reporter.ts';
import { reporterOutputs } from './outputs.ts';
import { readReport } from './read-report.ts';
import { reportOf } from './report-of.ts';
import { writeRepeats } from './repeat/write-repeats.ts';
import { scanArtefacts } from './scan-artefacts.ts';
import { printable } from './text.ts';
import { summary } from './summary.ts';
import { shardsIn, testedIn } from './tested.ts';

export default class ConformanceReporter implements Reporter {
  readonly #evidence: Evidence[] = [];
  readonly #startedAt = new Date();
  readonly #interactive = process.stdout.isTTY && !inCi();
  readonly #commandLine = readCommandLine(process.argv);
  /** What to compare with; read before this run writes its own report, perhaps at the same place. */
  readonly #earlier: ConformanceReport | undefined;
  #metadata: FullConfig['metadata'] = {};
  #outputFolders: string[] = [];
  #outputs: string[] = [];
  #planned = 0;
  #done = 0;
  /** What went wrong outside of the cases, or kept one from giving evidence. */
  readonly #trouble: string[] = [];

  constructor() {
    if (this.#commandLine.listing) return;
    const { compareWith } = readSettings();
    this.#earlier = compareWith === undefined ? undefined : readReport(compareWith);
    // What an earlier run found must not be read as the result of one that ends before it found anything.
    for (const name of ['conformance.json', 'conformance.html', 'repeat'])
      rmSync(path.join(readSettings().reportsDir, name), { recursive: true, force: true });
  }

  printsToStdio(): boolean {
    return !this.#commandLine.listing;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#metadata = config.metadata;
    this.#outputFolders = config.projects.map(({ outputDir }) => outputDir);
    this.#outputs = reporterOutputs(config);
    this.#planned = suite.allTests().length;
    if (this.#commandLine.listing) return;
    const target = testedIn(config.metadata)?.target ?? 'embedded';
    const what = target === 'embedded' ? 'the embedded reference target' : target;
    console.log(
      this.#commandLine.merging
        ? `Merging reports of ${what}: ${this.#planned} cases`
        : `Testing ${what}: ${this.#planned} cases, ${config.workers} workers`,
    );
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#done += 1;
    // Reporters of the command line come without the one that masks.
    maskResult(result);
    const evidence = evidenceOf(result);
    if (evidence === undefined) this.#trouble.push(`no evidence: ${test.title}: ${firstLine(result)}`);
    else this.#evidence.push(evidence);
    if (this.#commandLine.merging) return;
    if (this.#interactive) process.stdout.write(`\r${this.#done} of ${this.#planned} cases `);
    else if (this.#done % 100 === 0) console.log(`${this.#done} of ${this.#planned} cases`);
  }

  onError(error: TestError): void {
    this.#trouble.push(printable((error.message ?? error.value ?? 'an unknown error').split('\n')[0] ?? ''));
    if (this.#commandLine.listing) console.error(error.message);
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] } | undefined> {
    if (this.#commandLine.listing) return undefined;
    if (this.#interactive) process.stdout.write('\r');
    const { reportsDir } = readSettings();
    const report = await this.#gather(result);
    for (const folder of this.#outputFolders) removeEmptyFolders(folder);
    const comparison = this.#earlier === undefined ? undefined : compare(this.#earlier, report);
    const unwritten = await this.#write(report, renderPage(report, comparison), reportsDir);
    const leaks = await scanArtefacts(reportsDir, this.#outputs, report);
    console.log(summary(report, reportsDir, this.#outputs));
    if (unwritten !== undefined) console.log(`! The reports could not be written whole: ${unwritten}`);
    if (comparison !== undefined) for (const line of comparisonLines(comparison)) console.log(line);
    for (const leak of leaks) console.log(leak);
    tellGitHub(report);
    const failed = !report.conforms && !this.#isEmptyShard();
    const status =
      result.status === 'passed' && (failed || leaks.length > 0 || unwritten !== undefined) ? 'failed' : result.status;
    // Playwright does not ask reporters how a merge ends.
    if (this.#commandLine.merging && status !== 'passed') setExitCode(status === 'interrupted' ? 130 : 1);
    return { status };
  }

  #gather(result: FullResult): Promise<ConformanceReport> {
    return reportOf(this.#evidence, {
      metadata: this.#metadata,
      shard: this.#commandLine.merging ? undefined : this.#commandLine.shard,
      startedAt: this.#commandLine.merging ? result.startTime : this.#startedAt,
      duration: result.duration,
      problems: [...this.#trouble, ...this.#unfinished(result)],
    });
  }

  /** Writes the reports. @returns why not all of them could be written, such as a disk that is full */
  async #write(report: ConformanceReport, page: string, reportsDir: string): Promise<string | undefined> {
    const tested = testedIn(this.#metadata);
    try {
      writeWhole(path.join(reportsDir, 'conformance.json'), `${JSON.stringify(report, undefined, 2)}\n`);
      writeWhole(path.join(reportsDir, 'conformance.html'), page);
      if (tested !== undefined) await writeRepeats(report, reportsDir, tested.apis, tested.dialect);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return (error as Error).message;
    }
  }

  /** A run that was stopped judged what it judged; the rest is open. */
  #unfinished({ status }: FullResult): string[] {
    const open = this.#planned - this.#done;
    return open > 0 && this.#planned > 0 ? [`${open} of ${this.#planned} cases were not run (${status})`] : [];
  }

  /** With more shards than cases some have none, which is no failure of theirs. */
  #isEmptyShard(): boolean {
    return this.#planned === 0 && this.#commandLine.shard !== undefined && shardsIn(this.#metadata).length === 1;
  }
}

function firstLine(result: TestResult): string {
  return result.error?.message?.split('\n')[0] ?? result.status;
}
