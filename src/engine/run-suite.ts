/** The plain loop: all cases of a suite, one after another, without any test runner. */
import type { Case } from '../plan/model.ts';
import type { Level } from '../contract/model.ts';
import type { CaseResult } from './run-case.ts';
import { runCase } from './run-case.ts';
import type { RunContext } from './context.ts';

/** Runs cases in their order. */
export async function runSuite(cases: readonly Case[], context: RunContext, gate: Level): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const each of cases) results.push(await runCase(each, context, gate));
  return results;
}
