/** Steps that the cases of the lifecycle share. */
import { carriesSession, schemesOf } from '../../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../../contract/model.ts';
import { provenanceOf, step } from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Step } from '../../model.ts';

/** The operation that needs a valid token: token info, or else logout. */
export function protectedOperation(contract: Contract): Operation | undefined {
  return (
    contract.operations.find((operation) => operation.flow === 'token-info' && usesToken(operation)) ??
    contract.operations.find((operation) => operation.flow === 'logout' && usesToken(operation))
  );
}

/** The request that shows that a token has ended: an idempotent logout accepts it again (RFC 7009 section 2.2). */
export function proofOfEnd(contract: Contract, logout: Operation): Operation {
  return provenanceOf(logout, 'revoked-token') === undefined ? (protectedOperation(contract) ?? logout) : logout;
}

/** Whether an operation names the refresh token, and no other credential of the session. */
export function namesRefreshToken(operation: Operation): boolean {
  const named = schemesOf(operation).filter(carriesSession);
  return named.length > 0 && named.every(({ value }) => value === 'refresh-token');
}

/** A logout that names the refresh token should end the access token too (RFC 7009 section 2.1); many leave it until it expires. */
export function endOfAccess(logout: Operation, use: Operation): Partial<Provenance> {
  const isAnother = schemesOf(use).some((each) => carriesSession(each) && each.value !== 'refresh-token');
  return namesRefreshToken(logout) && isAnother ? { level: 'standard', source: 'OWASP ASVS 5.0 7.4.1' } : {};
}

/** The control login of an existing account, if that of a new one is rejected. */
export function loginBeside(refused: string, login: Operation): Step {
  return step('control', login, 'account', {
    require: 'accepted',
    when: { step: refused, was: ['rejected', 'nonconforming'] },
  });
}
