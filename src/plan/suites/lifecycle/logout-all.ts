/** A logout of all sessions of a user: each of them ends, and those of other users live on. */
import { returnsRole } from '../../../contract/members.ts';
import { operationOf } from '../../../contract/model.ts';
import type { Contract } from '../../../contract/model.ts';
import {
  accepted,
  acceptedOrUntested,
  areAccepted,
  beingRefused,
  isRefused,
  provenanceOf,
  scenario,
  step,
  withoutCredentials,
} from '../../build.ts';
import type { Scenario, Step } from '../../model.ts';
import { usesToken } from '../../operations.ts';
import { logoutAllStatements } from '../../../words/statements/accounts.ts';
import { commonCases } from './account-flows.ts';
import { protectedOperation } from './shared-steps.ts';

export function* logoutsOfAll(contract: Contract): Generator<Scenario> {
  const all = operationOf(contract, 'logout-all');
  const login = operationOf(contract, 'login');
  const refresh = operationOf(contract, 'refresh');
  const use = protectedOperation(contract);
  if (all === undefined) return;
  yield* commonCases(contract, all, 'logout-all');
  if (login === undefined || use === undefined || !usesToken(all)) return;
  const first = accepted('first', login);
  const second = accepted('second', login);
  const out = accepted('logout', all, 'account', { session: 'second' });
  const used = (id: string, session: string): Step => step(id, use, 'account', { session });
  const before = acceptedOrUntested('before', use, 'account', { session: 'first' });
  // A logout in the place of token info would end what it looks at.
  const seen = use.flow === 'token-info' ? [before] : [];
  const dead = provenanceOf(use, 'revoked-token');
  const over = { ...dead, defectKey: 'logout-too-little', security: 'logout' } as const;
  yield scenario(contract, all, 'own-session', logoutAllStatements, {
    ...over,
    steps: [second, out, used('used', 'second')],
    expect: isRefused(use, 'revoked-token', 'used'),
  });
  yield scenario(contract, all, 'other-sessions', logoutAllStatements, {
    ...over,
    steps: [first, second, ...seen, out, used('used', 'first')],
    expect: isRefused(use, 'revoked-token', 'used'),
  });
  yield scenario(contract, all, 'other-user', logoutAllStatements, {
    defectKey: 'logout-too-much',
    security: 'separate-users',
    steps: [accepted('other', login, 'second'), second, out, step('used', use, 'second', { session: 'other' })],
    expect: { kind: 'accepted', step: 'used' },
  });
  yield scenario(contract, all, 'then-login', logoutAllStatements, {
    defectKey: 'logout-too-much',
    steps: [second, out, step('login-again', login, 'account'), used('used', 'login-again')],
    expect: areAccepted('login-again', 'used'),
  });
  if (refresh !== undefined && usesToken(refresh) && returnsRole(login, 'refresh-token'))
    yield scenario(contract, all, 'refresh-tokens', logoutAllStatements, {
      level: 'standard',
      source: 'OWASP ASVS 5.0 7.4.1',
      defectKey: 'logout-too-little',
      security: 'logout',
      steps: [first, second, out, step('after', refresh, 'account', { session: 'first' })],
      expect: { kind: 'rejected', step: 'after' },
    });
  if (all.security?.optional !== true && provenanceOf(all, 'missing-credentials') !== undefined)
    yield scenario(contract, all, 'refused-leaves-sessions', logoutAllStatements, {
      defectKey: 'logout-too-much',
      security: 'logout',
      steps: [
        second,
        step('refused', all, 'account', {
          session: 'second',
          mutations: [withoutCredentials(all)],
          ...beingRefused(all),
        }),
        used('used', 'second'),
      ],
      expect: { kind: 'accepted', step: 'used' },
    });
}
