/** Rejections of an operation with each of its documented methods. */
import { answersTo, operationOf, parameterOf } from '../../contract/model.ts';
import type { Contract, ExtraCase, Operation } from '../../contract/model.ts';
import { accepted, acceptedOrUntested, actor, provenanceOf, scenario, setRole, setUnknown, step } from '../build.ts';
import { negative } from '../negative.ts';
import type { Negative } from '../negative.ts';
import { usesToken } from '../operations.ts';
import { proofOfEnd } from './lifecycle/shared-steps.ts';
import type { Scenario, Step } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { textOf } from '../values.ts';
import { byMethod, duplicatePhrases, sessionsBy as sessionsStatement } from '../../words/statements/outcomes.ts';
import { parameterPhrases } from '../../words/statements/parameters.ts';
import { passwordPhrases } from '../../words/statements/passwords.ts';
import { responds } from '../../words/statements/responses.ts';

/** A rejection with another method. */
type Refusal = Required<Pick<Negative, 'situation' | 'slug' | 'phrase' | 'mutations'>>;

export function* otherMethods(contract: Contract, operation: Operation): Generator<Scenario> {
  for (const extra of operation.extraCases.filter(
    ({ method, expect }) => method !== undefined && expect === 'success',
  )) {
    for (const each of refusals(operation)) yield* refusedBy(contract, operation, extra, each);
    yield* duplicateBy(contract, operation, extra);
    yield* sessionsBy(contract, operation, extra);
  }
}

function refusals(operation: Operation): Refusal[] {
  const identity = parameterOf(operation, 'identity');
  const password = parameterOf(operation, 'password');
  // A wrong password by another method is tried with those of all other variations.
  if (operation.flow === 'login')
    return [
      {
        situation: 'unknown-user',
        slug: 'unknown-user',
        phrase: passwordPhrases['unknown-user'],
        mutations: setUnknown(operation, 'identity'),
      },
    ];
  const found: Refusal[] = [];
  const least = password?.schema.minLength ?? 0;
  if (operation.flow === 'register' && password !== undefined && least > 1)
    found.push({
      situation: `invalid-parameter:${password.name}`,
      slug: `short-${password.name}`,
      phrase: parameterPhrases.ofLength(password.name, least - 1),
      mutations: setRole(operation, 'password', { literal: textOf(least - 1) }),
    });
  if (operation.flow === 'register' && identity?.schema.format === 'email')
    found.push({
      situation: `invalid-parameter:${identity.name}`,
      slug: `malformed-${identity.name}`,
      phrase: parameterPhrases.withoutAt(identity.name),
      mutations: setRole(operation, 'identity', { of: actor(operation), by: 'without-at' }),
    });
  return found;
}

/** The mutation, slug and defect key of a request with another method. */
function by({ method = '', id }: ExtraCase): { way: Mutation[]; slug: string; method: string; defectKey: string } {
  return { way: [{ mutate: 'method', method }], slug: id, method, defectKey: `by ${method}` };
}

function* refusedBy(contract: Contract, operation: Operation, extra: ExtraCase, refusal: Refusal): Generator<Scenario> {
  const provenance = provenanceOf(operation, refusal.situation);
  const { way, slug, method, defectKey } = by(extra);
  if (provenance === undefined) return;
  yield negative(contract, operation, {
    ...refusal,
    slug: `${refusal.slug}-${slug}`,
    phrase: byMethod(refusal.phrase, method),
    way,
    provenance,
    family: 'outcomes',
    security: 'other-way-in',
    defectKey,
  });
}

/** Logins by another method bring sessions of their own, which end as others do. */
function* sessionsBy(contract: Contract, operation: Operation, extra: ExtraCase): Generator<Scenario> {
  const logout = operationOf(contract, 'logout');
  const provenance = provenanceOf(operation, 'another-session');
  if (operation.flow !== 'login' || logout === undefined || !usesToken(logout) || provenance === undefined) return;
  const { way, slug, method } = by(extra);
  const login = (id: string): Step => acceptedOrUntested(id, operation, 'account', { mutations: way });
  yield scenario(contract, operation, `sessions-${slug}`, sessionsStatement(method), {
    provenance,
    security: 'logout',
    steps: [
      login('first'),
      login('second'),
      accepted('logout', logout, 'account', { session: 'second' }),
      step('again', proofOfEnd(contract, logout), 'account', { session: 'second' }),
    ],
    expect: [
      { kind: 'distinct', steps: ['first', 'second'], role: 'token', defectKey: 'token-shared' },
      { kind: 'rejected', step: 'again', defectKey: 'logout-too-little' },
    ],
  });
}

/** A duplicate registration with another method is rejected and does not change the account. */
function* duplicateBy(contract: Contract, operation: Operation, extra: ExtraCase): Generator<Scenario> {
  const provenance = provenanceOf(operation, 'duplicate-account');
  const taken = setRole(operation, 'identity', { of: 'generated1' });
  const login = operationOf(contract, 'login');
  if (operation.flow !== 'register' || provenance === undefined || login === undefined || taken.length === 0) return;
  const { way, slug, method, defectKey } = by(extra);
  const phrase = byMethod(duplicatePhrases.other, method);
  yield scenario(
    contract,
    operation,
    `duplicate-${slug}`,
    responds(answersTo(operation, 'duplicate-account'), phrase),
    {
      provenance,
      family: 'outcomes',
      defectKey,
      security: 'takeover',
      steps: [
        accepted('first', operation, 'generated1'),
        acceptedOrUntested('control', operation, 'generated3', { mutations: way }),
        step('again', operation, 'generated2', { mutations: [...way, ...taken] }),
        step('taken-over', login, 'generated1', {
          mutations: setRole(login, 'password', { of: 'generated2' }),
        }),
      ],
      expect: [
        { kind: 'answers', step: 'again', situation: 'duplicate-account' },
        { kind: 'rejected', step: 'taken-over' },
      ],
    },
  );
}
