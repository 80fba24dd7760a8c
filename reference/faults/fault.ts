/** What a fault of behaviour is. */
import { createTargetWith } from '../create.ts';
import type { Rules } from '../rules.ts';
import type { Api, Clock, ReferenceTarget } from '../types.ts';

/** A defect that a real server could have, as other rules of the reference target. */
export interface FaultOf<A extends Api> {
  readonly kind: 'behaviour';
  /** `<api>-<what>`; stable. */
  readonly id: string;
  readonly api: A;
  /** What this server does, in the present tense. */
  readonly sentence: string;
  /** The ids of the requirements that it breaks. */
  readonly breaks: readonly string[];
  /** Operations whose plain requests it makes fail, so that what builds on them is blocked. */
  readonly refuses: readonly string[];
  /** Requirements that cannot be judged for another reason: a value that they need is gone. */
  readonly blocks: readonly string[];
  /** Set when chance or order decides which of `breaks` show: at least one does, and none beside them. */
  readonly partly: boolean;
  /** The URL that the target is reached under, where that is the fault. */
  readonly url?: string;
  /** The rules of a new target with this fault. */
  rules(clock: Clock): Partial<Rules[A]>;
  /** A new target with this fault, and with those rules of another. */
  start(clock: Clock, others?: object): ReferenceTarget;
}

/** A defect that some API's reference target can have. */
export type BehaviouralFault = { [A in Api]: FaultOf<A> }[Api];

/** What there is to say of a fault beyond id, sentence, requirements and rules. */
export interface More {
  readonly refuses?: readonly string[];
  readonly blocks?: readonly string[];
  readonly partly?: boolean;
  readonly url?: string;
}

/** Writes the faults of one API; `breaks`, `refuses` and `blocks` come without the API's id. */
export function faultsOf<A extends Api>(api: A) {
  return (
    id: string,
    sentence: string,
    breaks: readonly string[],
    rules: Partial<Rules[A]> | ((clock: Clock) => Partial<Rules[A]>),
    more: More = {},
  ): FaultOf<A> => {
    const rulesFor = typeof rules === 'function' ? rules : () => rules;
    return {
      kind: 'behaviour',
      id: `${api}-${id}`,
      api,
      sentence,
      breaks: breaks.map((slug) => `${api}/${slug}`),
      refuses: more.refuses ?? [],
      blocks: (more.blocks ?? []).map((slug) => `${api}/${slug}`),
      partly: more.partly ?? false,
      ...(more.url === undefined ? {} : { url: more.url }),
      rules: rulesFor,
      start: (clock, others = {}) => createTargetWith(api, { ...rulesFor(clock), ...others }, clock),
    };
  };
}

/** The requirements of an operation, from their names. */
export function of(operation: string, ...names: string[]): string[] {
  return names.flatMap((each) => each.split(' ')).map((name) => `${operation}/${name}`);
}

/** Requirements that a crash breaks: a refusal, and where there is one the promise to survive what need not be refused. */
export function crashing(refusals: readonly string[]): string[] {
  return refusals.flatMap((each) => [each, `${each}-survived`]);
}
