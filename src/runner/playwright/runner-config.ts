/** The part of Playwright's configuration that only its runner needs: the settings, checked, and the reporters. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlaywrightTestConfig } from '@playwright/test';
import { asUserError } from '../../core/user-error.ts';
import { metadataOf } from '../../report/tested.ts';
import { claimReports } from '../../report/reports-folder.ts';
import { prepareRun } from '../../settings/settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { earlierReport } from '../run/reports.ts';
import { readCommandLine } from './command-line.ts';
import { demandVerdict } from './exit-code.ts';

const { listing, shard } = readCommandLine(process.argv);

// Playwright ends a run in order at the one signal, and dies at the other.
for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.kill(process.pid, 'SIGINT'));

async function prepared(): Promise<Settings> {
  try {
    const settings = prepareRun(shard !== undefined);
    if (!listing) claimReports(settings.reportsDir);
    if (!listing) earlierReport(settings);
    if (settings.knownDeviations !== undefined)
      (await import('../../report/read-known.ts')).readKnownDeviations(settings.knownDeviations);
    return settings;
  } catch (error) {
    const mistake = asUserError(error);
    if (mistake === undefined) throw error;
    console.error(mistake.message);
    process.exit(2);
  }
}

if (!listing) demandVerdict();
const settings = await prepared();
const { reportsDir } = settings;
const reporter = (name: string): [string] => [fileURLToPath(new URL(name, import.meta.url))];

export const runnerConfig: PlaywrightTestConfig = {
  outputDir: path.join(reportsDir, 'test-results'),
  globalSetup: './src/runner/playwright/global-setup.ts',
  metadata: metadataOf(settings, shard),
  // A list is no run: it must leave the reports of the last one alone.
  reporter: listing
    ? 'list'
    : [
        reporter('./turning-reporter.ts'),
        ['html', { outputFolder: path.join(reportsDir, 'html'), open: 'never' }],
        ['junit', { outputFile: path.join(reportsDir, 'junit.xml') }],
        ...(shard === undefined ? [] : [['blob', { outputDir: path.join(reportsDir, 'blob') }] as const]),
        reporter('./conformance-reporter.ts'),
      ],
};
