/**
 * A mismatch that was found while other requests were under way is believed when it shows again without them. Of many
 * cases with the same mismatch a few are enough; where one of them passes alone, each is executed again.
 */
import { isGating } from '../settings/target.ts';
import type { Gate } from '../settings/target.ts';
import { mergeLeftovers } from './clean-up.ts';
import type { Silence } from './outage.ts';
import type { ReasonCode } from './results/reason.ts';
import type { CaseResult, FoundMismatch, RequirementResult } from './run-case.ts';

/** Cases of a group that have to show the same alone before the others of it are believed. */
const enough = 3;

/** Whether a result holds anything that has to show again; a flaky target does not. */
export function isSuspect(result: CaseResult): boolean {
  return mismatchesOf(result).some(({ kind }) => kind !== 'flaky');
}

/** Whether a server error is among its mismatches, which may come now and then. */
export function hasServerError(result: CaseResult): boolean {
  return mismatchesOf(result).some(({ kind, status = 0 }) => kind !== 'flaky' && status >= 500);
}

/** Whether a target that is known to be flaky may have shown it by chance. */
export function isRejectionOfValid(result: CaseResult): boolean {
  return mismatchesOf(result).some(({ kind }) => kind === 'rejected' || kind === 'no-response');
}

/** Whether a result shows a flaky target. */
export function isFlaky(result: CaseResult): boolean {
  return mismatchesOf(result).some(({ kind }) => kind === 'flaky');
}

/** Reasons for which no more cases are judged. */
const ended = new Set<ReasonCode | undefined>(['account-lost', 'account-rejected', 'locked-out', 'target-gone']);

/** Whether a case could not be repeated, as its account or the target is gone; what was accepted before stays a mismatch. */
export function isUnrepeatable(first: CaseResult, alone: CaseResult): boolean {
  const isSerious = mismatchesOf(first).some(({ kind }) => kind === 'accepted' || kind === 'disclosure');
  return !isSerious && alone.results.every(({ reason }) => ended.has(reason?.code));
}

/** Whether everything that was seen first was seen again. */
export function showsAll(first: CaseResult, again: CaseResult): boolean {
  const groups = new Set(mismatchesOf(again).map(groupOf));
  return mismatchesOf(first).every((each) => groups.has(groupOf(each)));
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
    const again = new Set(mismatchesOf(alone).map(groupOf));
    for (const group of new Set(mismatchesOf(first).map(groupOf)))
      if (again.has(group)) this.#repeated.set(group, (this.#repeated.get(group) ?? 0) + 1);
      else this.#vanished.add(group);
  }

  /** Whether enough cases with the mismatches of this result showed them alone as well. */
  areConfirmed(result: CaseResult): boolean {
    return mismatchesOf(result)
      .map(groupOf)
      .every((group) => !this.#vanished.has(group) && (this.#repeated.get(group) ?? 0) >= enough);
  }
}

export interface Confirmed {
  readonly result: CaseResult;
  /** Whether what was seen first may come of sharing the account: no defect, but it must not be shared any more. */
  readonly isForgiven: boolean;
}

/** The result of two executions of a case, of which the second had nothing beside it. */
export function confirmed(
  first: CaseResult,
  alone: CaseResult,
  { wasShared, gate }: { readonly wasShared: boolean; readonly gate: Gate },
): Confirmed {
  const left = mergeLeftovers(first.left, alone.left);
  const merged = { ...alone, ...(left === undefined ? {} : { left }) };
  const again = new Set(mismatchesOf(alone).map(groupOf));
  const vanished = mismatchesOf(first).filter((each) => !again.has(groupOf(each)));
  if (vanished.length === 0) return { result: merged, isForgiven: false };
  // Some targets keep a few sessions of an account and no more.
  if (wasShared && vanished.every(isRejection)) return { result: merged, isForgiven: true };
  return { result: withFlakiness(first, merged, gate), isForgiven: false };
}

function isRejection({ kind, status = 0 }: FoundMismatch): boolean {
  return kind !== 'accepted' && kind !== 'disclosure' && status >= 400 && status <= 499;
}

/** The result of the second execution, in which what was not the same twice is one mismatch of its own kind. */
function withFlakiness(first: CaseResult, alone: CaseResult, gate: Gate): CaseResult {
  const results = alone.results.map((result): RequirementResult => {
    const before = first.results.find(({ requirement }) => requirement.id === result.requirement.id)?.mismatches ?? [];
    const [seen] = [...before, ...result.mismatches];
    if (seen === undefined || overlap(before, result.mismatches)) return result;
    const { requirement } = result;
    return {
      requirement,
      verdict: isGating(requirement, gate) ? 'failed' : 'warned',
      mismatches: [flaky(seen)],
    };
  });
  const unattributed = [...(first.unattributed ?? []), ...(alone.unattributed ?? [])].slice(0, 1).map(flaky);
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
    ...(status === undefined ? {} : { status }),
    expected: {},
    actual: { ...actual, seen: code },
  };
}

/** The result of the case with that request, which says that nothing came after it. */
export function withFatal(result: CaseResult, { mismatch: own }: Silence): CaseResult {
  const last = (each: FoundMismatch): FoundMismatch =>
    each.code === 'no-response' ? { ...each, actual: { ...each.actual, isLast: true } } : each;
  const results = result.results.map((each) => ({ ...each, mismatches: each.mismatches.map(last) }));
  const isNamed = results.some(({ mismatches }) => mismatches.some(({ code }) => code === 'no-response'));
  return { ...result, results, ...(isNamed ? {} : { unattributed: [last(own)] }) };
}
