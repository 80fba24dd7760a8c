/** A change of the password: the new one counts, the old one does not, and the current one is asked for. */
import { operationOf } from '../../../contract/model.ts';
import type { Contract } from '../../../contract/model.ts';
import {
  accepted,
  acceptedOrUntested,
  actor,
  areAccepted,
  before,
  provenanceOf,
  scenario,
  setRole,
  setUnknown,
  step,
} from '../../build.ts';
import { negative } from '../../negative.ts';
import type { Scenario } from '../../model.ts';
import { passwordChangeStatements, wrongCurrentPassword } from '../../../words/statements/accounts.ts';
import { anotherUser, commonCases } from './account-flows.ts';
import { protectedOperation } from './shared-steps.ts';

export function* passwordChanges(contract: Contract): Generator<Scenario> {
  const change = operationOf(contract, 'change-password');
  const login = operationOf(contract, 'login');
  if (change === undefined) return;
  const current = setUnknown(change, 'password');
  const documented = provenanceOf(change, 'wrong-password');
  yield* commonCases(contract, change, 'change-password');
  if (current.length > 0)
    yield negative(contract, change, {
      slug: 'wrong-current-password',
      phrase: wrongCurrentPassword,
      mutations: current,
      ...(documented === undefined ? {} : { situation: 'wrong-password' }),
      provenance: documented ?? { level: 'standard', source: 'OWASP ASVS 5.0 6.2.3' },
      security: 'password-change',
      defectKey: 'current-password',
    });
  if (login === undefined) return;
  const as = actor(change);
  const { steps, session } = before(contract, change);
  const changed = [...steps, accepted('change', change, as, session)];
  const withNew = accepted('login-again', login, as);
  const use = protectedOperation(contract);
  const other = anotherUser(contract, change);
  yield scenario(contract, change, 'new-password', passwordChangeStatements, {
    defectKey: 'password-not-changed',
    steps: [
      ...changed,
      step('login-again', login, as),
      ...(use === undefined ? [] : [step('used', use, as, { session: 'login-again' })]),
    ],
    expect: areAccepted('login-again', ...(use === undefined ? [] : ['used'])),
  });
  yield scenario(contract, change, 'old-password', passwordChangeStatements, {
    family: 'credentials',
    defectKey: 'old-password',
    security: 'password-change',
    steps: [
      ...changed,
      step('old', login, as, { mutations: setRole(login, 'password', { of: as, part: 'former-password' }) }),
      withNew,
    ],
    expect: { kind: 'rejected', step: 'old' },
  });
  yield scenario(contract, change, 'other-user', passwordChangeStatements, {
    defectKey: 'another-user',
    security: 'separate-users',
    steps: [...other.made, accepted('other', login, other.as), ...changed, step('other-again', login, other.as)],
    expect: { kind: 'accepted', step: 'other-again' },
  });
  // Users who can end their other sessions themselves have the option that ASVS asks for.
  if (use !== undefined && use.flow === 'token-info' && operationOf(contract, 'logout-all') === undefined)
    yield scenario(contract, change, 'other-sessions', passwordChangeStatements, {
      level: 'advice',
      source: 'OWASP ASVS 5.0 7.4.3',
      defectKey: 'sessions-outlive-password',
      security: 'other-sessions',
      steps: [
        ...steps.filter(({ id }) => id === 'register'),
        accepted('older', login, as),
        ...steps.filter(({ id }) => id !== 'register'),
        acceptedOrUntested('before', use, as, { session: 'older' }),
        accepted('change', change, as, session),
        step('used', use, as, { session: 'older' }),
      ],
      expect: { kind: 'rejected', step: 'used' },
    });
}
