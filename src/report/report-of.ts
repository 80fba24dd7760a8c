/** Gathers the evidence of a run, or of several shards, into a report. */
import { loadSuite } from '../plan/suite.ts';
import { bundledApis } from '../contract/bundled.ts';
import type { ConformanceReport, ProofReport } from '../generated/conformance.ts';
import type { Settings } from '../settings/settings.ts';
import type { Gate } from '../settings/target.ts';
import { buildReport } from './document.ts';
import type { ApiRun } from './document.ts';
import type { Evidence } from './evidence.ts';
import { staleEntries, today, withKnown } from './known-deviations.ts';
import { withUnattributed } from './unattributed.ts';
import { metadataOf, missingShards, shardsIn, testedIn } from './tested.ts';
import type { Shard, Tested } from './tested.ts';

export interface Gathered {
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The only shard that was run; undefined for a whole run and for merged ones. */
  readonly shard: Shard | undefined;
  readonly startedAt: Date;
  /** Milliseconds. */
  readonly duration: number;
  /** The problems that fail the run already. */
  readonly problems: readonly string[];
  /** The runner of the cases; Playwright's if left out. */
  readonly runner?: ConformanceReport['runner'];
  /** The outcome of sabotages. */
  readonly proof?: ProofReport | undefined;
}

/** The report of what was run. The evidence of a case counts once, however many shards ran it. */
export async function reportOf(
  all: readonly Evidence[],
  gathered: Gathered,
  settings: Settings,
): Promise<ConformanceReport> {
  const tested = testedIn(gathered.metadata) ?? testedIn(metadataOf(settings, undefined));
  const evidence = [...new Map(all.map((each) => [`${each.api} ${each.result.case}`, each])).values()];
  const { failOn, failOnSecurity, minTested } = tested ?? settings;
  const gate = { failOn, failOnSecurity };
  const { runs, planned, ids, apis, reported } = await runsOf(evidence, tested, gate);
  const others = [
    ...new Set(evidence.filter((each) => !reported.has(each)).map(({ api, target }) => `${api} at ${target}`)),
  ];
  const lost = gathered.shard === undefined ? missingShards(shardsIn(gathered.metadata)) : undefined;
  const partial = evidence.length < planned ? `${evidence.length} of ${planned} cases were run` : undefined;
  const part = gathered.shard === undefined ? [] : [`shard ${gathered.shard.current}/${gathered.shard.total}`];
  const incomplete = [...(lost === undefined ? [] : [lost]), ...(partial === undefined ? [] : [...part, partial])];
  const facts = {
    runner: gathered.runner ?? ('playwright' as const),
    startedAt: gathered.startedAt,
    duration: gathered.duration,
    ...gate,
    minTested: gathered.shard === undefined ? minTested : undefined,
    incomplete: incomplete.length === 0 ? undefined : incomplete.join('; '),
    proof: gathered.proof,
    obstacles: [
      ...gathered.problems,
      ...(lost === undefined ? [] : [`the result is incomplete: ${lost}`]),
      ...others.map((each) => `the results of ${each} are of another run than the rest`),
    ],
    problems: [],
  };
  const { knownDeviations } = settings;
  if (knownDeviations === undefined) return buildReport(runs, facts);
  const { readKnownDeviations } = await import('./read-known.ts');
  const entries = readKnownDeviations(knownDeviations);
  const lenient = runs.map((run) => ({
    ...run,
    results: run.results.map((each) => withKnown(each, entries, run.target, today())),
  }));
  const stale = staleEntries(entries, buildReport(lenient, facts), ids, apis, today());
  return buildReport(lenient, { ...facts, problems: stale });
}

/** The results of each API, and the ids that the contracts of the run have. */
async function runsOf(evidence: readonly Evidence[], tested: Tested | undefined, gate: Gate) {
  const runs: ApiRun[] = [];
  const ids = new Set<string>();
  const apis = new Set<string>(bundledApis);
  const reported = new Set<Evidence>();
  let planned = 0;
  for (const contract of tested?.contracts ?? []) {
    const suite = await loadSuite(contract, true);
    planned += suite.cases.length;
    apis.add(suite.contract.id);
    for (const id of suite.requirements.keys()) ids.add(id);
    const own = evidence.filter((each) => each.api === suite.contract.id);
    for (const each of own) if (each.target === tested?.target) reported.add(each);
    if (own.length === 0) continue;
    const results = own.map((each) => each.result);
    const given = tested === undefined ? {} : { given: tested.given };
    runs.push({ suite, target: own[0]?.target ?? '', ...given, results: withUnattributed(suite, results, gate) });
  }
  return { runs, planned, ids, apis, reported };
}
