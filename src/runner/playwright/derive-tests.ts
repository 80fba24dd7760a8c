/** The tests, derived in this process. */
import { loadSuite } from '../../plan/suite.ts';
import { readSettings } from '../../settings/settings.ts';
import { contractsOf } from '../../settings/contracts.ts';
import { planTests } from './test-plan.ts';
import type { TestGroup } from './test-plan.ts';

/** Derives the tests of what the settings name. */
export async function deriveTests(): Promise<TestGroup[]> {
  const { target } = readSettings();
  return planTests(await Promise.all(contractsOf(target).map((each) => loadSuite(each))));
}
