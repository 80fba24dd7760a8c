/** What the stories of the lifecycle share. */
import type { Contract, Operation, Provenance } from '../../../contract/model.ts';
import { makeCase, requirement, step } from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Claim } from '../../build.ts';
import type { Scenario, Expectation, Step, Family } from '../../model.ts';

/** A request that needs a working token: token info where there is one, logout otherwise. */
export function user(contract: Contract): Operation | undefined {
  return (
    contract.operations.find((operation) => operation.flow === 'token-info' && usesToken(operation)) ??
    contract.operations.find((operation) => operation.flow === 'logout' && usesToken(operation))
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
  more: Partial<Provenance> & { family?: Family; defectKey?: string; security?: boolean; shownByProbe?: true } = {},
): Scenario {
  const source = more.source ?? operation.provenance.source;
  const about = requirement(contract, operation, slug, statement, {
    level: more.level ?? 'implied',
    ...(source === undefined ? {} : { source }),
    ...(more.reading === undefined ? {} : { reading: more.reading }),
  });
  const checks = expectations.map((expect): Claim => ({
    requirement: about,
    expect,
    ...(more.defectKey === undefined ? {} : { defectKey: more.defectKey }),
  }));
  const made = makeCase(operation, more.family ?? 'lifecycle', steps, checks, { security: more.security ?? false });
  return more.shownByProbe === true ? { ...made, shownByProbe: true } : made;
}

/** The login of an old account where that of a new one is refused: it may be the login that is broken. */
export function loginBeside(refused: string, login: Operation): Step {
  return step('control', login, 'account', {
    require: 'accepted',
    when: { step: refused, was: ['rejected', 'nonconforming'] },
  });
}
