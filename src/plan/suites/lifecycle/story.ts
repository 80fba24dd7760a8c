/** What the stories of the lifecycle share. */
import { answersTo } from '../../../contract/model.ts';
import type { Contract, Operation, Provenance, Role } from '../../../contract/model.ts';
import { membersOf } from '../../../contract/members.ts';
import { makeCase, requirement, step, usesToken } from '../../build.ts';
import type { Case, Check, Expectation, Step } from '../../model.ts';

/** A request that needs a working token: token info where there is one, logout otherwise. */
export function user(contract: Contract): Operation | undefined {
  return (
    contract.operations.find((operation) => operation.flow === 'token-info' && usesToken(operation)) ??
    contract.operations.find((operation) => operation.flow === 'logout' && usesToken(operation))
  );
}

export function answers(operation: Operation, role: Role): boolean {
  const answer = answersTo(operation, 'success')[0];
  return (
    answer?.schema !== undefined && membersOf(answer.schema, answer.provenance).some((member) => member.role === role)
  );
}

/** A story about an operation: each expectation counts for one and the same requirement. */
export function story(
  contract: Contract,
  operation: Operation,
  slug: string,
  statement: string,
  steps: Step[],
  expectations: Expectation[],
  more: Partial<Provenance> & { cause?: string; security?: boolean } = {},
): Case {
  const source = more.source ?? operation.provenance.source;
  const about = requirement(contract, operation, slug, statement, {
    level: more.level ?? 'implied',
    ...(source === undefined ? {} : { source }),
    ...(more.reading === undefined ? {} : { reading: more.reading }),
  });
  const checks = expectations.map((expect): Check => ({
    requirement: about,
    expect,
    ...(more.cause === undefined ? {} : { cause: more.cause }),
  }));
  return makeCase(operation, 'lifecycle', steps, checks, { security: more.security ?? false });
}

/** The login of an old account where that of a new one is refused: it may be the login that is broken. */
export function loginBeside(refused: string, login: Operation): Step {
  return step('control', login, 'account', { must: 'accepted', onlyIf: { step: refused, was: ['refused', 'odd'] } });
}
