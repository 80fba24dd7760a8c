/** Attributes each unattributed mismatch to the requirement that it breaks, where the case of that saw nothing and no finding explains it. */
import { requirementId } from '../plan/build.ts';
import type { Requirement } from '../plan/model.ts';
import type { Suite } from '../plan/suite.ts';
import type { CaseResult, FoundMismatch, RequirementResult } from '../engine/run-case.ts';
import { isGating } from '../settings/target.ts';
import type { Gate } from '../settings/target.ts';
import { keyOf } from './findings.ts';

interface Moved {
  readonly case: string;
  readonly result: RequirementResult;
}

/** The results of a run in which what nothing else explains is a mismatch too. */
export function withUnattributed(suite: Suite, results: readonly CaseResult[], gate: Gate): readonly CaseResult[] {
  const keysOf = (found: readonly RequirementResult[]): Set<string> =>
    new Set(found.flatMap(({ mismatches }) => mismatches.map(keyOf)));
  const all = results.flatMap((each) => each.results);
  const known = keysOf(all);
  // A warning does not explain what fails a run.
  const failing = keysOf(all.filter(({ verdict }) => verdict === 'failed'));
  const passed = new Set(
    results
      .flatMap((each) => each.results)
      .flatMap(({ verdict, requirement }) => (verdict === 'passed' ? [requirement.id] : [])),
  );
  const moved = new Map<string, Moved>();
  for (const { case: own, unattributed = [], results: verdicts } of results) {
    // What went wrong in a case explains what came after it.
    if (verdicts.some(({ mismatches }) => mismatches.length > 0)) continue;
    for (const mismatch of unattributed) {
      const requirement = promiseOf(suite, mismatch);
      if (requirement === undefined || !passed.has(requirement.id)) continue;
      const verdict = isGating(requirement, gate) ? 'failed' : 'warned';
      if ((verdict === 'failed' ? failing : known).has(keyOf(mismatch))) continue;
      const soFar = moved.get(requirement.id);
      if (soFar === undefined)
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
