/** `run --prove`: sabotages the responses of the tested server on their way, and says how many of them the harness notices. */
import type { Contract } from '../../contract/model.ts';
import { Endurance, isTrouble } from '../../engine/limits/endurance.ts';
import type { Reason } from '../../engine/results/reason.ts';
import type { ProofReport } from '../../generated/conformance.ts';
import { breaks, sabotagesOf, shuffled } from '../../proof/sabotages.ts';
import type { Sabotage, Samples } from '../../proof/sabotages.ts';
import { altering } from '../../proof/wire.ts';
import type { Evidence } from '../../report/evidence.ts';
import { reasonText } from '../../words/reasons.ts';
import type { Engine } from './engine.ts';

/** The number of sabotaged responses, and the seed that chooses them. */
export interface ProveOptions {
  readonly count: number;
  readonly seed: number;
}

/** Tries sabotages one after another, each in a case that has passed. */
export async function proveOnTarget(
  engine: Engine,
  samples: Samples,
  evidence: readonly Evidence[],
  { count, seed }: ProveOptions,
): Promise<ProofReport> {
  const results = evidence.flatMap(({ result }) => result.results);
  const passed = new Set(
    results.filter(({ verdict }) => verdict === 'passed').map(({ requirement }) => requirement.id),
  );
  const all = engine.suites.flatMap((suite) =>
    sabotagesOf(suite, samples, passed).map((sabotage) => ({ suite, sabotage })),
  );
  const endurance = new Endurance();
  const trials: Trial[] = [];
  let trouble: Reason | undefined;
  for (const { suite, sabotage } of shuffled(all, seed)) {
    if (trials.length === count) break;
    const tried = await tryOut(engine, suite.contract, sabotage, endurance);
    if (tried !== undefined && 'sabotage' in tried) trials.push(tried);
    trouble = tried !== undefined && 'code' in tried ? tried : undefined;
    if (trouble !== undefined) break;
  }
  const survivors = trials.filter(({ noticed }) => !noticed);
  return {
    seed,
    possible: all.length,
    tried: trials.length,
    noticed: trials.length - survivors.length,
    ...(trouble === undefined ? {} : { ended: reasonText(trouble) }),
    survivors: survivors.map(({ sabotage: { fault }, testCase }) => ({
      id: fault.id,
      sentence: fault.sentence,
      case: testCase,
    })),
  };
}

interface Trial {
  readonly sabotage: Sabotage;
  /** The id of the case. */
  readonly testCase: string;
  readonly noticed: boolean;
}

/** The first case in which the sabotage makes a response wrong, or why the target can be asked no more; undefined if there is none. */
async function tryOut(
  engine: Engine,
  contract: Contract,
  sabotage: Sabotage,
  endurance: Endurance,
): Promise<Trial | Reason | undefined> {
  for (const { testCase, situation } of sabotage.shownBy) {
    let hits = 0;
    const alter = altering(contract, [sabotage.fault], (response) => {
      if (breaks(sabotage, situation, response)) hits += 1;
    });
    const { results, exchanges } = await engine.executeAltered(testCase, alter, endurance);
    const noticed = results.some(({ verdict }) => verdict === 'failed' || verdict === 'warned');
    const trouble = results.map(({ reason }) => reason).find(isTrouble);
    if (trouble !== undefined && !noticed) return trouble;
    // A case that the target did not answer to its end tells nothing of the sabotage.
    const isWhole = noticed || exchanges.every(({ failure }) => failure === undefined);
    if (hits > 0 && isWhole) return { sabotage, testCase: testCase.id, noticed };
  }
  return undefined;
}
