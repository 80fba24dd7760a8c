import { defineConfig } from '@playwright/test';
import type { PlaywrightTestConfig } from '@playwright/test';
import { isTestWorker } from '../../settings/run-environment.ts';

/** Common constants of the runner and its workers; paths are relative to the project. */
const common: PlaywrightTestConfig = {
  testDir: 'src/runner/playwright/specs',
  testMatch: /[\w-]+\.spec\.ts$/,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // The engine ends each request in time; how long a test waits for its result depends on all the others.
  timeout: 0,
  // The engine does the work, and tests only read.
  workers: 2,
};

/** The configuration of Playwright. Workers read this file too, and need little of it. */
export const config = defineConfig(
  isTestWorker() ? common : { ...common, ...(await import('./runner-config.ts')).runnerConfig },
);
