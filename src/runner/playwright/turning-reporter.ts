/**
 * Listed first: a failed case is reported to Playwright as an expected failure, since it starts a worker again after
 * any other one. Here it becomes what it is, before the other reporters and the exit code see it.
 */
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { isOwn } from './project.ts';

export default class TurningReporter implements Reporter {
  printsToStdio(): boolean {
    return false;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (test.expectedStatus !== 'failed' || !isOwn(test)) return;
    test.expectedStatus = 'passed';
    test.annotations = test.annotations.filter(({ type }) => type !== 'fail');
    result.annotations = result.annotations.filter(({ type }) => type !== 'fail');
  }
}
