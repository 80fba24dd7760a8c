/** The proof as work that can be shared out: a unit is some faults, some pairs or some variants of one API. */
import { apis, variantsOf } from '../../reference/create.ts';
import { behaviouralFaults } from '../../reference/faults/registry.ts';
import type { Api } from '../../reference/create.ts';
import { baselineOf } from './baseline.ts';
import type { Fault } from './fault.ts';
import { formFaults } from './forms.ts';
import { brokenBy, readGolden } from './golden.ts';
import { drawPairs, provePair } from './pairs.ts';
import type { PairTrial } from './pairs.ts';
import { prove } from './prove.ts';
import type { Trial } from './prove.ts';
import { tryScripts } from './scripts.ts';
import type { ScriptTrial } from './scripts.ts';

/** The options of a run of the proof. */
export interface Options {
  /** The number of pairs that are drawn for each API, and the seed. */
  readonly pairs: number;
  readonly seed: number;
  /** Whether the scripts of findings are tried, and nothing else. */
  readonly scripts?: boolean;
  /** Whether the golden matrices are written anew, so that nothing is held against them. */
  readonly update: boolean;
  /** The folder of the golden matrices, if not the usual one. */
  readonly matrices?: string;
}

export interface Unit {
  readonly api: Api;
  readonly kind: 'faults' | 'pairs' | 'variants' | 'scripts';
  /** The part of the list that is this unit's: every `of`-th, beginning with `part`. */
  readonly part: number;
  readonly of: number;
  readonly options: Options;
}

/** A healthy target that is not reported as one. */
export interface Alarm {
  readonly variant: string;
  readonly requirement: string;
  readonly verdict: string;
}

export interface Outcome {
  readonly unit: Unit;
  readonly trials: readonly Trial[];
  readonly pairs: readonly PairTrial[];
  readonly alarms: readonly Alarm[];
  readonly scripts: readonly ScriptTrial[];
  /** Every requirement of the API that a case judges. */
  readonly requirements: readonly string[];
}

/** Everything that is tried on an API: faults of behaviour and of form, and forms that the contract leaves open. */
async function tried(api: Api): Promise<Fault[]> {
  return [...behaviouralFaults(api), ...(await formFaults(api))];
}

/** The faults of an API: what breaks a promise, after the golden matrix. */
export async function allFaults(api: Api, golden = readGolden(api)): Promise<Fault[]> {
  return (await tried(api)).filter(({ id }) => brokenBy(api, golden.get(id)).length > 0);
}

/** The fault with an id; undefined when there is none. */
export async function faultWith(id: string): Promise<Fault | undefined> {
  const api = apis.find((each) => id.startsWith(`${each}-`));
  if (api === undefined) return undefined;
  const find = (faults: readonly Fault[]): Fault | undefined => faults.find((each) => each.id === id);
  return find(behaviouralFaults(api)) ?? find(await formFaults(api));
}

/** Shares the proof out, the longest work first. */
export function shareOut(only: readonly Api[], options: Options): Unit[] {
  const units = (api: Api, kind: Unit['kind'], of: number): Unit[] =>
    Array.from({ length: of }, (_, part) => ({ api, kind, part, of, options }));
  return apis
    .filter((api) => only.includes(api))
    .flatMap((api) =>
      options.scripts === true
        ? units(api, 'scripts', 4)
        : [
            ...units(api, 'faults', 4),
            ...(options.pairs > 0 ? units(api, 'pairs', 2) : []),
            ...units(api, 'variants', 1),
          ],
    );
}

/** Does one unit of work. */
export async function work(unit: Unit, progress: (done: number) => void): Promise<Outcome> {
  const { api, kind, part, of, options } = unit;
  const golden = readGolden(api, options.matrices);
  const mine = <T>(all: readonly T[]): T[] => all.filter((_, index) => index % of === part);
  const trials: Trial[] = [];
  const pairs: PairTrial[] = [];
  const alarms: Alarm[] = [];
  const scripts: ScriptTrial[] = [];
  if (kind === 'faults')
    for (const fault of mine(await tried(api))) {
      const { results, ...trial } = await named(fault.id, prove(fault, options.update ? undefined : golden));
      trials.push(trial);
      progress(1);
    }
  if (kind === 'pairs')
    for (const pair of mine(drawPairs(await allFaults(api, golden), golden, options.pairs, options.seed))) {
      pairs.push(await named(pair.map(({ id }) => id).join(' + '), provePair(pair, golden)));
      progress(1);
    }
  if (kind === 'scripts')
    for (const fault of mine(await allFaults(api, golden))) {
      scripts.push(await named(fault.id, tryScripts(fault)));
      progress(1);
    }
  if (kind === 'variants') for (const { id } of variantsOf(api)) alarms.push(...(await alarmsOf(api, id)));
  if (kind === 'variants') alarms.push(...(await alarmsOf(api)));
  const { verdicts } = await baselineOf(api);
  return { unit, trials, pairs, alarms, scripts, requirements: [...verdicts.keys()] };
}

/** An error of the harness itself says on which fault it came. */
async function named<T>(name: string, trial: Promise<T>): Promise<T> {
  try {
    return await trial;
  } catch (error) {
    throw new Error(`on the fault ${name}`, { cause: error });
  }
}

async function alarmsOf(api: Api, variant?: string): Promise<Alarm[]> {
  const { verdicts } = await baselineOf(api, variant);
  const plain = variant === undefined;
  return [...verdicts]
    .filter(([, verdict]) => verdict !== 'passed' && verdict !== 'not-testable' && (plain || verdict !== 'warned'))
    .map(([requirement, verdict]) => ({ variant: variant ?? 'plain', requirement, verdict }));
}
