/** Before the first test the engine is started; after the last one it writes the reports, unless our reporter sees to it. */
import type { FullConfig } from '@playwright/test';
import { exitAt } from '../../core/user-error.ts';
import { exitCodeOf } from '../../report/result.ts';
import { setExitCode } from '../../settings/settings.ts';
import { report, startEngine } from './engine-link.ts';
import { settle } from './exit-code.ts';
import { reporterOutputs } from './outputs.ts';
import { prepareTarget } from './hooks.ts';
import { hasReporter } from './conformance-reporter.ts';

export default async function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  try {
    await prepareTarget();
    await startEngine();
  } catch (error) {
    exitAt(error);
  }
  return async () => {
    if (hasReporter()) return;
    const ended = await report({
      planned: undefined,
      status: 'passed',
      gathered: { metadata: config.metadata, shard: undefined, duration: 0, problems: [] },
      outputs: reporterOutputs(config),
      outputFolders: config.projects.map(({ outputDir }) => outputDir),
    });
    if (ended !== undefined) settle();
    const code = ended === undefined ? 1 : exitCodeOf(ended);
    if (code === 0) return;
    setExitCode(code);
    throw new Error('The run failed; its result is above.');
  };
}
