/** A run without Playwright's test runner: the same settings, verdicts, reports and exit code. */
import { tagsOf } from '../../plan/tags.ts';
import { claimReports } from '../../report/reports-folder.ts';
import { metadataOf } from '../../report/tested.ts';
import { exitCodeOf } from '../../report/result.ts';
import { writeReports } from '../../report/write-reports.ts';
import { runSalt } from '../../settings/run-environment.ts';
import type { Settings } from '../../settings/settings.ts';
import { Engine } from './engine.ts';
import { clearReports, earlierReport, noticesFor } from './reports.ts';

/** The selected cases, by their titles and tags; all by default. */
export type Selection = (names: readonly string[]) => boolean;

/**
 * Runs the cases of the tested APIs, and writes the reports.
 * @param settings as `prepareRun` returns them
 * @returns the exit code: 0 conforms, 1 does not, 3 could not be tested, 130 interrupted
 * @throws UserError for an invalid contract, invalid known deviations, or an unusable folder of reports
 */
export async function runPlain(settings: Settings, selection: Selection = () => true): Promise<number> {
  const { target, reportsDir } = settings;
  claimReports(reportsDir);
  const earlier = earlierReport(settings);
  const startedAt = new Date();
  const engine = await Engine.start(settings, runSalt());
  for (const line of await noticesFor(settings)) console.log(line);
  const ids = engine.suites.flatMap(({ cases, requirements }) =>
    cases.filter((each) => selection([each.title, ...tagsOf(each, requirements)])).map(({ id }) => id),
  );
  if (ids.length > 0) clearReports(reportsDir);
  console.log(`Testing ${target?.url ?? 'the embedded reference target'}: ${ids.length} cases`);
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve('interrupted'));
  });
  const settled: PromiseSettledResult<Awaited<ReturnType<Engine['result']>>>[] = [];
  const all = Promise.all(engine.execute(ids).map(async (each) => settled.push(...(await Promise.allSettled([each])))));
  const end = await Promise.race([all.then(() => 'over' as const), interrupted]);
  await engine.close();
  const evidence = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const errors = settled.flatMap((each) => (each.status === 'rejected' ? [firstLine(each.reason)] : []));
  const open =
    end === 'over' ? [] : [`${ids.length - evidence.length} of ${ids.length} cases were not run (interrupted)`];
  const ended = await writeReports(
    evidence,
    {
      metadata: metadataOf(settings, undefined),
      shard: undefined,
      startedAt,
      duration: Date.now() - startedAt.getTime(),
      problems: [...(end === 'over' ? new Set(errors) : []), ...open],
    },
    settings,
    { outputs: [], outputFolders: [] },
    earlier,
    engine.secrets,
  );
  if (end === 'interrupted') return 130;
  return exitCodeOf(ended);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
