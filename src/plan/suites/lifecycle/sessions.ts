/** Lifecycle of sessions: what holds between logins, and between a login and token info. */
import { returnsRole } from '../../../contract/members.ts';
import { isMain, operationOf, parameterOf } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { accepted, areAccepted, at, provenanceOf, scenario, setUnknown, step } from '../../build.ts';
import type { Scenario, Expectation, Step } from '../../model.ts';
import { nothingOfOthers } from './others.ts';
import { besideAnonymous } from './anonymous.ts';
import { loginsAtOnce } from './at-once.ts';
import { protectedOperation } from './shared-steps.ts';
import { tokenInfo } from './token-info.ts';
import { interpretations } from '../../../words/interpretations.ts';
import { logoutStatements, sessionStatements } from '../../../words/statements/sessions.ts';

/** Relations between logins, and between a login and token info. */
export function* sessions(contract: Contract, login: Operation): Generator<Scenario> {
  const use = protectedOperation(contract);
  const info = operationOf(contract, 'token-info');
  if (login.flow === 'login') yield* logins(contract, login, use);
  yield* otherLogins(contract, use);
  if (info !== undefined) yield* tokenInfo(contract, login, info);
  for (const operation of contract.operations) yield* independent(contract, operation);
  yield* besideAnonymous(contract, login);
  yield* loginsAtOnce(contract, login, info);
  yield* nothingOfOthers(contract, login);
}

/** The session of each login beside the main one works, and is that of the same user. */
function* otherLogins(contract: Contract, use: Operation | undefined): Generator<Scenario> {
  if (use === undefined) return;
  const others = contract.operations.filter((each) => each.flow === 'login' && !isMain(contract, each));
  for (const login of others)
    yield scenario(contract, login, 'works', sessionStatements, {
      defectKey: 'session-lost',
      security: 'separate-users',
      steps: [accepted('login', login), step('used', use, 'account', { session: 'login' }), ...mainUse(contract, use)],
      expect: [
        { kind: 'accepted', step: 'used', beside: 'main-used' },
        returnsRole(use, 'user-id') && { kind: 'same', steps: ['used', 'main-used'], role: 'user-id' },
      ],
    });
}

/** The same with the session of the main login. */
function mainUse(contract: Contract, use: Operation): Step[] {
  const main = operationOf(contract, 'login');
  if (main === undefined) return [];
  return [accepted('main-login', main), accepted('main-used', use, 'account', { session: 'main-login' })];
}

function* logins(contract: Contract, login: Operation, use: Operation | undefined): Generator<Scenario> {
  const used = use === undefined ? [] : [step('used', use, 'account', { session: 'again' })];
  const twice = [accepted('first', login), step('again', login, 'account')];
  const both = [accepted('first', login), accepted('other', login, 'second')];
  yield scenario(
    contract,
    login,
    'second-login',
    sessionStatements[use === undefined ? 'second-login' : 'second-login-used'],
    {
      steps: [...twice, ...used],
      expect: areAccepted('again', ...used.map(({ id }) => id)),
    },
  );
  yield scenario(contract, login, 'another-user', sessionStatements, {
    steps: both,
    expect: { kind: 'accepted', step: 'other', beside: 'first' },
  });
  const apart = [
    ['users-apart', 'token', 'token-shared'],
    ['secrets-apart', 'token-secret', 'token-secret-shared'],
  ] as const;
  for (const [slug, role, defectKey] of apart)
    if (returnsRole(login, role))
      yield scenario(contract, login, slug, sessionStatements, {
        defectKey,
        security: 'separate-users',
        steps: both,
        expect: { kind: 'distinct', steps: ['first', 'other'], role },
      });
  if (use !== undefined) yield* survivals(contract, login, use);
  if (returnsRole(login, 'user-id')) {
    yield scenario(contract, login, 'same-user', sessionStatements, {
      defectKey: 'user-id',
      steps: [accepted('first', login), accepted('again', login)],
      expect: { kind: 'same', steps: ['first', 'again'], role: 'user-id' },
    });
    yield scenario(contract, login, 'user-ids-apart', sessionStatements, {
      defectKey: 'user-id',
      steps: both,
      expect: { kind: 'distinct', steps: ['first', 'other'], role: 'user-id' },
    });
  }
  // The login name may be an alias of the returned address, unless the document calls it an address.
  const isAddress = parameterOf(login, 'identity')?.schema.format === 'email';
  const own = (id: string, beside: string): Expectation => ({
    kind: 'own-identity',
    step: id,
    ...(isAddress ? {} : { beside }),
  });
  if (returnsRole(login, 'identity'))
    yield scenario(contract, login, 'own-identity', sessionStatements, {
      defectKey: 'identity',
      steps: both,
      expect: [own('first', 'other'), own('other', 'first')],
    });
}

/** A session survives the logins of others, and invalid ones. */
function* survivals(contract: Contract, login: Operation, use: Operation): Generator<Scenario> {
  const used = step('used', use, 'account', { session: 'first' });
  const failed = (id: string, role: 'password' | 'identity'): Step =>
    step(id, login, 'account', { mutations: setUnknown(login, role), require: 'rejected' });
  yield scenario(contract, login, 'leaves-other-user', sessionStatements, {
    defectKey: 'session-lost',
    shownByProbe: true,
    steps: [
      accepted('first', login),
      accepted('other', login, 'second'),
      accepted('other-again', login, 'second'),
      accepted('other-once-more', login, 'second'),
      used,
    ],
    expect: { kind: 'accepted', step: 'used' },
  });
  yield scenario(contract, login, 'failed-leaves-session', sessionStatements, {
    defectKey: 'session-lost-by-failure',
    security: 'separate-users',
    shownByProbe: true,
    steps: [
      accepted('first', login),
      failed('failed', 'password'),
      ...(parameterOf(login, 'identity') === undefined ? [] : [failed('failed-too', 'identity')]),
      used,
    ],
    expect: { kind: 'accepted', step: 'used' },
  });
}

/** Sessions that the contract calls independent: each has a separate token and ends alone. */
function* independent(contract: Contract, operation: Operation): Generator<Scenario> {
  const provenance = provenanceOf(operation, 'another-session');
  if (provenance === undefined) return;
  const two = [accepted('first', operation), accepted('another', operation)];
  const failed = step('failed', operation, 'account', { mutations: setUnknown(operation, 'password') });
  // Session starts are cheap; logins may be limited.
  const more = Array.from({ length: operation.flow === 'session-start' ? 4 : 1 }, (_, index) =>
    accepted(`another-${index + 2}`, operation),
  );
  const all = [...two, ...(operation.flow === 'login' ? [failed] : []), ...more];
  yield scenario(contract, operation, 'sessions-apart', sessionStatements, {
    provenance,
    defectKey: 'token-shared',
    steps: all,
    expect: { kind: 'distinct', steps: [...two, ...more].map(({ id }) => id), role: 'token' },
  });
  const logout = operationOf(contract, 'logout');
  if (logout === undefined) return;
  const slug = operation.flow === 'session-start' ? 'leaves-anonymous-session' : 'leaves-other-session';
  const use = protectedOperation(contract) ?? logout;
  const isOpen = operation.flow === 'login' && operationOf(contract, 'logout-all') === undefined;
  yield scenario(contract, logout, slug, logoutStatements, {
    ...(isOpen ? { provenance: at('advice', logout.provenance, { reading: interpretations.endsUser }) } : {}),
    defectKey: 'logout-too-much',
    steps: [
      ...two,
      // A login may end the user's session before it.
      step('logout', logout, 'account', {
        session: 'first',
        require: 'accepted',
        ...(operation.flow === 'login' ? { ifUnmet: 'not-testable' as const } : {}),
      }),
      step('used', use, 'account', { session: 'another' }),
    ],
    expect: { kind: 'accepted', step: 'used' },
  });
}
