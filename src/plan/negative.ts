/** Cases of requests that have to be rejected, and what is asked of a target that may accept them. */
import { defined } from '../core/defined.ts';
import { answersTo } from '../contract/model.ts';
import type { Contract, Operation, Provenance } from '../contract/model.ts';
import { accepted, actor, at, before, issuer, makeCase, nextActor, requirement, step } from './build.ts';
import type { Claim } from './build.ts';
import type { Family, Scenario, Step } from './model.ts';
import { entryOf } from './mutations/registry.ts';
import type { Mutation } from './mutations/registry.ts';
import type { AccountName } from './mutations/value.ts';
import { usesToken } from './operations.ts';
import type { SecurityTopic } from './security.ts';
import { noServerError, rejects, rejectsCleanly, responds } from '../words/statements/responses.ts';
import { interpretations } from '../words/interpretations.ts';

/** A mutation that has to be rejected. */
export interface Negative {
  readonly slug: string;
  /** Completes "rejects …". */
  readonly phrase?: string;
  /** The whole statement, where the contract has one. */
  readonly statement?: string;
  readonly mutations: readonly Mutation[];
  /** Judged fully by its answers; without one only rejection is asked for. */
  readonly situation?: string;
  readonly provenance: Provenance;
  /** `credentials` by default. */
  readonly family?: Family;
  /** The statement says that a server error is not a rejection. */
  readonly clean?: true;
  readonly defectKey?: string | undefined;
  readonly security?: SecurityTopic;
  readonly as?: AccountName;
  /** Mutations of both the mutated and the control request, which the target may reject. */
  readonly way?: readonly Mutation[];
  /** An intact request sent before, for flaws that copy from it. */
  readonly prior?: boolean;
  /** The false request after that one, and another intact one. */
  readonly between?: boolean;
  readonly otherSession?: boolean;
  /** The scheme whose credentials are mutated, if it is not the one of the session. */
  readonly scheme?: string;
}

/**
 * A mutated request and its control request: the rejection of the first counts only
 * with the acceptance of the second.
 */
export function negative(contract: Contract, operation: Operation, about: Negative): Scenario {
  const { slug, mutations, situation, provenance, defectKey, as = actor(operation), way = [] } = about;
  const wantsToken = mutations.some((each) => entryOf(each).wantsToken?.(each) === true);
  const { steps: prologue, session } = before(contract, operation, wantsToken || usesToken(operation));
  const intact = (id: string, by: AccountName): Step => accepted(id, operation, by, session);
  const prior = [
    ...(about.prior === true ? [intact('prior', about.as ?? nextActor(operation, 'generated2'))] : []),
    // The false request a first time, and a true one.
    ...(about.between === true
      ? [step('again', operation, as, { ...session, mutations: [...way, ...mutations] }), intact('between', as)]
      : []),
  ];
  const login = issuer(contract);
  const other = about.otherSession === true && login !== undefined ? [accepted('other', login, 'second')] : [];
  const flawed = step('flawed', operation, as, {
    ...session,
    ...(other.length > 0 ? { otherSession: 'other' } : {}),
    ...defined({ scheme: about.scheme }),
    mutations: [...way, ...mutations],
  });
  // A wrong code may make the right one of its account void.
  const isSpent = operation.flow === 'verify';
  const fresh = isSpent ? before(contract, operation, usesToken(operation), 'generated3') : { steps: [], session };
  const by = isSpent ? 'generated3' : (about.as ?? nextActor(operation, 'generated3'));
  const control = accepted('control', operation, by, { ...fresh.session, mutations: way });
  const phrase = about.phrase ?? slug;
  const usual =
    situation === undefined
      ? (about.clean === true ? rejectsCleanly : rejects)(phrase)
      : responds(answersTo(operation, situation), phrase);
  const promised = requirement(contract, operation, slug, about.statement ?? usual, provenance, {
    request: about.statement === undefined ? phrase : undefined,
    security: about.security,
  });
  const steps = [
    ...prologue,
    ...other,
    ...prior,
    flawed,
    ...fresh.steps,
    way.length === 0 ? control : { ...control, ifUnmet: 'not-testable' as const },
  ];
  return makeCase(operation, about.family ?? 'credentials', steps, [
    {
      requirement: promised,
      expect:
        situation === undefined ? { kind: 'rejected', step: 'flawed' } : { kind: 'answers', step: 'flawed', situation },
      defectKey,
    },
    ...survival(contract, operation, { slug, provenance, defectKey, phrase, step: 'flawed' }),
  ]);
}

/** A false request of a case with several, which is rejected. */
export function rejectedClaims(
  contract: Contract,
  operation: Operation,
  about: Pick<Negative, 'slug' | 'provenance' | 'defectKey' | 'security'> & {
    readonly phrase: string;
    readonly step: string;
  },
): Claim[] {
  const { slug, phrase, provenance, defectKey, security, step } = about;
  const promised = requirement(contract, operation, slug, rejects(phrase), provenance, { request: phrase, security });
  return [
    { requirement: promised, expect: { kind: 'rejected', step }, defectKey },
    ...survival(contract, operation, about),
  ];
}

/** A target that may accept a request must still not fail on it. */
function survival(
  contract: Contract,
  operation: Operation,
  about: Pick<Negative, 'slug' | 'provenance' | 'defectKey'> & { readonly phrase: string; readonly step: string },
): Claim[] {
  const { slug, phrase, provenance, defectKey, step } = about;
  if (provenance.level !== 'standard' && provenance.level !== 'advice') return [];
  const origin = at('implied', operation.provenance, { reading: interpretations.serverError });
  return [
    {
      requirement: requirement(contract, operation, `${slug}-survived`, noServerError(phrase), origin, {
        request: phrase,
        security: 'unhandled-error',
      }),
      expect: { kind: 'no-server-error', step },
      defectKey,
    },
  ];
}
