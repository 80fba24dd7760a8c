/** Collects the evidence of a run for its reports, and fails it also for blocked requirements and without any case. */
import { stripVTControlCharacters } from 'node:util';
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { wantsOwnCases } from '../../settings/run-environment.ts';
import { inCi, setExitCode } from '../../settings/settings.ts';
import { readCommandLine } from './command-line.ts';
import { exitCodeOf } from '../../report/result.ts';
import { evidenceOf } from '../../report/evidence.ts';
import type { Evidence } from '../../report/evidence.ts';
import { engineAway, unfinished } from './messages.ts';
import { begin, report } from './engine-link.ts';
import { settle } from './exit-code.ts';
import { isOwn, ownTests } from './project.ts';
import { reporterOutputs } from './outputs.ts';
import type { Gathered } from '../../report/report-of.ts';
import type { Ended } from '../../report/write-reports.ts';
import { printable } from '../../core/printable.ts';
import { testedIn } from '../../report/tested.ts';

/** Tests that the engine does not answer before the run ends. */
const mostLost = 5;

/** Playwright's errors at the end of its `globalTimeout`. */
const timeout = /^Timed out waiting [\d.]+s for the /;

let isUsed = false;

/** Whether this run has the reporter; reporters of the command line replace it. */
export function hasReporter(): boolean {
  return isUsed;
}

export default class ConformanceReporter implements Reporter {
  readonly #evidence: Evidence[] = [];
  readonly #interactive = process.stdout.isTTY && !inCi();
  readonly #commandLine = readCommandLine(process.argv);
  #metadata: FullConfig['metadata'] = {};
  #outputFolders: string[] = [];
  #outputs: string[] = [];
  #planned = 0;
  /** Without their repetitions (`--repeat-each`). */
  #cases = 0;
  /** Only tests of other projects are selected. */
  #isElsewhere = false;
  #done = 0;
  #lost = 0;
  /** Errors outside of the cases, or without evidence. */
  readonly #trouble: string[] = [];

  printsToStdio(): boolean {
    return !this.#commandLine.listing;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#metadata = config.metadata;
    this.#outputFolders = config.projects.map(({ outputDir }) => outputDir);
    this.#outputs = reporterOutputs(config);
    this.#planned = ownTests(suite).length;
    this.#cases = ownTests(suite).filter(({ repeatEachIndex }) => repeatEachIndex === 0).length;
    if (this.#commandLine.listing) return;
    isUsed = true;
    this.#isElsewhere = this.#planned === 0 && suite.allTests().length > 0 && !wantsOwnCases();
    if (this.#isElsewhere) {
      settle();
      return;
    }
    if (!this.#commandLine.merging)
      begin(
        idsOf(suite),
        config.reporter.some(([name]) => name === 'blob'),
      );
    const target = testedIn(config.metadata)?.target ?? 'embedded';
    const what = target === 'embedded' ? 'the embedded reference target' : target;
    console.log(
      this.#commandLine.merging
        ? `Merging reports of ${what}: ${this.#planned} cases`
        : `Testing ${what}: ${this.#planned} cases, ${config.workers} workers`,
    );
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (!isOwn(test)) {
      showFailure(test, result);
      return;
    }
    this.#done += 1;
    const evidence = this.#commandLine.merging ? evidenceOf(result) : undefined;
    if (evidence !== undefined) this.#evidence.push(evidence);
    else if (this.#commandLine.merging || isUnexplained(result))
      this.#trouble.push(`no evidence: ${test.title}: ${firstLine(result)}`);
    if (this.#commandLine.merging) return;
    // If the engine gives no results, each further test would wait for one in vain.
    if (isEngineAway(result) && (this.#lost += 1) === mostLost) process.kill(process.pid, 'SIGINT');
    if (this.#interactive) process.stdout.write(`\r${this.#done} of ${this.#planned} cases `);
    else if (this.#done % 100 === 0) console.log(`${this.#done} of ${this.#planned} cases`);
  }

  onError(error: TestError): void {
    this.#trouble.push(plain((error.message ?? error.value ?? 'an unknown error').split('\n')[0] ?? ''));
    if (this.#commandLine.listing) console.error(error.message);
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] } | undefined> {
    if (this.#commandLine.listing || this.#isElsewhere) return undefined;
    if (this.#interactive) process.stdout.write('\r');
    const ended = await this.#write(result).catch((error: unknown) => this.#sayLost(error));
    if (ended === undefined) return undefined;
    settle();
    const code = exitCodeOf(ended);
    const status = result.status === 'passed' && code !== 0 ? 'failed' : result.status;
    // Playwright knows no other code than 0, 1 and 130, and does not ask reporters how a merge ends.
    if (status !== 'passed' && status !== 'interrupted') setExitCode(Math.max(1, code));
    else if (status === 'interrupted' && this.#commandLine.merging) setExitCode(130);
    return { status };
  }

  /** @returns undefined if no report was to be written, as with invalid settings */
  async #write(result: FullResult): Promise<Ended | undefined> {
    const gathered = this.#gathered(result);
    const places = { outputs: this.#outputs, outputFolders: this.#outputFolders };
    if (!this.#commandLine.merging) return report({ gathered, planned: this.#cases, status: result.status, ...places });
    const { mergeReports } = await import('./merge-reports.ts');
    return mergeReports(this.#evidence, { ...gathered, startedAt: result.startTime }, places);
  }

  /** Nothing else says how the run ended. */
  #sayLost(error: unknown): Ended {
    const why = [...this.#trouble, error instanceof Error ? error.message : String(error)];
    for (const each of new Set(why)) console.log(`! ${printable(each)}`);
    console.log('There is no verdict: the run ended before it had a result.');
    return { result: 'could-not-be-tested', sound: false };
  }

  #gathered(result: FullResult): Omit<Gathered, 'startedAt'> {
    // Tests of other projects were too slow.
    const isForeign = (trouble: string): boolean => this.#done >= this.#planned && timeout.test(trouble);
    for (const each of this.#trouble.filter(isForeign)) console.log(`✗ other projects: ${each}`);
    const trouble = this.#trouble.filter((each) => !isForeign(each));
    return {
      metadata: this.#metadata,
      shard: this.#commandLine.merging ? undefined : this.#commandLine.shard,
      duration: result.duration,
      problems: [...trouble, ...(this.#commandLine.merging ? this.#unfinished(result) : [])],
    };
  }

  /** An interrupted run is incomplete. */
  #unfinished({ status }: FullResult): string[] {
    return this.#planned > 0 ? unfinished(status, this.#planned - this.#done, this.#planned) : [];
  }
}

/** The cases of the tests that are selected: their ids are among the tags. */
function idsOf(suite: Suite): string[] {
  return ownTests(suite).flatMap(({ tags }) => tags.map((tag) => tag.slice(1)));
}

/** A failed test of another project, which no other reporter may show. */
function showFailure(test: TestCase, { errors, retry }: TestResult): void {
  if (test.outcome() !== 'unexpected' || retry < test.retries) return;
  console.log(`✗ ${test.titlePath().slice(1).join(' › ')}`);
  for (const { stack, message, value } of errors) console.log(stack ?? message ?? value ?? '');
}

/** Whether a test failed for another reason than the result of its case. */
function isUnexplained({ status, annotations }: TestResult): boolean {
  if (status === 'passed' || status === 'skipped' || status === 'interrupted') return false;
  return !annotations.some(({ type }) => type === 'failed' || type === 'error');
}

function isEngineAway({ error }: TestResult): boolean {
  return error?.message?.includes(engineAway) === true;
}

function firstLine(result: TestResult): string {
  return plain(result.error?.message?.split('\n')[0] ?? result.status);
}

/** A message of Playwright without its colors. */
function plain(message: string): string {
  return printable(stripVTControlCharacters(message));
}
