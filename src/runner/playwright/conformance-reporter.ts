/** Gathers the evidence of a run for its reports, and fails it for what Playwright would let pass: blocked requirements, and nothing run. */
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
import type { ConformanceReport } from '../../generated/conformance.ts';
import { inCi, readSettings, setExitCode } from '../../settings/settings.ts';
import { readCommandLine } from './command-line.ts';
import { evidenceOf } from '../../report/evidence.ts';
import type { Evidence } from '../../report/evidence.ts';
import { maskResult } from './masking-reporter.ts';
import { reporterOutputs } from './outputs.ts';
import { readReport } from '../../report/read-report.ts';
import type { Gathered } from '../../report/report-of.ts';
import { printable } from '../../report/text.ts';
import { shardsIn, testedIn } from '../../report/tested.ts';

export default class ConformanceReporter implements Reporter {
  readonly #evidence: Evidence[] = [];
  readonly #startedAt = new Date();
  readonly #interactive = process.stdout.isTTY && !inCi();
  readonly #settings = readSettings();
  readonly #commandLine = readCommandLine(process.argv);
  /** What to compare with; read before this run writes its own report, perhaps at the same place. */
  readonly #earlier: ConformanceReport | undefined;
  #metadata: FullConfig['metadata'] = {};
  #outputFolders: string[] = [];
  #outputs: string[] = [];
  #writer: ReturnType<typeof loadWriter> | undefined;
  #planned = 0;
  #done = 0;
  /** What went wrong outside of the cases, or kept one from giving evidence. */
  readonly #trouble: string[] = [];

  constructor() {
    if (this.#commandLine.listing) return;
    const { compareWith, reportsDir } = this.#settings;
    this.#earlier = compareWith === undefined ? undefined : readReport(compareWith);
    // What an earlier run found must not be read as the result of one that ends before it found anything.
    for (const name of ['conformance.json', 'conformance.html', 'repeat'])
      rmSync(path.join(reportsDir, name), { recursive: true, force: true });
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
    this.#writer = loadWriter();
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
    const { writeReports } = await (this.#writer ?? loadWriter());
    const ended = await writeReports(
      this.#evidence,
      this.#gathered(result),
      this.#settings,
      { outputs: this.#outputs, outputFolders: this.#outputFolders },
      this.#earlier,
    );
    const failed = !ended.conforms && !this.#isEmptyShard();
    const status = result.status === 'passed' && (failed || !ended.sound) ? 'failed' : result.status;
    // Playwright does not ask reporters how a merge ends.
    if (this.#commandLine.merging && status !== 'passed') setExitCode(status === 'interrupted' ? 130 : 1);
    return { status };
  }

  #gathered(result: FullResult): Gathered {
    return {
      metadata: this.#metadata,
      shard: this.#commandLine.merging ? undefined : this.#commandLine.shard,
      startedAt: this.#commandLine.merging ? result.startTime : this.#startedAt,
      duration: result.duration,
      problems: [...this.#trouble, ...this.#unfinished(result)],
    };
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

/** What writes the reports takes long to load: it is, while the cases run. */
function loadWriter(): Promise<typeof import('../../report/write-reports.ts')> {
  return import('../../report/write-reports.ts');
}

function firstLine(result: TestResult): string {
  return result.error?.message?.split('\n')[0] ?? result.status;
}
