/** Faults that combine: two at once, of which one may hide the other. */
import { movableClock } from '../../reference/clock.ts';
import { createTarget } from '../../reference/create.ts';
import type { Api } from '../../reference/create.ts';
import type { Case } from '../plan/model.ts';
import type { CaseResult } from '../engine/run-case.ts';
import { baselineOf, lookOf } from './baseline.ts';
import type { Fault, FormFault } from './fault.ts';
import { withUnattributed } from '../report/unattributed.ts';
import { runInLab } from './lab.ts';
import type { Golden } from './golden.ts';
import { brokenBy, effectOf } from './golden.ts';
import { describe, exchangeLines } from './prove.ts';
import { altering } from './wire.ts';

/** The outcome of two faults at once. */
export interface PairTrial {
  readonly api: string;
  readonly faults: readonly [string, string];
  /** Requirements that one of the two breaks, and that read `passed` although something is seen of it. */
  readonly passed: readonly { readonly text: string; readonly exchanges: readonly string[] }[];
  /** Requirements that one of the two breaks and the other one hides, or makes good: then all looks as without either, or is refused. */
  readonly hidden: number;
}

/** A repeatable sequence of numbers from 0 to 1 (mulberry32). */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Draws pairs of faults that do not decide the same thing. */
export function drawPairs(faults: readonly Fault[], golden: Golden, count: number, seed: number): [Fault, Fault][] {
  const next = sequence(seed);
  const plain = faults.filter((fault) => (fault.kind === 'form' ? fault.variant === undefined : isSteady(fault)));
  const pick = (): Fault | undefined => plain[Math.floor(next() * plain.length)];
  const pairs: [Fault, Fault][] = [];
  for (let tries = 0; pairs.length < count && tries < count * 20; tries += 1) {
    const [one, other] = [pick(), pick()];
    if (one !== undefined && other !== undefined && one.id !== other.id && areApart(one, other, golden))
      pairs.push([one, other]);
  }
  return pairs;
}

/** A fault that shows by chance proves nothing in a pair, and one that rewrites every answer leaves nothing of another. */
function isSteady(fault: Extract<Fault, { kind: 'behaviour' }>): boolean {
  return !fault.varies && fault.url === undefined && !namesOf(fault).includes('present');
}

/** The names of the rules that a fault replaces. */
function namesOf(fault: Fault): string[] {
  return fault.kind === 'form' ? [] : Object.keys(fault.rules(movableClock()));
}

/** Two faults at the same place are one: the second undoes the first, or is undone by it. */
function areApart(one: Fault, other: Fault, golden: Golden): boolean {
  if (one.kind === 'form' && other.kind === 'form')
    return one.operation !== other.operation || one.answer !== other.answer;
  const [names = [], others = []] = [one, other].map(namesOf);
  return !names.some((name) => others.includes(name)) && apartInMeaning(one, other, golden);
}

/** If two faults break the same requirement, one can make up for the other: a wrong refusal of a wrong acceptance. */
function apartInMeaning(one: Fault, other: Fault, golden: Golden): boolean {
  const [behaviour, second] = one.kind === 'behaviour' ? [one, other] : [other, one];
  if (behaviour.kind !== 'behaviour') return true;
  const broken = brokenBy(behaviour.api, golden.get(behaviour.id));
  if (second.kind === 'behaviour') {
    const others = brokenBy(second.api, golden.get(second.id));
    return !broken.some((id) => others.includes(id));
  }
  if (second.answer !== 'success' && readsOtherwise(behaviour)) return false;
  return !broken.some((id) => id.startsWith(`${second.api}/${second.operation}/`)) || second.answer === 'success';
}

/** Whether a fault reads another request than the one that was sent, so that another answer than a refusal may be due. */
function readsOtherwise(fault: Extract<Fault, { kind: 'behaviour' }>): boolean {
  const readers = ['formParameters', 'parseBody', 'textOf', 'mediaTypeOf', 'isBlank'];
  return namesOf(fault).some((name) => readers.includes(name));
}

/** An effect that is not written yet. */
const none = { breaks: {}, blocks: {} };

/** Runs those cases on two faults at once that judge what either of them breaks. */
export async function provePair([one, other]: readonly [Fault, Fault], golden: Golden): Promise<PairTrial> {
  const api = one.api as Api;
  const baseline = await baselineOf(api);
  const effects = [one, other].map(({ id }) => effectOf(api, golden.get(id) ?? none, baseline.passed));
  const broken = new Set(effects.flatMap(({ breaks }) => breaks));
  const trial = await tryPair([one, other], broken, broken);
  // A case that got no verdict may be the one that saw what another requirement is blamed for.
  const open = effects.flatMap(({ blocks }) => blocks);
  return trial.passed.length === 0 ? trial : tryPair([one, other], broken, new Set([...broken, ...open]));
}

/** @param broken the requirements that are held against the verdicts @param judged those whose cases are run */
async function tryPair(
  [one, other]: readonly [Fault, Fault],
  broken: ReadonlySet<string>,
  judged: ReadonlySet<string>,
): Promise<PairTrial> {
  const api = one.api as Api;
  const baseline = await baselineOf(api);
  const clock = movableClock();
  const behaviours = [one, other].filter((fault) => fault.kind === 'behaviour');
  const forms = [one, other].filter((fault): fault is FormFault => fault.kind === 'form');
  const [first, second] = behaviours;
  const target =
    first === undefined
      ? createTarget(api, { clock })
      : first.start(clock, second === undefined ? {} : second.rules(clock));
  const cases = baseline.suite.cases.filter(({ checks }) => checks.some(({ requirement }) => judged.has(requirement)));
  const told = await runInLab(
    baseline.suite,
    { target, clock, alter: altering(baseline.suite.contract, forms) },
    cases,
  );
  const due = withUnattributed(baseline.suite, told, 'implied')
    .flatMap((result) => result.results.map((each) => ({ result, each })))
    .filter(({ each }) => broken.has(each.requirement.id));
  const isMadeGood = (result: CaseResult, requirement: string): boolean =>
    baseline.looks.get(result.case) === lookOf(result) ||
    mayRefuse(
      cases.find(({ id }) => id === result.case),
      requirement,
      result,
    );
  const passed = due.filter(({ each }) => each.verdict === 'passed');
  return {
    api,
    faults: [one.id, other.id],
    passed: passed
      .filter(({ result, each }) => !isMadeGood(result, each.requirement.id))
      .map(({ result, each }) => ({
        text: `${one.id} + ${other.id}: ${each.requirement.id} (expected: not passed; got: ${describe(each)})`,
        exchanges: exchangeLines(result),
      })),
    hidden: due.filter(
      ({ result, each }) =>
        each.verdict === 'blocked' ||
        each.verdict === 'not-testable' ||
        (each.verdict === 'passed' && isMadeGood(result, each.requirement.id)),
    ).length,
  };
}

/** Whether one fault refuses the request that shows the other, where a requirement lets a target refuse it. */
function mayRefuse(of: Case | undefined, requirement: string, { requests }: CaseResult): boolean {
  const isRefused = (step: string): boolean =>
    requests.some((request) => request.step === step && Math.floor((request.status ?? 0) / 100) === 4);
  return (of?.checks ?? []).some(
    ({ requirement: own, expect }) =>
      own === requirement && expect.kind === 'no-server-error' && isRefused(expect.step),
  );
}
