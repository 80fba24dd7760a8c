/** Writes conformance.json, and fails the run for what Playwright would let pass: blocked requirements, and nothing run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { loadSuite } from '../cases/suite.ts';
import type { ConformanceReport } from '../generated/conformance.ts';
import { bundledApis } from '../contract/load.ts';
import { inCi, readSettings } from '../target/settings.ts';
import { buildReport } from './document.ts';
import type { ApiRun } from './document.ts';
import { evidenceOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { summary } from './summary.ts';

export default class ConformanceReporter implements Reporter {
  readonly #evidence: Evidence[] = [];
  readonly #startedAt = new Date();
  readonly #interactive = process.stdout.isTTY && !inCi();
  #planned = 0;
  #done = 0;
  #withoutEvidence: string[] = [];

  printsToStdio(): boolean {
    return true;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#planned = suite.allTests().length;
    const { target } = readSettings();
    const what = target === undefined ? 'the embedded reference target' : target.url;
    console.log(`Testing ${what}: ${this.#planned} cases, ${config.workers} workers`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#done += 1;
    const evidence = evidenceOf(result);
    if (evidence === undefined) this.#withoutEvidence.push(`${test.title}: ${firstLine(result)}`);
    else this.#evidence.push(evidence);
    if (this.#interactive) process.stdout.write(`\r${this.#done} of ${this.#planned} cases `);
    else if (this.#done % 100 === 0) console.log(`${this.#done} of ${this.#planned} cases`);
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    if (this.#interactive) process.stdout.write('\r');
    const settings = readSettings();
    const report = await this.#build(result.duration);
    mkdirSync(settings.reportsDir, { recursive: true });
    const file = path.join(settings.reportsDir, 'conformance.json');
    writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
    console.log(summary(report, settings.reportsDir));
    for (const each of this.#withoutEvidence) console.log(`No evidence: ${each}`);
    const failed = !report.conforms || this.#withoutEvidence.length > 0;
    return { status: result.status === 'passed' && failed ? 'failed' : result.status };
  }

  async #build(duration: number): Promise<ConformanceReport> {
    const settings = readSettings();
    const apis = settings.target === undefined ? [...bundledApis] : [settings.target.api];
    const runs: ApiRun[] = [];
    let planned = 0;
    for (const api of apis) {
      const suite = await loadSuite(api, true);
      planned += suite.cases.length;
      const own = this.#evidence.filter((each) => each.api === suite.contract.id);
      if (own.length > 0) runs.push({ suite, target: own[0]?.target ?? '', results: own.map((each) => each.result) });
    }
    return buildReport(runs, {
      startedAt: this.#startedAt,
      duration,
      failOn: settings.failOn,
      incomplete: this.#evidence.length < planned ? `${this.#evidence.length} of ${planned} cases were run` : undefined,
    });
  }
}

function firstLine(result: TestResult): string {
  return result.error?.message?.split('\n')[0] ?? result.status;
}
