/** `run --prove`: sabotages the responses of the tested server on their way, and says how many of them the harness notices. */
import type { Contract } from '../../contract/model.ts';
import type { ProofReport } from '../../generated/conformance.ts';
import { altering, sabotagesOf, shuffled } from '../../proof/sabotages.ts';
import type { Sabotage, Samples } from '../../proof/sabotages.ts';
import type { Evidence } from '../../report/evidence.ts';
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
  const all = engine.suites.flatMap((suite) => sabotagesOf(suite, samples, passed).map((each) => ({ suite, each })));
  const trials: Trial[] = [];
  for (const sabotage of shuffled(
    all.map(({ each }) => each),
    seed,
  )) {
    if (trials.length === count) break;
    const suite = all.find(({ each }) => each === sabotage)?.suite;
    const trial = suite === undefined ? undefined : await tryOut(engine, suite.contract, sabotage);
    if (trial !== undefined) trials.push(trial);
  }
  const survivors = trials.filter(({ noticed }) => !noticed);
  return {
    seed,
    possible: all.length,
    tried: trials.length,
    noticed: trials.length - survivors.length,
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

/** The first case in which the sabotage makes a response wrong; undefined if there is none. */
async function tryOut(engine: Engine, contract: Contract, sabotage: Sabotage): Promise<Trial | undefined> {
  for (const { testCase, situation } of sabotage.shownBy) {
    let hits = 0;
    const alter = altering(contract, sabotage, situation, () => (hits += 1));
    const { results } = await engine.executeAltered(testCase, alter);
    const noticed = results.some(({ verdict }) => verdict === 'failed' || verdict === 'warned');
    if (hits > 0) return { sabotage, testCase: testCase.id, noticed };
  }
  return undefined;
}
