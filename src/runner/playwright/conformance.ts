/** The configuration of Playwright: that of this repository, and of everyone who installs the package. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlaywrightTestConfig } from '@playwright/test';
import { moduleFile } from '../../core/installation.ts';
import { surviveClosedOutput } from '../../core/output.ts';
import { endingSignals } from '../../core/signals.ts';
import { exitAt } from '../../core/user-error.ts';
import { claimReports, removeOldBlobs } from '../../report/reports-folder.ts';
import { metadataOf } from '../../report/tested.ts';
import { isTestWorker, reportsFolder } from '../../settings/run-environment.ts';
import { prepareRun, provideSettings, requireTarget } from '../../settings/settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { readCommandLine, selects } from './command-line.ts';
import type { CommandLine } from './command-line.ts';
import { demandVerdict } from './exit-code.ts';
import { givenLater, useHooks } from './hooks.ts';
import type { ConformanceOptions } from './options.ts';
import { project, projectName } from './project.ts';

export type { Account, Accounts, ConformanceOptions, Hooks } from './options.ts';

/**
 * The configuration of a run, for `playwright.config.ts`. To run it beside tests of your own, merge the two:
 * `defineConfig(conformance({ api: './openapi.yaml' }), { projects: [{ name: 'e2e', testDir: './e2e' }] })`.
 * @param options settings that neither the environment nor `.env` has
 */
export function conformance(options: ConformanceOptions = {}): PlaywrightTestConfig {
  // Workers read this file too, and need little of it.
  if (isTestWorker()) return { projects: [project()] };
  const commandLine = readCommandLine(process.argv);
  const { listing, shard } = commandLine;
  // Somebody who runs other projects needs no settings of this one.
  if (!selects(commandLine, projectName)) return { projects: [project()] };
  if (!listing) demandVerdict();
  const settings = prepared(options, commandLine);
  const reportsDir = reportsFolder();
  const reporter = (name: string): [string] => [fileURLToPath(moduleFile(`runner/playwright/${name}`))];
  return {
    globalSetup: fileURLToPath(moduleFile('runner/playwright/global-setup')),
    metadata: metadataOf(settings, shard),
    // A list is no run: it must leave the reports of the last one alone.
    reporter: listing
      ? 'list'
      : [
          reporter('turning-reporter'),
          ['html', { outputFolder: path.join(reportsDir, 'html'), open: 'never' }],
          ['junit', { outputFile: path.join(reportsDir, 'junit.xml') }],
          ...(shard === undefined ? [] : [['blob', { outputDir: path.join(reportsDir, 'blob') }] as const]),
          reporter('conformance-reporter'),
        ],
    // The engine does the work, and tests only read.
    workers: 2,
    projects: [project()],
  };
}

/** The settings, checked; a mistake of the user ends the process. */
function prepared({ hooks = {}, ...options }: ConformanceOptions, { listing, merging, shard }: CommandLine): Settings {
  surviveClosedOutput();
  // Playwright ends a run in order at the one signal, and dies at the others.
  for (const signal of endingSignals)
    if (signal !== 'SIGINT') process.once(signal, () => process.kill(process.pid, 'SIGINT'));
  try {
    provideSettings(options);
    useHooks(hooks);
    const settings = prepareRun(shard !== undefined, givenLater());
    if (!merging) requireTarget(settings);
    if (!listing) claimReports(settings.reportsDir);
    if (!listing && !merging && shard === undefined) removeOldBlobs(settings.reportsDir);
    return settings;
  } catch (error) {
    exitAt(error);
  }
}
