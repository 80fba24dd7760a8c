/** The deletion of an account: nothing of it is left to log in with, and other accounts stay. */
import { operationOf } from '../../../contract/model.ts';
import type { Contract } from '../../../contract/model.ts';
import { actor, before, step } from '../../build.ts';
import type { Expectation, Scenario, Step } from '../../model.ts';
import { usesToken } from '../../operations.ts';
import { deletionStatements } from '../../../words/statements/accounts.ts';
import { answers } from '../issued-tokens.ts';
import { anotherUser, commonCases, isOver } from './account-flows.ts';
import { story, user } from './story.ts';

/** ASVS speaks of the sessions of a deleted account. */
const ended = {
  level: 'standard',
  source: 'OWASP ASVS 5.0 7.4.2',
  defectKey: 'deleted-account-lives',
  security: 'account-deletion',
} as const;

export function deletions(contract: Contract): Scenario[] {
  const remove = operationOf(contract, 'delete-account');
  const login = operationOf(contract, 'login');
  const refresh = operationOf(contract, 'refresh');
  const use = user(contract);
  if (remove === undefined) return [];
  const cases = commonCases(contract, remove, 'delete-account');
  if (login === undefined) return cases;
  const as = actor(remove);
  const { steps, session } = before(contract, remove);
  const made = steps.filter(({ id }) => id === 'register');
  const begun = steps.filter(({ id }) => id !== 'register');
  const gone = step('deletion', remove, as, { ...session, require: 'accepted' });
  const other = anotherUser(contract, remove);
  const tell = (
    slug: keyof typeof deletionStatements,
    told: Step[],
    expectations: Expectation[],
    more: Parameters<typeof story>[6],
  ): Scenario => story(contract, remove, slug, deletionStatements[slug], told, expectations, more);
  cases.push(
    tell(
      'login-refused',
      [...made, step('login', login, as, { require: 'accepted' }), gone, step('login-again', login, as)],
      [{ kind: 'rejected', step: 'login-again' }],
      { defectKey: 'deleted-account-lives', security: 'account-deletion' },
    ),
    tell(
      'other-user',
      [
        ...steps,
        ...other.made,
        step('other', login, other.as, { require: 'accepted' }),
        gone,
        ...(use === undefined ? [] : [step('used', use, other.as, { session: 'other' })]),
        step('other-again', login, other.as),
      ],
      [...(use === undefined ? [] : ['used']), 'other-again'].map((id) => ({ kind: 'accepted', step: id })),
      { defectKey: 'another-user', security: 'separate-users' },
    ),
  );
  if (use !== undefined && session.session !== undefined) {
    const before: Step = step('before', use, as, { ...session, require: 'accepted' });
    const seen = use.flow === 'token-info' ? [before] : [];
    const older = step('older', login, as, { require: 'accepted' });
    const beforeOlder: Step = { ...before, session: 'older', ifUnmet: 'not-testable' };
    cases.push(
      tell('own-session', [...steps, ...seen, gone, step('used', use, as, session)], [isOver(use, 'used')], ended),
      tell(
        'other-sessions',
        [
          ...made,
          older,
          ...begun,
          ...(seen.length === 0 ? [] : [beforeOlder]),
          gone,
          step('used', use, as, { session: 'older' }),
        ],
        [isOver(use, 'used')],
        ended,
      ),
    );
  }
  if (refresh !== undefined && usesToken(refresh) && answers(login, 'refresh-token'))
    cases.push(
      tell(
        'refresh-tokens',
        [
          ...made,
          step('login', login, as, { require: 'accepted' }),
          gone,
          step('after', refresh, as, { session: 'login' }),
        ],
        [{ kind: 'rejected', step: 'after' }],
        ended,
      ),
    );
  return cases;
}
