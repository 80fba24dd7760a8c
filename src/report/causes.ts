/** The causes for which requirements were not judged, the most frequent first. */
import type { RequirementReport } from '../generated/conformance.ts';

/** The causes that kept requirements from being judged. */
export interface Cause {
  /** In words, as one of the requirements has it. */
  readonly reason: string;
  readonly requirements: readonly RequirementReport[];
}

/** Groups requirements by what was in the way of them. */
export function causesOf(requirements: readonly RequirementReport[]): Cause[] {
  const groups = new Map<string, RequirementReport[]>();
  for (const each of requirements) {
    const key = each.cause ?? each.reason ?? '';
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .map((all) => ({ reason: all[0]?.reason ?? '', requirements: all }));
}
