/** The proof as work that can be shared out: a unit is some faults, some pairs or some variants of one API. */
import { apis } from '../../reference/create.ts';
import { behaviouralFaults } from '../../reference/faults/registry.ts';
import type { Api } from '../../reference/types.ts';
import { variantsOf } from '../../reference/variants.ts';
import { judgedOf } from './baseline.ts';
import type { Fault } from './fault.ts';
import { formFaults } from './forms.ts';
import { drawPairs, provePair } from './pairs.ts';
import type { PairTrial } from './pairs.ts';
import { prove } from './prove.ts';
import type { Trial } from './prove.ts';

export interface Unit {
  readonly api: Api;
  readonly kind: 'faults' | 'pairs' | 'variants';
  /** The part of the list that is this unit's: every `of`-th, beginning with `part`. */
  readonly part: number;
  readonly of: number;
  /** How many pairs are drawn, and from which seed. */
  readonly pairs: number;
  readonly seed: number;
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
  /** Every requirement of the API that a case judges. */
  readonly requirements: readonly string[];
}

/** The faults of an API: of behaviour and of form. */
export async function allFaults(api: Api): Promise<Fault[]> {
  return [...behaviouralFaults(api), ...(await formFaults(api))];
}

/** Shares the proof out, the longest work first. */
export function shareOut(only: readonly Api[], pairs: number, seed: number, parts = 4): Unit[] {
  const units = (api: Api, kind: Unit['kind'], of: number): Unit[] =>
    Array.from({ length: of }, (_, part) => ({ api, kind, part, of, pairs, seed }));
  return apis
    .filter((api) => only.includes(api))
    .flatMap((api) => [
      ...units(api, 'faults', parts),
      ...(pairs > 0 ? units(api, 'pairs', 2) : []),
      ...units(api, 'variants', 1),
    ]);
}

/** Does one unit of work. */
export async function work(unit: Unit, progress: (done: number) => void = () => undefined): Promise<Outcome> {
  const { api, kind, part, of } = unit;
  const mine = <T>(all: readonly T[]): T[] => all.filter((_, index) => index % of === part);
  const trials: Trial[] = [];
  const pairs: PairTrial[] = [];
  const alarms: Alarm[] = [];
  if (kind === 'faults')
    for (const fault of mine(await allFaults(api))) {
      trials.push(await named(fault.id, prove(fault)));
      progress(1);
    }
  if (kind === 'pairs')
    for (const pair of mine(drawPairs(await allFaults(api), unit.pairs, unit.seed))) {
      pairs.push(await named(pair.map(({ id }) => id).join(' + '), provePair(pair)));
      progress(1);
    }
  if (kind === 'variants') for (const { id } of variantsOf(api)) alarms.push(...(await alarmsOf(api, id)));
  if (kind === 'variants') alarms.push(...(await alarmsOf(api)));
  const { verdicts } = await judgedOf(api);
  return { unit, trials, pairs, alarms, requirements: [...verdicts.keys()] };
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
  const { verdicts } = await judgedOf(api, variant);
  const plain = variant === undefined;
  return [...verdicts]
    .filter(([, verdict]) => verdict !== 'passed' && verdict !== 'not-testable' && (plain || verdict !== 'warned'))
    .map(([requirement, verdict]) => ({ variant: variant ?? 'plain', requirement, verdict }));
}
