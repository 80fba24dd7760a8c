/** Steps that the cases of the lifecycle share. */
import { carriesSession, schemesOf } from '../../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../../contract/model.ts';
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

/** A logout that names the refresh token alone may leave an access token valid until it expires. */
export function endOfAccess(logout: Operation, use: Operation): Partial<Provenance> {
  const named = schemesOf(logout).filter(carriesSession);
  const namesRefresh = named.length > 0 && named.every(({ value }) => value === 'refresh-token');
  const isAnother = schemesOf(use).some((each) => carriesSession(each) && each.value !== 'refresh-token');
  return namesRefresh && isAnother ? { level: 'advice', source: 'RFC 7009 section 2.1' } : {};
}

/** The control login of an existing account, if that of a new one is rejected. */
export function loginBeside(refused: string, login: Operation): Step {
  return step('control', login, 'account', {
    require: 'accepted',
    when: { step: refused, was: ['rejected', 'nonconforming'] },
  });
}
