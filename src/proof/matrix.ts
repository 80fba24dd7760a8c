/** The result of the whole proof, by API, and everything that is not as it has to be. */
import type { Golden } from './golden.ts';
import { goldenFile } from './golden.ts';
import type { PairTrial } from './pairs.ts';
import type { Trial } from './prove.ts';
import type { Alarm, Outcome } from './work.ts';

/** The proof of one API. */
interface ApiSummary {
  readonly api: string;
  /** Faults: what breaks a requirement. */
  readonly faults: number;
  /** Altered refusals that the contract leaves open, and that break nothing. */
  readonly harmless: number;
  /** Differences from the golden matrix. */
  readonly differences: readonly string[];
  /** Faults that are not found, or not as what they are. */
  readonly undetected: readonly string[];
  readonly requirements: number;
  /** Requirements that no fault fails. */
  readonly unkilled: readonly string[];
  readonly findings: { readonly median: number; readonly p95: number };
  readonly pairs: number;
  /** Pairs of which a broken requirement reads passed. */
  readonly pairsMissed: readonly string[];
  readonly alarms: readonly Alarm[];
}

export interface Matrix {
  readonly seed: number;
  readonly seconds: number;
  readonly apis: readonly ApiSummary[];
  readonly trials: readonly Trial[];
  readonly pairs: readonly PairTrial[];
}

/** Puts together what the units of work brought; `golden` has the matrix of each API, where it is compared. */
export function matrixOf(
  outcomes: readonly Outcome[],
  golden: ReadonlyMap<string, Golden>,
  { seed, seconds }: Pick<Matrix, 'seed' | 'seconds'>,
): Matrix {
  const apis = [...new Set(outcomes.map(({ unit }) => unit.api))].sort();
  const trials = outcomes.flatMap((each) => each.trials).sort((a, b) => (a.fault < b.fault ? -1 : 1));
  const pairs = outcomes.flatMap((each) => each.pairs);
  return {
    seed,
    seconds,
    apis: apis.map((api) =>
      summary(
        api,
        outcomes.filter(({ unit }) => unit.api === api),
        trials.filter((trial) => trial.api === api),
        golden.get(api),
      ),
    ),
    trials,
    pairs,
  };
}

function summary(
  api: string,
  outcomes: readonly Outcome[],
  trials: readonly Trial[],
  golden: Golden | undefined,
): ApiSummary {
  const requirements = [...new Set(outcomes.flatMap((each) => each.requirements))];
  const killed = new Set(trials.flatMap(({ effect }) => effect.breaks));
  const faults = trials.filter(({ effect, kind }) => kind === 'behaviour' || effect.breaks.length > 0);
  const counts = faults.map(({ findings }) => findings.length).sort((a, b) => a - b);
  const pairs = outcomes.flatMap((each) => each.pairs);
  const complaints = trials.flatMap((trial) => trial.complaints);
  const lines = (found: readonly { text: string; exchanges: readonly string[] }[]): string[] =>
    found.map(({ text, exchanges }) => [text, ...exchanges].join('\n      '));
  const gone = [...(golden?.keys() ?? [])].filter((id) => !trials.some(({ fault }) => fault === id));
  return {
    api,
    faults: faults.length,
    harmless: trials.length - faults.length,
    differences: [
      ...lines(complaints.filter(({ ofMatrix }) => ofMatrix)),
      ...gone.map((id) => `${id} is in the matrix and no fault any more`),
    ],
    undetected: lines(complaints.filter(({ ofMatrix }) => !ofMatrix)),
    requirements: requirements.length,
    unkilled: requirements.filter((id) => !killed.has(id)),
    findings: { median: quantile(counts, 0.5), p95: quantile(counts, 0.95) },
    pairs: pairs.length,
    pairsMissed: lines(pairs.flatMap(({ passed }) => passed)),
    alarms: outcomes.flatMap((each) => each.alarms),
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
        `${each.api.padEnd(10)}${each.faults - each.undetected.length} of ${each.faults} faults detected`,
        `${each.differences.length} differences from the matrix`,
        `${each.harmless} harmless forms`,
        `${each.requirements - each.unkilled.length} of ${each.requirements} requirements killed`,
        `findings per fault: median ${each.findings.median}, 95th percentile ${each.findings.p95}`,
        `${each.pairs - each.pairsMissed.length} of ${each.pairs} pairs`,
        `${each.alarms.length} false alarms on healthy targets`,
      ].join(', '),
    ),
    `seed ${seed}, ${seconds.toFixed(0)} s`,
  ];
}

/** Everything that is not as it has to be, with the file that it is about and the command that helps. */
export function complaints({ apis }: Matrix): string[] {
  return apis.flatMap((each) => [
    ...each.undetected,
    ...each.differences,
    ...(each.differences.length === 0 ? [] : [remedy(each.api)]),
    ...each.pairsMissed,
    ...each.unkilled.map((id) => `no fault breaks ${id}: add one that does to reference/faults/${each.api}`),
    ...each.alarms.map(
      ({ variant, requirement, verdict }) =>
        `false alarm: the healthy ${each.api} target (${variant}): ${requirement} is ${verdict}`,
    ),
  ]);
}

/** The command that accepts a difference from the golden matrix. */
export const remedy = (api: string, selection = `--api ${api}`): string =>
  `These are differences from ${goldenFile(api)}. If they are right, accept them with: npm run faults -- ${selection} --update`;
