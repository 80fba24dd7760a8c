/** Cases of all flows that change the password, the sessions or the account of a user. */
import { answersTo, operationOf, parameterOf, spendsAccount } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { accepted, actor, areAccepted, before, provenanceOf, scenario, setRole, step } from '../../build.ts';
import type { Scenario, Step } from '../../model.ts';
import type { AccountName } from '../../mutations/value.ts';
import type { Mutation } from '../../mutations/registry.ts';
import { usesToken } from '../../operations.ts';
import { loggedOutPhrases, namingOthers } from '../../../words/statements/accounts.ts';
import { responds } from '../../../words/statements/responses.ts';
import { protectedOperation } from './shared-steps.ts';

/** A flow that changes what a user has. */
type AccountFlow = keyof typeof namingOthers;

/** The requests of a user with whom a case is about. */
interface Actor {
  readonly as: AccountName;
  /** The registration of a generated account; nothing for a configured one. */
  readonly made: readonly Step[];
}

/** Another user than the one whose account an operation changes. */
export function anotherUser(contract: Contract, operation: Operation): Actor {
  const register = operationOf(contract, 'register');
  if (!spendsAccount(operation) || register === undefined) return { as: 'second', made: [] };
  return { as: 'generated2', made: [accepted('register-other', register, 'generated2')] };
}

/** The requests that concern the flow alone: with the token of an ended session, and with the id of another user. */
export function* commonCases(contract: Contract, operation: Operation, flow: AccountFlow): Generator<Scenario> {
  yield* afterLogout(contract, operation, flow);
  yield* namingAnother(contract, operation, flow);
}

/** Whether a success says that what was asked is accepted, and not yet done (RFC 9110 section 15.3.3). */
export function isLater(operation: Operation): boolean {
  return answersTo(operation, 'success').every(({ status }) => status === '202');
}

/** A request with the token of an ended session. */
export function* afterLogout(
  contract: Contract,
  operation: Operation,
  flow: keyof typeof loggedOutPhrases,
): Generator<Scenario> {
  const revoked = provenanceOf(operation, 'revoked-token');
  const logout = flow === 'logout-all' ? operation : operationOf(contract, 'logout');
  if (revoked === undefined || !usesToken(operation)) return;
  if (logout === undefined && isLater(operation)) return;
  const { steps, session } = before(contract, operation);
  const as = actor(operation);
  yield scenario(
    contract,
    operation,
    'revoked-token',
    responds(answersTo(operation, 'revoked-token'), loggedOutPhrases[flow]),
    {
      provenance: revoked,
      security: 'logout',
      defectKey: 'logout-too-little',
      steps: [...steps, accepted('logout', logout ?? operation, as, session), step('again', operation, as, session)],
      expect: { kind: 'answers', step: 'again', situation: 'revoked-token' },
    },
  );
}

/** A path or a body that names the user must not lead to somebody else's account. */
function* namingAnother(contract: Contract, operation: Operation, flow: AccountFlow): Generator<Scenario> {
  const login = operationOf(contract, 'login');
  const use = protectedOperation(contract);
  const names = parameterOf(operation, 'user-id') ?? parameterOf(operation, 'identity');
  if (login === undefined || use === undefined || names === undefined || !usesToken(operation)) return;
  const { steps, session } = before(contract, operation);
  const other = anotherUser(contract, operation);
  const mutations: Mutation[] = [
    ...(parameterOf(operation, 'user-id') === undefined ? [] : [{ mutate: 'user-id-of', step: 'other' } as const]),
    ...setRole(operation, 'identity', { of: other.as }),
  ];
  yield scenario(contract, operation, 'another-user-by-id', namingOthers[flow], {
    defectKey: 'another-user',
    security: 'takeover',
    steps: [
      ...steps,
      ...other.made,
      accepted('other', login, other.as),
      step('named', operation, actor(operation), { ...session, mutations }),
      step('used', use, other.as, { session: 'other' }),
      step('login-again', login, other.as),
    ],
    expect: areAccepted('used', 'login-again'),
  });
}
