/** Facts about the tokens that a contract issues. */
import { answersTo } from '../../contract/model.ts';
import type { Contract, Operation, Role } from '../../contract/model.ts';
import { membersOf } from '../../contract/members.ts';
import { issuer } from '../build.ts';

/** Whether the success of an operation has a property with a role. */
export function answers(operation: Operation, role: Role): boolean {
  const answer = answersTo(operation, 'success')[0];
  return (
    answer?.schema !== undefined && membersOf(answer.schema, answer.provenance).some((member) => member.role === role)
  );
}

/** Whether issued tokens are JSON Web Tokens, as the schema of the token says. */
export function issuesJwt(contract: Contract): boolean {
  const login = issuer(contract);
  return (login === undefined ? [] : answersTo(login, 'success')).some(({ schema, provenance }) => {
    const members = schema === undefined ? [] : membersOf(schema, provenance);
    const token = members.find(({ role }) => role === 'token');
    return members.some(({ pointer, schema: own }) => pointer === token?.pointer && own.format === 'jwt');
  });
}

/** Whether the response that issues tokens contains a user id. */
export function namesUser(contract: Contract): boolean {
  const login = issuer(contract);
  return login !== undefined && answers(login, 'user-id');
}
