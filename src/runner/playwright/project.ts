/** The harness as one of Playwright's projects, beside which a team may have others. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlaywrightTestConfig } from '@playwright/test';
import type { Suite, TestCase } from '@playwright/test/reporter';
import { reportsFolder } from '../../settings/run-environment.ts';
import { moduleFile } from '../../core/installation.ts';

type Project = NonNullable<PlaywrightTestConfig['projects']>[number];

/** Its name for `--project`. */
export const projectName = 'conformance';

/** The project, which is the same in every process of a run. */
export const project = (): Project => ({
  name: projectName,
  testDir: fileURLToPath(new URL('specs', moduleFile('runner/playwright/project'))),
  testMatch: /[\w-]+\.spec\.[jt]s$/,
  fullyParallel: true,
  retries: 0,
  // The engine ends each request in time; how long a test waits for its result depends on all the others.
  timeout: 0,
  workers: 2,
  outputDir: path.join(reportsFolder(), 'test-results'),
});

/** The tests of the harness among those of a run. */
export function ownTests(suite: Suite): TestCase[] {
  return suite.allTests().filter(isOwn);
}

/** Whether a test is one of the harness. */
export function isOwn(test: TestCase): boolean {
  return test.parent.project()?.name === projectName;
}
