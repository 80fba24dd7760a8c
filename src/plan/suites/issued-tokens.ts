/** Facts about the tokens that a contract issues. */
import { answersTo, schemesOf } from '../../contract/model.ts';
import type { Contract } from '../../contract/model.ts';
import { membersOf, placeOf, returnsRole } from '../../contract/members.ts';
import { issuer } from '../build.ts';

/** Whether issued tokens are JSON Web Tokens, as the schema of the token or the scheme that carries it says. */
export function issuesJwt(contract: Contract): boolean {
  const login = issuer(contract);
  if (contract.operations.some((each) => schemesOf(each).some(({ isJwt }) => isJwt === true))) return true;
  return (login === undefined ? [] : answersTo(login, 'success')).some((answer) => {
    const token = placeOf(answer, 'token');
    if (token === undefined || 'in' in token) return token?.schema.format === 'jwt';
    return membersOf(answer.schema ?? {}, answer.provenance).some(
      ({ pointer, schema: own }) => pointer === token.pointer && own.format === 'jwt',
    );
  });
}

/** Whether the response that issues tokens contains a user id. */
export function namesUser(contract: Contract): boolean {
  const login = issuer(contract);
  return login !== undefined && returnsRole(login, 'user-id');
}
