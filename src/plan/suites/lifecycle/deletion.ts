/** The deletion of an account: nothing of it is left to log in with, and other accounts stay. */
import { returnsRole } from '../../../contract/members.ts';
import { operationOf } from '../../../contract/model.ts';
import type { Contract } from '../../../contract/model.ts';
import { accepted, actor, areAccepted, before, isRefused, scenario, step } from '../../build.ts';
import type { Scenario, Step } from '../../model.ts';
import { usesToken } from '../../operations.ts';
import { deletionStatements } from '../../../words/statements/accounts.ts';
import { anotherUser, commonCases, isLater } from './account-flows.ts';
import { protectedOperation } from './shared-steps.ts';

/** ASVS speaks of the sessions of a deleted account. */
const ended = {
  level: 'standard',
  source: 'OWASP ASVS 5.0 7.4.2',
  defectKey: 'deleted-account-lives',
  security: 'account-deletion',
} as const;

export function* deletions(contract: Contract): Generator<Scenario> {
  const remove = operationOf(contract, 'delete-account');
  const login = operationOf(contract, 'login');
  const refresh = operationOf(contract, 'refresh');
  const use = protectedOperation(contract);
  if (remove === undefined) return;
  yield* commonCases(contract, remove, 'delete-account');
  if (login === undefined) return;
  const as = actor(remove);
  const { steps, session } = before(contract, remove);
  const made = steps.filter(({ id }) => id === 'register');
  const begun = steps.filter(({ id }) => id !== 'register');
  const gone = accepted('deletion', remove, as, session);
  const other = anotherUser(contract, remove);
  yield scenario(contract, remove, 'other-user', deletionStatements, {
    defectKey: 'another-user',
    security: 'separate-users',
    steps: [
      ...steps,
      ...other.made,
      accepted('other', login, other.as),
      gone,
      ...(use === undefined ? [] : [step('used', use, other.as, { session: 'other' })]),
      step('other-again', login, other.as),
    ],
    expect: areAccepted(...(use === undefined ? [] : ['used']), 'other-again'),
  });
  if (isLater(remove)) return;
  yield scenario(contract, remove, 'login-refused', deletionStatements, {
    defectKey: 'deleted-account-lives',
    security: 'account-deletion',
    steps: [...made, accepted('login', login, as), gone, step('login-again', login, as)],
    expect: { kind: 'rejected', step: 'login-again' },
  });
  if (use !== undefined && session.session !== undefined) {
    const before: Step = accepted('before', use, as, session);
    const seen = use.flow === 'token-info' ? [before] : [];
    const older = accepted('older', login, as);
    const beforeOlder: Step = { ...before, session: 'older', ifUnmet: 'not-testable' };
    yield scenario(contract, remove, 'own-session', deletionStatements, {
      ...ended,
      steps: [...steps, ...seen, gone, step('used', use, as, session)],
      expect: isRefused(use, 'revoked-token', 'used'),
    });
    yield scenario(contract, remove, 'other-sessions', deletionStatements, {
      ...ended,
      steps: [
        ...made,
        older,
        ...begun,
        ...(seen.length === 0 ? [] : [beforeOlder]),
        gone,
        step('used', use, as, { session: 'older' }),
      ],
      expect: isRefused(use, 'revoked-token', 'used'),
    });
  }
  if (refresh !== undefined && usesToken(refresh) && returnsRole(login, 'refresh-token'))
    yield scenario(contract, remove, 'refresh-tokens', deletionStatements, {
      ...ended,
      steps: [...made, accepted('login', login, as), gone, step('after', refresh, as, { session: 'login' })],
      expect: { kind: 'rejected', step: 'after' },
    });
}
