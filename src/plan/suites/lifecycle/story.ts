/** The common scenario of the lifecycle. */
import type { Contract, Operation, Provenance } from '../../../contract/model.ts';
import { makeCase, provenanceOf, requirement, step } from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Claim } from '../../build.ts';
import type { Scenario, Expectation, Step, Family } from '../../model.ts';
import type { SecurityTopic } from '../../security.ts';

/** The operation that needs a valid token: token info, or else logout. */
export function user(contract: Contract): Operation | undefined {
  return (
    contract.operations.find((operation) => operation.flow === 'token-info' && usesToken(operation)) ??
    contract.operations.find((operation) => operation.flow === 'logout' && usesToken(operation))
  );
}

/** The request that shows that a token has ended: an idempotent logout accepts it again (RFC 7009 section 2.2). */
export function proofOfEnd(contract: Contract, logout: Operation): Operation {
  return provenanceOf(logout, 'revoked-token') === undefined ? (user(contract) ?? logout) : logout;
}

/** A case about an operation whose expectations all belong to one requirement. */
export function story(
  contract: Contract,
  operation: Operation,
  slug: string,
  statement: string,
  steps: Step[],
  expectations: Expectation[],
  more: Partial<Provenance> & {
    family?: Family;
    defectKey?: string;
    security?: SecurityTopic;
    shownByProbe?: true;
  } = {},
): Scenario {
  const source = more.source ?? operation.provenance.source;
  const { reading, security } = more;
  const provenance = {
    level: more.level ?? 'implied',
    ...(source === undefined ? {} : { source }),
    ...(reading === undefined ? {} : { reading }),
  };
  const about = requirement(contract, operation, slug, statement, provenance, { security });
  const checks = expectations.map((expect): Claim => ({
    requirement: about,
    expect,
    ...(more.defectKey === undefined ? {} : { defectKey: more.defectKey }),
  }));
  const made = makeCase(operation, more.family ?? 'lifecycle', steps, checks);
  return more.shownByProbe === true ? { ...made, shownByProbe: true } : made;
}

/** The control login of an existing account, if that of a new one is rejected. */
export function loginBeside(refused: string, login: Operation): Step {
  return step('control', login, 'account', {
    require: 'accepted',
    when: { step: refused, was: ['rejected', 'nonconforming'] },
  });
}
