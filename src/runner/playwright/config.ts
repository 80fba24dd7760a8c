import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { asUserError } from '../../core/user-error.ts';
import { readCommandLine } from './command-line.ts';
import { metadataOf } from '../../report/tested.ts';
import { claimReports } from '../../report/reports-folder.ts';
import { prepareRun } from '../../settings/settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { workersFor } from '../../settings/target.ts';

const { listing, shard, ownReporters } = readCommandLine(process.argv);

// Workers read this file too.
const isRunner = process.env['TEST_WORKER_INDEX'] === undefined;
// Playwright ends a run in order at the one signal, and dies at the other.
if (isRunner) process.once('SIGTERM', () => process.kill(process.pid, 'SIGINT'));

async function settings(): Promise<Settings> {
  try {
    const read = prepareRun(shard !== undefined);
    if (isRunner && !listing) claimReports(read.reportsDir);
    if (isRunner && !listing && read.compareWith !== undefined)
      (await import('../../report/read-report.ts')).readReport(
        read.compareWith,
        `COMPARE_WITH is "${read.compareWith}", which`,
      );
    if (isRunner && read.knownDeviations !== undefined)
      (await import('../../report/read-known.ts')).readKnownDeviations(read.knownDeviations);
    if (isRunner && !listing) for (const notice of read.notices) console.log(`! ${notice}`);
    return read;
  } catch (error) {
    const mistake = asUserError(error);
    if (mistake === undefined) throw error;
    console.error(mistake.message);
    process.exit(2);
  }
}

const read = await settings();
const { target, reportsDir } = read;
const ours = fileURLToPath(new URL('./conformance-reporter.ts', import.meta.url));
// The verdict, and the search for secrets, belong to every run: Playwright adds the reporter that this variable names.
if (ownReporters && !listing) process.env['PW_TEST_REPORTER'] ??= ours;

/** The configuration of Playwright; its paths are those of the project. */
export const config = defineConfig({
  testDir: 'src/runner/playwright/specs',
  testMatch: /[\w-]+\.spec\.ts$/,
  outputDir: path.join(reportsDir, 'test-results'),
  globalSetup: './src/runner/playwright/global-setup.ts',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: workersFor(target),
  metadata: metadataOf(read, shard),
  // A list is no run: it must leave the reports of the last one alone.
  reporter: listing
    ? 'list'
    : [
        ['./src/runner/playwright/masking-reporter.ts'],
        ['html', { outputFolder: path.join(reportsDir, 'html'), open: 'never' }],
        ['junit', { outputFile: path.join(reportsDir, 'junit.xml') }],
        ...(shard === undefined ? [] : [['blob', { outputDir: path.join(reportsDir, 'blob') }] as const]),
        [ours],
      ],
});
