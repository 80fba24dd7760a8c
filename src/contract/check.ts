/** Checks that a contract is complete enough to derive cases from it. */
import { returnsRole } from './members.ts';
import { answersTo, carriesSession, namesUser, operationOf, parameterOf, repeatable } from './model.ts';
import type { Contract, Operation } from './model.ts';
import type { Problems } from './problems.ts';

/** @param problems collects each situation without a response, missing role, and second operation of a flow */
export function checkContract(file: string, contract: Contract, problems: Problems): void {
  const fail = (operation: Operation, what: string): void =>
    problems.add(`${file}: ${operation.method} ${operation.path}`, what);
  for (const operation of contract.operations) {
    if (operationOf(contract, operation.flow) !== operation && !repeatable.includes(operation.flow))
      fail(
        operation,
        `a second operation with x-flow "${operation.flow}"; only ${repeatable.join(' and ')} may have several`,
      );
    for (const situation of expected(operation))
      if (answersTo(operation, situation).length === 0)
        fail(operation, `no response answers the situation "${situation}"; give one "x-when: ${situation}"`);
    if (operation.flow === 'login' && parameterOf(operation, 'password') === undefined)
      fail(operation, 'no parameter has "x-role: password", so there is nothing to log in with');
    if (changesUser(operation) && !namesUser(operation))
      fail(
        operation,
        'does not say whose account it is about; give it security, or "x-role: identity" on the parameter that names the user',
      );
    if (operation.flow === 'change-password' && parameterOf(operation, 'new-password') === undefined)
      fail(operation, 'no parameter has "x-role: new-password", so there is nothing to change the password to');
    if (operation.flow === 'verify' && parameterOf(operation, 'verification-code') === undefined)
      fail(operation, 'no parameter has "x-role: verification-code"; write it on the parameter that carries the code');
    if (operation.flow === 'verify' && answersTo(operation, 'success').every(({ status }) => status.startsWith('3')))
      fail(
        operation,
        'its success is a redirect, which does not tell a client whether the code was right; remove x-flow',
      );
    const { security } = operation;
    if (security !== undefined && carriesSession(security) && !contract.operations.some(issuesToken))
      fail(
        operation,
        `needs a token, but no response of login, register or session-start has "x-role: token" on a property or a header; write it, or x-roles: { response: { token: … } }`,
      );
    for (const [index, extra] of operation.extraCases.entries()) {
      const earlier = operation.extraCases.slice(0, index);
      if (earlier.some(({ id, statement }) => id === extra.id || statement === extra.statement))
        fail(operation, `x-case "${extra.id}" has the id or the statement of an earlier one; give it its own`);
      if (answersTo(operation, extra.expect).length === 0)
        fail(
          operation,
          `x-case "${extra.id}" expects "${extra.expect}", which no response answers; give one "x-when: ${extra.expect}"`,
        );
      for (const name of [...Object.keys(extra.set), ...extra.omit])
        if (!operation.parameters.some((parameter) => parameter.name === name))
          fail(
            operation,
            `x-case "${extra.id}" names "${name}", which is no parameter; write one of ${names(operation)}`,
          );
    }
    checkSituations(operation, (what) => fail(operation, what));
  }
}

function changesUser({ flow }: Operation): boolean {
  return flow === 'change-password' || flow === 'logout-all' || flow === 'delete-account';
}

function names(operation: Operation): string {
  return operation.parameters.map((parameter) => parameter.name).join(', ');
}

function expected(operation: Operation): string[] {
  const { security } = operation;
  const mandatory = security !== undefined && security.optional !== true;
  const secured = mandatory ? ['missing-credentials', 'invalid-credentials'] : [];
  const unknown = parameterOf(operation, 'identity') === undefined ? [] : ['unknown-user'];
  const login = operation.flow === 'login' ? ['wrong-password', ...unknown] : [];
  return ['success', ...login, ...secured];
}

function issuesToken(operation: Operation): boolean {
  const issues = operation.flow === 'login' || operation.flow === 'register' || operation.flow === 'session-start';
  return issues && returnsRole(operation, 'token');
}

/** Every situation that an `x-when` can name; those with `:` may also name one parameter. */
const situations = [
  'success',
  'wrong-password',
  'unknown-user',
  'missing-parameter:',
  'blank-parameter:',
  'null-parameter:',
  'invalid-parameter:',
  'duplicate-account',
  'unverified',
  'limited',
  'wrong-code',
  'used-code',
  'missing-credentials',
  'invalid-credentials',
  'unauthorized-client',
  'revoked-token',
  'expired-token',
  'another-session',
] as const;

function checkSituations(operation: Operation, fail: (what: string) => void): void {
  for (const { when } of operation.answers) {
    const [general, parameter] = when.split(':');
    const known =
      parameter === undefined
        ? situations.some((each) => each === general || each === `${general}:`) ||
          operation.extraCases.some((extra) => extra.id === general)
        : situations.some((each) => each === `${general}:`);
    if (!known)
      fail(
        `x-when names "${when}", which is neither a situation nor an x-case; write one of ${situations.map((each) => each.replace(':', '[:parameter]')).join(', ')}`,
      );
    if (parameter !== undefined && !operation.parameters.some((each) => each.name === parameter))
      fail(
        `x-when names the parameter "${parameter}", which the operation does not have; write one of ${names(operation)}`,
      );
  }
}
