/**
 * A mismatch that was found while other requests were under way is believed when it shows again without them. Of many
 * cases with the same mismatch a few are enough; where one of them passes alone, each is executed again.
 */
import { defined } from '../core/defined.ts';
import { isGating } from '../settings/target.ts';
import type { Gate } from '../settings/target.ts';
import type { ReasonCode } from './results/reason.ts';
import type { FoundMismatch } from './results/mismatch.ts';
import type { CaseResult, RequirementResult } from './run-case.ts';

/** Cases of a group that have to show the same alone before the others of it are believed. */
const enough = 3;

/** Executions after which a server error, and a rejection by a flaky target, are believed. */
const [serverErrorRepeats, flakyRepeats] = [3, 5];

/** Reasons for which no more cases are judged. */
const ended = new Set<ReasonCode | undefined>(['account-lost', 'account-rejected', 'locked-out', 'target-gone']);

/** Whether a result holds anything that has to show again; a flaky target does not. */
export function isSuspect(result: CaseResult): boolean {
  return mismatchesOf(result).some(({ kind }) => kind !== 'flaky');
}

/** Whether a result shows a flaky target. */
export function isFlaky(result: CaseResult): boolean {
  return mismatchesOf(result).some(({ kind }) => kind === 'flaky');
}

/** The number of times that a result has to show again before it is believed. @param ofFlaky whether the target is known to be flaky */
export function repeatsOf(result: CaseResult, ofFlaky: boolean): number {
  const seen = mismatchesOf(result);
  if (seen.some(({ kind, status = 0 }) => kind !== 'flaky' && status >= 500)) return serverErrorRepeats;
  const mayBeChance = seen.some(({ kind }) => kind === 'rejected' || kind === 'no-response');
  return ofFlaky && mayBeChance ? flakyRepeats : 1;
}

/** Whether a case could not be repeated, as its account or the target is gone; what was accepted before stays a mismatch. */
export function isUnrepeatable(first: CaseResult, alone: CaseResult): boolean {
  const isSerious = mismatchesOf(first).some(({ kind }) => kind === 'accepted' || kind === 'disclosure');
  // A valid request before it was rejected, which is what the second execution shows.
  const isStopped = alone.unattributed?.some(isRejection) === true;
  return (
    !isSerious &&
    alone.results.every(({ reason }) => ended.has(reason?.code) || (isStopped && reason?.code === 'not-accepted'))
  );
}

/** The mismatches that were seen first and not again. */
export function vanishedIn(again: CaseResult, first: CaseResult): FoundMismatch[] {
  const groups = new Set(mismatchesOf(again).map(groupOf));
  return mismatchesOf(first).filter((each) => !groups.has(groupOf(each)));
}

/** Whether a mismatch may come of sharing the account: some targets keep a few sessions of an account and no more. */
export function isRejection({ kind, status = 0 }: FoundMismatch): boolean {
  return kind !== 'accepted' && kind !== 'disclosure' && status >= 400 && status <= 499;
}

function mismatchesOf({ results, unattributed = [] }: CaseResult): FoundMismatch[] {
  return [...results.flatMap(({ mismatches }) => mismatches), ...unattributed];
}

/** The key that mismatches share if they may come of one defect. */
function groupOf({ kind, operation, pointer }: FoundMismatch): string {
  return [kind, operation, pointer].join(' ');
}

/** The state of groups of mismatches. */
export class SuspectGroups {
  readonly #repeated = new Map<string, number>();
  readonly #vanished = new Set<string>();

  /** Takes note of a case that was executed again, alone. */
  add(first: CaseResult, alone: CaseResult): void {
    for (const each of vanishedIn(alone, first)) this.#vanished.add(groupOf(each));
    for (const group of new Set(mismatchesOf(first).map(groupOf)))
      this.#repeated.set(group, (this.#repeated.get(group) ?? 0) + 1);
  }

  /** Whether enough cases with the mismatches of this result showed them alone as well. */
  areConfirmed(result: CaseResult): boolean {
    const groups = mismatchesOf(result).map(groupOf);
    return (
      groups.length > 0 &&
      groups.every((group) => !this.#vanished.has(group) && (this.#repeated.get(group) ?? 0) >= enough)
    );
  }
}

/** The result of the second execution, in which what was not the same twice is one mismatch of its own kind. */
export function withFlakiness(first: CaseResult, alone: CaseResult, gate: Gate): CaseResult {
  // The run has learned in between how the target answers.
  const isLearned = alone.results.some(({ reason }) => reason?.code === 'not-confirmed');
  const results = alone.results.map((result): RequirementResult => {
    const before = first.results.find(({ requirement }) => requirement.id === result.requirement.id)?.mismatches ?? [];
    const { requirement } = result;
    const all = [...before, ...result.mismatches];
    const [seen] = all;
    if (seen === undefined || isLearned || overlap(before, result.mismatches)) return result;
    const races = all.filter((each) => isRace(each, requirement));
    return {
      requirement,
      verdict: isGating(requirement, gate) ? 'failed' : 'warned',
      mismatches: races.length > 0 ? races : [flaky(seen)],
    };
  });
  const seen = [...(isLearned ? [] : (first.unattributed ?? [])), ...(alone.unattributed ?? [])];
  const unattributed = seen.slice(0, 1).map(flaky);
  const isAttributed = results.some(({ mismatches }) => mismatches.length > 0);
  return {
    ...alone,
    results,
    exchanges: [...first.exchanges, ...alone.exchanges],
    requests: [...first.requests, ...alone.requests],
    calls: [...first.calls, ...alone.calls],
    ...(unattributed.length === 0 || isAttributed ? {} : { unattributed }),
  };
}

/** Whether requests of the case itself, sent at the same time, were mixed up: how close together they arrive is chance. */
function isRace({ kind, code }: FoundMismatch, { security }: RequirementResult['requirement']): boolean {
  const isMixed = kind === 'relation' || kind === 'accepted' || kind === 'disclosure';
  return code === 'both-accepted' || (security?.topic === 'concurrency' && isMixed);
}

function overlap(some: readonly FoundMismatch[], others: readonly FoundMismatch[]): boolean {
  const groups = new Set(others.map(groupOf));
  return some.some((each) => groups.has(groupOf(each)));
}

function flaky({ operation, step, code, status, actual }: FoundMismatch): FoundMismatch {
  return {
    kind: 'flaky',
    code: 'flaky',
    operation,
    step,
    pointer: '',
    ...defined({ status }),
    expected: {},
    actual: { ...actual, seen: code },
  };
}
