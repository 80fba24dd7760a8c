/**
 * Listed first: takes out of Playwright's own records what the other reporters must not see. The steps and errors of
 * API requests hold headers and bodies, so they go; what a case exchanged is in its own, masked evidence.
 */
import type { Reporter, TestCase, TestError, TestResult, TestStep } from '@playwright/test/reporter';

export default class MaskingReporter implements Reporter {
  printsToStdio(): boolean {
    return false;
  }

  onTestEnd(_test: TestCase, result: TestResult): void {
    maskResult(result);
  }
}

/** Takes the requests out of a result; once more does no harm. */
export function maskResult(result: TestResult): void {
  result.steps = withoutRequests(result.steps);
  for (const error of result.errors) mask(error);
  if (result.error !== undefined) mask(result.error);
  result.stdout = [];
  result.stderr = [];
}

function withoutRequests(steps: TestStep[]): TestStep[] {
  return steps
    .filter((step) => step.category !== 'pw:api')
    .map((step) => {
      step.steps = withoutRequests(step.steps);
      if (step.error !== undefined) mask(step.error);
      return step;
    });
}

/** Playwright's call log holds the request's headers. */
function mask(error: TestError): void {
  if (error.message !== undefined) error.message = beforeCallLog(error.message);
  if (error.stack !== undefined) error.stack = beforeCallLog(error.stack);
  delete error.snippet;
}

function beforeCallLog(text: string): string {
  return text.split(/\n\s*(?:=+ logs =+|Call log:)/)[0] ?? '';
}
