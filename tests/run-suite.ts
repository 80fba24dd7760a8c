/** Runs all cases of a suite, without a test runner. */
import type { Case } from '../src/plan/model.ts';
import type { Level } from '../src/contract/model.ts';
import type { RunContext } from '../src/engine/context.ts';
import type { CaseResult } from '../src/engine/run-case.ts';
import { Run } from '../src/engine/run.ts';

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
