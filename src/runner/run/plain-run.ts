/** A run without Playwright, for gates that want it fast: the same settings, verdicts, reports and exit code. */
import { endingSignals } from '../../core/signals.ts';
import { nodeTransport } from '../../engine/http/node-transport.ts';
import { tagsOf } from '../../plan/tags.ts';
import { claimReports } from '../../report/reports-folder.ts';
import type { Evidence } from '../../report/evidence.ts';
import { metadataOf } from '../../report/tested.ts';
import { exitCodeOf } from '../../report/result.ts';
import { writeReports } from '../../report/write-reports.ts';
import { runSalt } from '../../settings/run-environment.ts';
import type { Settings } from '../../settings/settings.ts';
import { Samples } from '../../proof/sabotages.ts';
import { Engine } from './engine.ts';
import type { Progress } from './progress.ts';
import { proveOnTarget } from './prove-on-target.ts';
import type { ProveOptions } from './prove-on-target.ts';
import { clearReports, earlierReports, noticesFor } from './reports.ts';

/** The selected cases, by their titles and tags. */
type Selection = (names: readonly string[]) => boolean;

/**
 * Runs the cases of the tested APIs, and writes the reports.
 * @param settings as `prepareRun` returns them
 * @param progress is told of each case when it ends
 * @param prove sabotages that are tried after the cases
 * @returns the exit code: 0 conforms, 1 does not, 3 could not be tested, 130 interrupted
 * @throws UserError for an invalid contract, invalid known deviations, or an unusable folder of reports
 */
export async function runPlain(
  settings: Settings,
  selection: Selection,
  progress: Progress,
  prove?: ProveOptions,
): Promise<number> {
  const { target, reportsDir } = settings;
  claimReports(reportsDir);
  const earlier = earlierReports(settings);
  const startedAt = new Date();
  const samples = new Samples();
  const watch = samples.note.bind(samples);
  const engine = await Engine.start(settings, runSalt(), nodeTransport, prove === undefined ? undefined : watch);
  for (const line of await noticesFor(settings)) console.log(line);
  const ids = engine.suites.flatMap(({ cases, requirements }) =>
    cases.filter((each) => selection([each.title, ...tagsOf(each, requirements)])).map(({ id }) => id),
  );
  if (ids.length > 0) clearReports(reportsDir);
  progress({ event: 'begin', target: target?.url ?? 'embedded', cases: ids.length });
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of endingSignals) process.once(signal, () => resolve('interrupted'));
  });
  const settled: PromiseSettledResult<Awaited<ReturnType<Engine['result']>>>[] = [];
  const all = Promise.all(
    engine.execute(ids).map(async (each) => {
      const [result] = await Promise.allSettled([each]);
      settled.push(result);
      if (result.status === 'fulfilled')
        progress({ event: 'case', ...verdictsOf(result.value), done: settled.length, cases: ids.length });
    }),
  );
  const end = await Promise.race([all.then(() => 'over' as const), interrupted]);
  const judged = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const proof =
    prove === undefined || end === 'interrupted'
      ? undefined
      : await Promise.race([proveOnTarget(engine, samples, judged, prove), interrupted]);
  const evidence = await engine.leaveNothing(judged, end === 'over');
  await engine.close();
  const errors = settled.flatMap((each) => (each.status === 'rejected' ? [firstLine(each.reason)] : []));
  const open =
    end === 'over' ? [] : [`${ids.length - evidence.length} of ${ids.length} cases were not run (interrupted)`];
  const proved = proof === 'interrupted' ? undefined : proof;
  const short = proved?.ended === undefined ? [] : [`the proof ended after ${proved.tried} sabotages. ${proved.ended}`];
  const ended = await writeReports(
    evidence,
    {
      metadata: metadataOf(settings, undefined),
      runner: 'session-conformance',
      shard: undefined,
      startedAt,
      duration: Date.now() - startedAt.getTime(),
      proof: proved,
      problems: [...(end === 'over' ? new Set(errors) : []), ...open, ...short],
    },
    settings,
    { outputs: [], outputFolders: [] },
    earlier,
    engine.secrets,
  );
  if (proof === 'interrupted') console.log('! The proof was interrupted; the report does not contain it.');
  const exitCode = end === 'interrupted' || proof === 'interrupted' ? 130 : exitCodeOf(ended);
  progress({ event: 'end', exitCode });
  return exitCode;
}

function verdictsOf({ result }: Evidence): { case: string; verdicts: Record<string, string> } {
  const verdicts = result.results.map(({ requirement, verdict }) => [requirement.id, verdict] as const);
  return { case: result.case, verdicts: Object.fromEntries(verdicts) };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
