import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { UserError } from './src/contract/error.ts';
import { prepareRun } from './src/target/settings.ts';
import type { Settings } from './src/target/settings.ts';

function settings(): Settings {
  try {
    return prepareRun();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

const { target, reportsDir } = settings();

export default defineConfig({
  testDir: 'tests',
  testMatch: /tests\/[\w-]+\.spec\.ts$/,
  outputDir: path.join(reportsDir, 'test-results'),
  globalSetup: './tests/global-setup.ts',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: target === undefined ? 2 : 4,
  reporter: [
    ['./src/report/masking-reporter.ts'],
    ['html', { outputFolder: path.join(reportsDir, 'html'), open: 'never' }],
    ['junit', { outputFile: path.join(reportsDir, 'junit.xml') }],
    ['./src/report/conformance-reporter.ts'],
  ],
  use: { trace: 'off' },
});
