/** A change of the password: the new one counts, the old one does not, and the current one is asked for. */
import { operationOf } from '../../../contract/model.ts';
import type { Contract } from '../../../contract/model.ts';
import { actor, before, negative, provenanceOf, setRole, step } from '../../build.ts';
import type { Scenario } from '../../model.ts';
import { ofNobody } from '../../values.ts';
import { passwordChangeStatements, wrongCurrentPassword } from '../../../words/statements/accounts.ts';
import { anotherUser, commonCases } from './account-flows.ts';
import { story, user } from './story.ts';

export function passwordChanges(contract: Contract): Scenario[] {
  const change = operationOf(contract, 'change-password');
  const login = operationOf(contract, 'login');
  if (change === undefined) return [];
  const current = setRole(change, 'password', { literal: ofNobody(change, 'password') });
  const documented = provenanceOf(change, 'wrong-password');
  const cases = commonCases(contract, change, 'change-password');
  if (current.length > 0)
    cases.push(
      negative(contract, change, {
        slug: 'wrong-current-password',
        phrase: wrongCurrentPassword,
        mutations: current,
        ...(documented === undefined ? {} : { situation: 'wrong-password' }),
        provenance: documented ?? { level: 'standard', source: 'OWASP ASVS 5.0 6.2.3' },
        family: 'credentials',
        security: 'password-change',
        defectKey: 'current-password',
      }),
    );
  if (login === undefined) return cases;
  const as = actor(change);
  const { steps, session } = before(contract, change);
  const changed = [...steps, step('change', change, as, { ...session, require: 'accepted' })];
  const withNew = step('login-again', login, as, { require: 'accepted' });
  const use = user(contract);
  const other = anotherUser(contract, change);
  cases.push(
    story(
      contract,
      change,
      'new-password',
      passwordChangeStatements['new-password'],
      [
        ...changed,
        step('login-again', login, as),
        ...(use === undefined ? [] : [step('used', use, as, { session: 'login-again' })]),
      ],
      ['login-again', ...(use === undefined ? [] : ['used'])].map((id) => ({ kind: 'accepted', step: id })),
      { defectKey: 'password-not-changed' },
    ),
    story(
      contract,
      change,
      'old-password',
      passwordChangeStatements['old-password'],
      [
        ...changed,
        step('old', login, as, { mutations: setRole(login, 'password', { of: as, part: 'former-password' }) }),
        withNew,
      ],
      [{ kind: 'rejected', step: 'old' }],
      { family: 'credentials', defectKey: 'old-password', security: 'password-change' },
    ),
    story(
      contract,
      change,
      'other-user',
      passwordChangeStatements['other-user'],
      [
        ...other.made,
        step('other', login, other.as, { require: 'accepted' }),
        ...changed,
        step('other-again', login, other.as),
      ],
      [{ kind: 'accepted', step: 'other-again' }],
      { defectKey: 'another-user', security: 'separate-users' },
    ),
  );
  // Users who can end their other sessions themselves have the option that ASVS asks for.
  if (use !== undefined && use.flow === 'token-info' && operationOf(contract, 'logout-all') === undefined)
    cases.push(
      story(
        contract,
        change,
        'other-sessions',
        passwordChangeStatements['other-sessions'],
        [
          ...steps.filter(({ id }) => id === 'register'),
          step('older', login, as, { require: 'accepted' }),
          ...steps.filter(({ id }) => id !== 'register'),
          step('before', use, as, { session: 'older', require: 'accepted', ifUnmet: 'not-testable' }),
          step('change', change, as, { ...session, require: 'accepted' }),
          step('used', use, as, { session: 'older' }),
        ],
        [{ kind: 'rejected', step: 'used' }],
        {
          level: 'advice',
          source: 'OWASP ASVS 5.0 7.4.3',
          defectKey: 'sessions-outlive-password',
          security: 'other-sessions',
        },
      ),
    );
  return cases;
}
