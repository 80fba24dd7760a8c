/** Runs all cases of a suite, without a test runner. */
import type { Case } from '../plan/model.ts';
import type { Level } from '../contract/model.ts';
import type { RunContext } from './context.ts';
import type { CaseResult } from './run-case.ts';
import { Run } from './run.ts';

/** Runs cases, as many at the same time as `concurrency` says. @returns their results */
export async function runSuite(
  cases: readonly Case[],
  context: RunContext,
  gate: Level,
  concurrency = 1,
): Promise<CaseResult[]> {
  const run = new Run({ cases, context, gate, concurrency });
  return Promise.all(run.select(cases.map(({ id }) => id)));
}
