/** Steps that the cases of the lifecycle share. */
import type { Contract, Operation } from '../../../contract/model.ts';
import { provenanceOf, step } from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Step } from '../../model.ts';

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

/** The control login of an existing account, if that of a new one is rejected. */
export function loginBeside(refused: string, login: Operation): Step {
  return step('control', login, 'account', {
    require: 'accepted',
    when: { step: refused, was: ['rejected', 'nonconforming'] },
  });
}
