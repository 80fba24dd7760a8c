/** The causes for which requirements were not judged, the most frequent first. */
import { grouped } from '../core/grouped.ts';
import type { RequirementReport } from '../generated/conformance.ts';

/** The causes that kept requirements from being judged. */
interface Cause {
  /** In words, as one of the requirements has it. */
  readonly reason: string;
  readonly requirements: readonly RequirementReport[];
}

/** Groups requirements by what was in the way of them. */
export function causesOf(requirements: readonly RequirementReport[]): Cause[] {
  return [...grouped(requirements, ({ cause, reason = '' }) => cause ?? reason).values()]
    .sort((a, b) => b.length - a.length)
    .map((all) => ({ reason: all[0].reason ?? '', requirements: all }));
}
