/** A fault, for the proof: behaviour of the reference target, or the form of an answer. */
import type { HttpResponse } from '../engine/http/http.ts';
import type { BehaviouralFault } from '../../reference/faults/fault.ts';

/** One thing wrong with the form of one documented answer. */
export interface FormFault {
  readonly kind: 'form';
  /** `<api>-<operation>-<answer>-<what>`. */
  readonly id: string;
  readonly api: string;
  /** The behaviour of this server, in the present tense. */
  readonly sentence: string;
  /** The requirement that it is sure to break, perhaps with a `*` at its end. */
  readonly shows: string;
  /** The id of the operation whose answer it is. */
  readonly operation: string;
  /** The documented answer, as `nameOf` names it. */
  readonly answer: string;
  /** The variant of the reference target that gives this answer, where the plain one gives another. */
  readonly variant?: string;
  /** The answer with the fault. Pure. */
  alter(response: HttpResponse): HttpResponse;
}

export type Fault = BehaviouralFault | FormFault;

/** Whether a requirement is meant by a pattern, which may end with `*`. */
export function names(pattern: string, requirement: string): boolean {
  return pattern.endsWith('*') ? requirement.startsWith(pattern.slice(0, -1)) : requirement === pattern;
}
