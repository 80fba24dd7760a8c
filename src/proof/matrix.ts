/** The matrix: faults against requirements, and what the whole proof amounts to. */
import type { Api } from '../../reference/types.ts';
import type { PairTrial } from './pairs.ts';
import type { Trial } from './prove.ts';
import type { Alarm, Outcome } from './work.ts';

/** The proof of one API. */
export interface ApiSummary {
  readonly api: string;
  readonly faults: number;
  /** Faults of which every requirement that they break was reported. */
  readonly detected: number;
  /** Faults on which a requirement was reported that they do not break. */
  readonly falselyBlamed: number;
  /** Faults on which a requirement was blocked that need not be. */
  readonly wronglyBlocked: number;
  readonly requirements: number;
  /** Requirements that no fault fails. */
  readonly unkilled: readonly string[];
  readonly findings: { readonly median: number; readonly p95: number };
  readonly pairs: number;
  /** Pairs of which a broken requirement reads passed. */
  readonly pairsMissed: number;
  readonly alarms: readonly Alarm[];
}

export interface Matrix {
  readonly seed: number;
  readonly seconds: number;
  readonly apis: readonly ApiSummary[];
  readonly trials: readonly Trial[];
  readonly pairs: readonly PairTrial[];
}

/** Puts together what the units of work brought. */
export function matrixOf(outcomes: readonly Outcome[], seed: number, seconds: number): Matrix {
  const apis = [...new Set(outcomes.map(({ unit }) => unit.api))].sort();
  const trials = outcomes.flatMap((each) => each.trials).sort((a, b) => (a.fault < b.fault ? -1 : 1));
  const pairs = outcomes.flatMap((each) => each.pairs);
  return { seed, seconds, apis: apis.map((api) => summary(api, outcomes, trials, pairs)), trials, pairs };
}

function summary(
  api: Api,
  outcomes: readonly Outcome[],
  allTrials: readonly Trial[],
  allPairs: readonly PairTrial[],
): ApiSummary {
  const own = outcomes.filter(({ unit }) => unit.api === api);
  const trials = allTrials.filter((trial) => trial.api === api);
  const pairs = allPairs.filter((pair) => pair.api === api);
  const requirements = [...new Set(own.flatMap((each) => each.requirements))];
  const killed = new Set(trials.flatMap(({ reported, breaks }) => reported.filter((id) => breaks.includes(id))));
  const counts = trials.map(({ findings }) => findings.length).sort((a, b) => a - b);
  return {
    api,
    faults: trials.length,
    detected: trials.filter(({ survivors }) => survivors.length === 0).length,
    falselyBlamed: trials.filter(({ falseAlarms }) => falseAlarms.length > 0).length,
    wronglyBlocked: trials.filter(({ wronglyBlocked }) => wronglyBlocked.length > 0).length,
    requirements: requirements.length,
    unkilled: requirements.filter((id) => !killed.has(id)),
    findings: { median: quantile(counts, 0.5), p95: quantile(counts, 0.95) },
    pairs: pairs.length,
    pairsMissed: pairs.filter(({ passed }) => passed.length > 0).length,
    alarms: own.flatMap((each) => each.alarms),
  };
}

/** The value below which a share of sorted values lies (nearest rank). */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** The whole proof in some lines. */
export function summaryLines({ apis, seed, seconds }: Matrix): string[] {
  return [
    ...apis.map((each) =>
      [
        `${each.api.padEnd(10)}${each.detected} of ${each.faults} faults detected`,
        `${each.falselyBlamed} with false blame`,
        `${each.wronglyBlocked} with wrong blocks`,
        `${each.requirements - each.unkilled.length} of ${each.requirements} requirements killed`,
        `findings per fault: median ${each.findings.median}, 95th percentile ${each.findings.p95}`,
        `${each.pairs - each.pairsMissed} of ${each.pairs} pairs`,
        `${each.alarms.length} false alarms on healthy targets`,
      ].join(', '),
    ),
    `seed ${seed}, ${seconds.toFixed(0)} s`,
  ];
}

/** Everything that is not as it has to be, each with fault, requirement and exchange. */
export function complaints({ apis, trials, pairs }: Matrix): string[] {
  const lines = (label: string, fault: string, found: Trial['survivors']): string[] =>
    found.map(({ requirement, expected, actual, exchanges }) =>
      [`${label}: ${fault}: ${requirement}: expected ${expected}, got ${actual}`, ...exchanges].join('\n      '),
    );
  return [
    ...trials.flatMap((trial) => [
      ...lines('survivor', trial.fault, trial.survivors),
      ...lines('false alarm', trial.fault, trial.falseAlarms),
      ...lines('wrongly blocked', trial.fault, trial.wronglyBlocked),
    ]),
    ...pairs.flatMap((pair) => lines('passed in a pair', pair.faults.join(' + '), pair.passed)),
    ...apis.flatMap(({ unkilled }) => unkilled.map((id) => `no fault fails: ${id}`)),
    ...apis.flatMap(({ alarms }) =>
      alarms.map(
        ({ variant, requirement, verdict }) => `false alarm: healthy ${variant}: ${requirement} is ${verdict}`,
      ),
    ),
  ];
}
