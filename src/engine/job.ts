/** A case in a run: its one result, and what disturbs it meanwhile. */
import type { Case } from '../plan/model.ts';
import type { CaseResult } from './run-case.ts';

/** One execution of a case that is wanted, is under way or is over. */
export class Job {
  readonly testCase: Case;
  readonly result: Promise<CaseResult>;
  resolve!: (result: CaseResult) => void;
  reject!: (error: unknown) => void;
  /** Whether it is under way; a request of it that is not awaited may sleep longer. */
  isUnderWay = false;
  /** Whether another case was under way at the same time. */
  wasCrowded = false;
  /** Whether it shared an account with other cases. */
  wasShared = false;
  /** Whether a reader has asked for it. */
  isRead = false;
  finished?: CaseResult;

  constructor(testCase: Case) {
    this.testCase = testCase;
    this.result = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    // Its reader may come later, or never.
    this.result.then(
      (finished) => (this.finished = finished),
      () => undefined,
    );
  }

  /** Its place in the queue: what waits for an expiry goes first, and what a target may not survive last. */
  get rank(): number {
    const { steps, family } = this.testCase;
    const waits = steps.some((step) => step.afterExpiryOf !== undefined || step.duringLifeOf !== undefined);
    return waits ? 0 : family === 'parameters' ? 2 : 1;
  }
}
