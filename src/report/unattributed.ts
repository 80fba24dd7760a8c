/** Attributes each unattributed mismatch to the requirement that it breaks, where the case of that saw nothing and no finding explains it. */
import { defined } from '../core/defined.ts';
import { requirementId } from '../plan/build.ts';
import type { Check, Requirement, Step } from '../plan/model.ts';
import type { Suite } from '../plan/suite-of.ts';
import { keyOf } from '../engine/results/finding-id.ts';
import type { FoundMismatch } from '../engine/results/mismatch.ts';
import type { CaseResult, RequirementResult } from '../engine/run-case.ts';
import { isGating } from '../settings/target.ts';
import type { Gate } from '../settings/target.ts';

interface Moved {
  readonly case: string;
  readonly result: RequirementResult;
}

/** The results of a run in which what nothing else explains is a mismatch too. */
export function withUnattributed(suite: Suite, results: readonly CaseResult[], gate: Gate): readonly CaseResult[] {
  const all = results.flatMap((each) => each.results);
  const known = keysOf(all);
  // A warning does not explain what fails a run.
  const failing = keysOf(all.filter(({ verdict }) => verdict === 'failed'));
  const passed = new Set(all.flatMap(({ verdict, requirement }) => (verdict === 'passed' ? [requirement.id] : [])));
  const lostAt = lossIn(all);
  const moved = new Map<string, Moved>();
  for (const { case: own, unattributed = [], results: verdicts } of results) {
    // What went wrong in a case explains what came after it.
    if (verdicts.some(({ mismatches }) => mismatches.length > 0)) continue;
    // One that locks an account may refuse the others, too: the rejection that showed the lock is told.
    const isLocked = verdicts.some(({ reason }) => reason?.code === 'locked-out');
    for (const { answeredAt = Infinity, ...seen } of unattributed) {
      const isRefusal = seen.kind === 'rejected' && (seen.status ?? 0) < 500;
      // After a target has lost its accounts, a rejected login is no sign of a defect.
      if (isRefusal && !isLocked && lostAt !== undefined && answeredAt >= lostAt) continue;
      const { requirement, mismatch } = attributed(suite, own, seen);
      if (requirement === undefined || !passed.has(requirement.id) || moved.has(requirement.id)) continue;
      const verdict = isGating(requirement, gate) ? 'failed' : 'warned';
      if ((verdict === 'failed' ? failing : known).has(keyOf(mismatch))) continue;
      moved.set(requirement.id, { case: own, result: { requirement, verdict, mismatches: [mismatch] } });
    }
  }
  if (moved.size === 0) return results;
  return results.map((each) => ({
    ...each,
    results: [
      ...each.results.filter(({ requirement }) => !moved.has(requirement.id)),
      ...[...moved.values()].filter((other) => other.case === each.case).map(({ result }) => result),
    ],
  }));
}

function keysOf(found: readonly RequirementResult[]): Set<string> {
  return new Set(found.flatMap(({ mismatches }) => mismatches.map(keyOf)));
}

/** The requirement that a mismatch of a case breaks, and the mismatch with the name of its defect. */
function attributed(
  suite: Suite,
  testCase: string,
  seen: FoundMismatch,
): { readonly requirement: Requirement | undefined; readonly mismatch: FoundMismatch } {
  if (seen.kind !== 'accepted') return { requirement: promiseOf(suite, seen), mismatch: seen };
  const { requirement = '', defectKey } = rejectionOf(suite, testCase, seen) ?? {};
  return { requirement: suite.requirements.get(requirement), mismatch: { ...seen, ...defined({ defectKey }) } };
}

/** When the target accepted an account last that it has lost; undefined where it has lost none. */
function lossIn(results: readonly RequirementResult[]): number | undefined {
  const times = results.flatMap(({ reason }) =>
    reason?.code === 'account-lost' && reason.since !== undefined ? [Date.parse(reason.since)] : [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The requirement that a plain request's answer breaks: of the property at its place, or of the answer as a whole. */
function promiseOf(
  { plan, cases, requirements }: Suite,
  { operation, pointer }: FoundMismatch,
): Requirement | undefined {
  const place = pointer.replace(/\/\d+(?=\/|$)/g, '/*');
  const success = requirementId(plan.api, operation, 'success');
  const own = cases.find(({ id }) => id === success)?.checks;
  const property = own?.find(({ expect }) => expect.kind === 'property' && expect.pointer === place);
  return requirements.get(property?.requirement ?? success);
}

/** The check of the case that is about a request, of which another case took for granted that it is rejected. */
function rejectionOf({ cases }: Suite, id: string, { step }: FoundMismatch): Check | undefined {
  const sent = cases.find((each) => each.id === id)?.steps.find((each) => each.id === step);
  if (sent === undefined) return undefined;
  const request = requestOf(sent);
  return cases.flatMap(({ steps, checks }) => {
    const judged = steps.filter((each) => each.require === undefined && requestOf(each) === request);
    return checks.filter(
      ({ expect }) =>
        (expect.kind === 'answers' || expect.kind === 'rejected') && judged.some((each) => each.id === expect.step),
    );
  })[0];
}

function requestOf({ operation, as, mutations }: Step): string {
  return JSON.stringify([operation, as, mutations]);
}
