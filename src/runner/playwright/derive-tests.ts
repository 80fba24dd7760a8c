/** The tests, derived in this process. */
import { bundledApis } from '../../contract/bundled.ts';
import { loadSuite } from '../../plan/suite.ts';
import { readSettings } from '../../settings/settings.ts';
import { planTests } from './test-plan.ts';
import type { TestGroup } from './test-plan.ts';

/** Derives the tests of what the settings name. */
export async function deriveTests(): Promise<TestGroup[]> {
  const { target } = readSettings();
  const apis = target === undefined ? bundledApis : [target.api];
  return planTests(await Promise.all(apis.map((api) => loadSuite(api))));
}
