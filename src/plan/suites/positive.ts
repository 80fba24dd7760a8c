/** The shape of a positive case: a variation of the request, and what an accepted one brings. */
import { returnsRole } from '../../contract/members.ts';
import { operationOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import { actor, before, makeCase, nextActor, requirement, setRole, step } from '../build.ts';
import type { Negative } from '../negative.ts';
import type { Expectation, Family, Scenario, Step } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { operationNamed } from '../operations.ts';
import { protectedOperation } from './lifecycle/shared-steps.ts';

/** A variation of a request that has to be accepted. */
type Positive = Pick<Negative, 'slug' | 'mutations' | 'provenance'> & {
  /** `parameters` by default. */
  readonly family?: Family;
  readonly statement: string;
  /** The mutations of the control request if the default request is the variation; undefined without another form. */
  readonly control?: readonly Mutation[] | undefined;
  /** Whether a rejection proves nothing, since no document has the value. */
  readonly refusable?: true;
};

/** Steps, and what is expected of them. */
interface Part {
  readonly steps: readonly Step[];
  readonly expectations: readonly Expectation[];
}

const nothing: Part = { steps: [], expectations: [] };

/**
 * A variation that is accepted with the response to the control request, which is sent if the variation is not.
 * The session and the account that it brings work like those of a plain request.
 */
export function positive(contract: Contract, operation: Operation, about: Positive): Scenario {
  const { steps: prologue, session } = before(contract, operation);
  const varied = step('varied', operation, actor(operation), {
    ...session,
    mutations: about.mutations,
    ...(about.refusable === true ? ({ require: 'accepted', ifUnmet: 'not-testable' } as const) : {}),
  });
  const mutations = 'control' in about ? about.control : [];
  const control = step('control', operation, nextActor(operation, 'generated2'), {
    ...session,
    mutations: mutations ?? [],
    require: 'accepted',
    when: { step: 'varied', was: ['rejected', 'nonconforming'] },
  });
  // A login may end the sessions before it, so the session comes first.
  const then = [sessionOf(contract, varied, mutations), accountOf(contract, varied, mutations)];
  const promised = requirement(contract, operation, about.slug, about.statement, about.provenance);
  const expectations = [{ kind: 'accepted', step: 'varied' } as const, ...then.flatMap((part) => part.expectations)];
  const made = makeCase(
    operation,
    about.family ?? 'parameters',
    [...prologue, varied, ...(mutations === undefined ? [] : [control]), ...then.flatMap(({ steps }) => steps)],
    expectations.map((expect) => ({ requirement: promised, expect })),
  );
  return { ...made, variation: { slug: about.slug, step: varied } };
}

/** A step whose response issued a session or created an account. */
type Origin = Pick<Step, 'id' | 'operation' | 'flow' | 'as' | 'mutations'>;

/** The account that was registered logs in. */
export function accountOf(contract: Contract, from: Origin, control: readonly Mutation[] = []): Part {
  const { id, flow, as } = from;
  const login = operationOf(contract, 'login');
  if (flow !== 'register' || login === undefined) return nothing;
  const tried = step('login', login, as, {
    mutations: loginOf(contract, from, login),
    when: { step: id, was: ['accepted'] },
  });
  const plain = { ...from, as: 'generated9', mutations: control } as const;
  return beside(tried, plain, { mutations: loginOf(contract, plain, login) });
}

/** The changes of a login with what was registered. */
function loginOf(contract: Contract, { operation, mutations }: Origin, login: Operation): Mutation[] {
  return mutations.flatMap((change) => {
    if (change.mutate !== 'set') return [];
    const role = operationNamed(contract, operation).parameters.find(({ name }) => name === change.parameter)?.role;
    return role === 'identity' || role === 'password' ? setRole(login, role, change.value) : [];
  });
}

/** The session that was issued works. */
export function sessionOf(contract: Contract, from: Origin, control: readonly Mutation[] = []): Part {
  const { id, flow, as } = from;
  const operation = operationNamed(contract, from.operation);
  const use = protectedOperation(contract);
  if (use === undefined || use === operation || !returnsRole(operation, 'token')) return nothing;
  const tried = step('used', use, as, { session: id, when: { step: id, was: ['accepted'] } });
  const other = flow === 'register' ? 'generated9' : as;
  return beside(tried, { ...from, as: other, mutations: control }, {});
}

/** A step that is accepted where the same is after a plain request. */
function beside(tried: Step, { operation, flow, as, mutations }: Origin, more: Partial<Step>): Part {
  const common = { require: 'accepted', when: { step: tried.id, was: ['rejected', 'nonconforming'] } } as const;
  const before: Step = { id: `before-plain-${tried.id}`, operation, flow, as, ...common, mutations };
  const session = tried.session === undefined ? {} : { session: before.id };
  const plain: Step = {
    id: `plain-${tried.id}`,
    operation: tried.operation,
    flow: tried.flow,
    as,
    mutations: [],
    ...more,
    ...common,
    ...session,
  };
  return {
    steps: [tried, before, plain],
    expectations: [{ kind: 'accepted', step: tried.id, beside: plain.id }],
  };
}
