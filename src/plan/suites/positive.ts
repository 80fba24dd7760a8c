/** The shape of a positive case: a variation of the request, and what an accepted one brings. */
import { operationOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import { actor, before, makeCase, requirement, setRole, step } from '../build.ts';
import type { Negative } from '../build.ts';
import type { Case, Change, Expectation, Step } from '../model.ts';
import { answers, user } from './lifecycle/story.ts';

/** What a positive case is about. */
export type Positive = Pick<Negative, 'slug' | 'changes' | 'provenance' | 'family'> & {
  readonly statement: string;
  /** How the plain request is sent where it is the variation itself; undefined where there is no other way. */
  readonly control?: readonly Change[] | undefined;
};

/** Steps, and what is expected of them. */
interface Part {
  readonly steps: readonly Step[];
  readonly expectations: readonly Expectation[];
}

const nothing: Part = { steps: [], expectations: [] };

/**
 * A variation of the request that is accepted and answered like the plain one, which is tried when the variation is not.
 * The session and the account that it brings work like those of a plain request.
 */
export function positive(contract: Contract, operation: Operation, about: Positive): Case {
  const { steps: prologue, session } = before(contract, operation);
  const varied = step('varied', operation, actor(operation), { ...session, changes: about.changes });
  const changes = 'control' in about ? about.control : [];
  const control = step('control', operation, operation.flow === 'register' ? 'fresh2' : 'account', {
    ...session,
    changes: changes ?? [],
    must: 'accepted',
    onlyIf: { step: 'varied', was: ['refused', 'odd'] },
  });
  // A login may end the sessions before it, so the session comes first.
  const then = [sessionOf(contract, varied, changes), accountOf(contract, varied, changes)];
  const promised = requirement(contract, operation, about.slug, about.statement, about.provenance);
  const expectations = [{ kind: 'accepted', step: 'varied' } as const, ...then.flatMap((part) => part.expectations)];
  return makeCase(
    operation,
    about.family,
    [...prologue, varied, ...(changes === undefined ? [] : [control]), ...then.flatMap(({ steps }) => steps)],
    expectations.map((expect) => ({ requirement: promised, expect })),
    { security: false },
  );
}

/** A step whose answer issued a session or made an account. */
type Origin = Pick<Step, 'id' | 'operation' | 'as' | 'changes'>;

/** The account that was registered logs in. */
export function accountOf(contract: Contract, from: Origin, control: readonly Change[] = []): Part {
  const { id, operation, as } = from;
  const login = operationOf(contract, 'login');
  if (operation.flow !== 'register' || login === undefined) return nothing;
  const tried = step('login', login, as, { changes: loginOf(from, login), onlyIf: { step: id, was: ['accepted'] } });
  const plain = { ...from, as: 'fresh9', changes: control } as const;
  return beside(tried, plain, { changes: loginOf(plain, login) });
}

/** The changes of a login with what was registered. */
function loginOf({ operation, changes }: Origin, login: Operation): Change[] {
  return changes.flatMap((change) => {
    if (change.kind !== 'set') return [];
    const role = operation.parameters.find(({ name }) => name === change.parameter)?.role;
    return role === 'identity' || role === 'password' ? setRole(login, role, change.value) : [];
  });
}

/** The session that was issued works. */
export function sessionOf(contract: Contract, from: Origin, control: readonly Change[] = []): Part {
  const { id, operation, as } = from;
  const use = user(contract);
  if (use === undefined || use === operation || !answers(operation, 'token')) return nothing;
  const tried = step('used', use, as, { session: id, onlyIf: { step: id, was: ['accepted'] } });
  const other = operation.flow === 'register' ? 'fresh9' : as;
  return beside(tried, { ...from, as: other, changes: control }, {});
}

/** A step that is accepted where the same is after a plain request. */
function beside(tried: Step, { operation, as, changes }: Origin, more: Partial<Step>): Part {
  const common = { must: 'accepted', onlyIf: { step: tried.id, was: ['refused', 'odd'] } } as const;
  const before = step(`before-plain-${tried.id}`, operation, as, { ...common, changes });
  const session = tried.session === undefined ? {} : { session: before.id };
  const plain = step(`plain-${tried.id}`, tried.operation, as, { ...more, ...common, ...session });
  return {
    steps: [tried, before, plain],
    expectations: [{ kind: 'accepted', step: tried.id, beside: plain.id }],
  };
}
