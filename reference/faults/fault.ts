/** A fault of behaviour. */
import { createTargetWith } from '../create.ts';
import type { Api, Rules } from '../create.ts';
import type { Clock, ReferenceTarget } from '../types.ts';

/** A defect that a real server could have, as other rules of the reference target. */
interface FaultOf<A extends Api> {
  readonly kind: 'behaviour';
  /** `<api>-<what>`; stable. */
  readonly id: string;
  readonly api: A;
  /** The behaviour of this server, in the present tense. */
  readonly sentence: string;
  /** The requirement that it is there to break; a `*` at the end stands for any. All others are in the golden matrix. */
  readonly shows: string;
  /** Set when the order of requests, or chance, decides which requirements it breaks. */
  readonly varies: boolean;
  /** The URL that the target is reached under, where that is the fault. */
  readonly url?: string;
  /** The rules of a new target with this fault. */
  rules(clock: Clock): Partial<Rules[A]>;
  /** A new target with this fault, and with those rules of another. */
  start(clock: Clock, others?: object): ReferenceTarget;
}

/** A defect that some API's reference target can have. */
export type BehaviouralFault = { [A in Api]: FaultOf<A> }[Api];

/** The properties of a fault beyond id, sentence, requirement and rules. */
interface More {
  readonly varies?: true;
  readonly url?: string;
}

/** A fault before it has its API; id and requirement come without the API's id. */
export type FaultEntry<R> = readonly [
  id: string,
  sentence: string,
  shows: string,
  rules: R | ((clock: Clock) => R),
  more?: More,
];

/** Writes the faults of one API. */
export function faultsOf<A extends Api>(api: A) {
  return (...[id, sentence, shows, rules, more = {}]: FaultEntry<Partial<Rules[A]>>): FaultOf<A> => {
    const rulesFor = typeof rules === 'function' ? rules : () => rules;
    return {
      kind: 'behaviour',
      id: `${api}-${id}`,
      api,
      sentence,
      shows: `${api}/${shows}`,
      varies: more.varies ?? false,
      ...(more.url === undefined ? {} : { url: more.url }),
      rules: rulesFor,
      start: (clock, others = {}) => createTargetWith(api, { ...rulesFor(clock), ...others }, clock),
    };
  };
}
