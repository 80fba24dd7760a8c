/** Groups mismatches by the defect behind them: one defect is one finding, however many requirements it violates. */
import { grouped } from '../core/grouped.ts';
import { findingId, keyOf, unusualInput } from '../engine/results/finding-id.ts';
import type { FoundMismatch, Mismatch, Values } from '../engine/results/mismatch.ts';
import type { CaseResult, RequirementResult } from '../engine/run-case.ts';
import { findingTitle } from '../words/findings.ts';

/** A defect of the target, with everything that shows it. */
export interface Finding {
  /** Stable from run to run for the same defect. */
  readonly id: string;
  readonly api: string;
  readonly requirements: readonly string[];
  readonly summary: string;
  /** The mismatch that shows it best. */
  readonly mismatch: Mismatch;
  /** The number of mismatches that it explains. */
  readonly occurrences: number;
  /** The cases that show it, the most telling first. */
  readonly cases: readonly string[];
}

interface Found {
  readonly case: string;
  readonly result: RequirementResult;
  readonly mismatch: FoundMismatch;
}

/** The findings of one API, in the order in which its cases found them. */
export function groupFindings(api: string, results: readonly CaseResult[]): Finding[] {
  const all = results.flatMap((each) =>
    each.results.flatMap((result) =>
      result.mismatches.map((mismatch): Found => ({ case: each.case, result, mismatch })),
    ),
  );
  const groups = grouped(all, ({ mismatch }) => keyOf(mismatch));
  for (const [key, found] of groups) {
    // A server that fails on usual input fails on the unusual for the same reason.
    const usual = groups.get(/^server-error \d+(?= )/.exec(key)?.[0] ?? '');
    if (usual === undefined) continue;
    usual.push(...found);
    groups.delete(key);
  }
  explainFlakiness(groups);
  return [...groups.values()].map((found) => toFinding(api, found)).map((finding) => withCount(finding, results));
}

/** Defects by which sessions end that should not. */
const endingOthers = ['logout-too-much', 'session-lost'];

/** A target that ends sessions of others rejects requests of the cases beside that one, and accepts them alone. */
function explainFlakiness(groups: Map<string, Found[]>): void {
  const isCause = ({ mismatch: { kind, defectKey = '' } }: Found): boolean =>
    kind === 'rejected' && endingOthers.includes(defectKey);
  const isEffect = ({ mismatch: { kind, status = 0, actual } }: Found): boolean =>
    kind === 'flaky' && (actual.seen === 'rejected' || actual.seen === 'body-level-error') && status < 500;
  const cause = [...groups.values()].find((found) => found.some(isCause));
  if (cause === undefined) return;
  for (const [key, found] of groups) {
    const left = found.filter((each) => !isEffect(each));
    if (found === cause || left.length === found.length) continue;
    cause.push(...found.filter(isEffect));
    if (left.length === 0) groups.delete(key);
    else groups.set(key, left);
  }
}

/** Says of a flaky target how many requests show it, and of how many. */
function withCount(finding: Finding, results: readonly CaseResult[]): Finding {
  const { mismatch } = finding;
  if (mismatch.kind !== 'flaky') return finding;
  const actual = { ...mismatch.actual, ...countOf(mismatch, results) };
  const counted = { ...mismatch, actual };
  return {
    ...finding,
    mismatch: counted,
    summary: findingTitle(counted, { statement: '' }, finding.requirements.length),
  };
}

/** The count of a server error by its status, that of a correct login as the run has it at its end. */
function countOf({ operation, status = 0 }: Mismatch, results: readonly CaseResult[]): Pick<Values, 'count' | 'of'> {
  if (status >= 500) {
    const calls = results.flatMap((each) => each.calls).filter((call) => call.operation === operation);
    return { count: calls.filter((call) => call.status === status).length, of: calls.length };
  }
  const logins = results
    .flatMap(({ unattributed = [] }) => unattributed)
    .filter((each) => each.operation === operation);
  const [last] = logins.sort((a, b) => (b.actual.count ?? 0) - (a.actual.count ?? 0));
  const { count, of } = last?.actual ?? {};
  return count === undefined || of === undefined ? {} : { count, of };
}

/** Whether a value of another type or with special characters showed it. */
function isUnusual({ mismatch }: Found): number {
  return Number(unusualInput(mismatch.defectKey) !== '');
}

/** Whether it shows something else at other times. */
function isFlaky({ mismatch }: Found): number {
  return Number(mismatch.kind === 'flaky');
}

/** Whether only a standard or good practice asks for it. */
function isOptional({ result: { requirement } }: Found): number {
  return Number(requirement.level === 'standard' || requirement.level === 'advice');
}

function toFinding(api: string, all: readonly Found[]): Finding {
  // A promise of the document comes before advice. A password that is cut says more of the defect than one that is an array.
  const found = [...all].sort(
    (a, b) => isFlaky(a) - isFlaky(b) || isOptional(a) - isOptional(b) || isUnusual(a) - isUnusual(b),
  );
  const [first] = found;
  if (first === undefined) throw new Error('a finding without a mismatch');
  const requirements = [...new Set(found.map(({ result }) => result.requirement.id))];
  const { mismatch, result } = first;
  return {
    id: findingId(api, mismatch),
    api,
    requirements,
    summary: findingTitle(mismatch, result.requirement, requirements.length),
    mismatch,
    occurrences: found.length,
    cases: [...new Set(found.map((each) => each.case))],
  };
}
