/** Lifecycle of a logout: the token ends, others remain valid, and a new login works. */
import { returnsRole } from '../../../contract/members.ts';
import { isMain, operationOf, parameterOf } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import {
  accepted,
  areAccepted,
  areRejected,
  beingRefused,
  isRefused,
  issuer,
  provenanceOf,
  scenario,
  setUnknown,
  step,
  withoutCredentials,
} from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Scenario, Step } from '../../model.ts';
import { endOfAccess, protectedOperation } from './shared-steps.ts';
import { logoutStatements, safeMethods, sessionStatements } from '../../../words/statements/sessions.ts';

/** A logout that leaves a token valid, and one that ends another. */
const tooLittle = { defectKey: 'logout-too-little', security: 'logout' } as const;
const tooMuch = { defectKey: 'logout-too-much', security: 'logout' } as const;

export function* logouts(contract: Contract): Generator<Scenario> {
  for (const logout of contract.operations.filter(({ flow }) => flow === 'logout'))
    if (isMain(contract, logout)) yield* ofLogout(contract, logout);
    else yield* ofAnother(contract, logout);
}

/** Another logout has the cases that are about it, and ends a session as well. */
function* ofAnother(contract: Contract, logout: Operation): Generator<Scenario> {
  const login = issuer(contract);
  const use = protectedOperation(contract);
  yield* [...ofLogout(contract, logout)].filter(({ id }) => id.split('/')[1] === logout.id);
  if (login === undefined || use === undefined || !usesToken(logout) || use.security?.optional === true) return;
  yield scenario(contract, logout, 'ends-session', logoutStatements, {
    ...endOfAccess(logout, use),
    ...tooLittle,
    steps: [
      accepted('login', login),
      accepted('before', use, 'account', { session: 'login' }),
      accepted('logout', logout, 'account', { session: 'login' }),
      step('after', use, 'account', { session: 'login' }),
    ],
    expect: { kind: 'rejected', step: 'after' },
  });
}

function* ofLogout(contract: Contract, logout: Operation): Generator<Scenario> {
  const login = issuer(contract);
  const use = protectedOperation(contract);
  if (login === undefined || use === undefined || !usesToken(logout)) return;
  const out = [accepted('login', login), accepted('logout', logout, 'account', { session: 'login' })];
  yield* again(contract, login, logout, out);
  yield* bySafeMethods(contract, login, logout, use);
  yield* endedFor(contract, use, logout, out);
  yield* refused(contract, login, logout, use);
  yield* anonymous(contract, login, logout, use);
  if (login.flow === 'login') {
    yield scenario(contract, login, 'after-logout', sessionStatements, {
      steps: [
        step('attempt', login, 'account'),
        ...out,
        step('login-again', login, 'account'),
        step('used', use, 'account', { session: 'login-again' }),
      ],
      expect: [
        ...areAccepted('login-again', 'used'),
        returnsRole(login, 'user-id') && { kind: 'same', steps: ['login', 'login-again'], role: 'user-id' },
      ],
    });
    yield* renewed(contract, login, logout, out);
    if (parameterOf(logout, 'session-id') !== undefined)
      yield scenario(contract, logout, 'session-of-another', logoutStatements, {
        defectKey: 'another-user',
        security: 'separate-users',
        steps: [
          ...out.slice(0, 1),
          accepted('other', login, 'second'),
          step('named', logout, 'account', { session: 'login', mutations: [{ mutate: 'user-id-of', step: 'other' }] }),
          step('used', use, 'second', { session: 'other' }),
        ],
        expect: { kind: 'accepted', step: 'used' },
      });
    yield scenario(contract, logout, 'leaves-other-user', logoutStatements, {
      defectKey: 'logout-too-much',
      steps: [
        accepted('older', login, 'second'),
        ...out,
        step('older-used', use, 'second', { session: 'older' }),
        accepted('login-again', login),
        accepted('newer', login, 'second'),
        accepted('logout-again', logout, 'account', { session: 'login-again' }),
        step('newer-used', use, 'second', { session: 'newer' }),
      ],
      expect: areAccepted('older-used', 'newer-used'),
    });
  }
}

/** A logout with a token that was logged out. */
function* again(contract: Contract, login: Operation, logout: Operation, out: readonly Step[]): Generator<Scenario> {
  const revoked = provenanceOf(logout, 'revoked-token');
  if (revoked === undefined) return;
  yield scenario(contract, logout, 'revoked-token', logoutStatements, {
    provenance: revoked,
    ...tooLittle,
    steps: [
      ...out,
      step('again', logout, 'account', { session: 'login' }),
      step('once-more', logout, 'account', { session: 'login' }),
    ],
    expect: ['again', 'once-more'].map((id) => ({ kind: 'answers', step: id, situation: 'revoked-token' })),
  });
  if (login.flow !== 'login') return;
  yield scenario(contract, logout, 'older-session', logoutStatements, {
    ...revoked,
    level: 'implied',
    ...tooLittle,
    steps: [
      ...out.slice(0, 1),
      accepted('newer', login),
      // A server may end a user's older sessions at a login.
      ...out.slice(1).map((each): Step => ({ ...each, ifUnmet: 'not-testable' })),
      step('again', logout, 'account', { session: 'login' }),
    ],
    expect: { kind: 'rejected', step: 'again' },
  });
  yield scenario(contract, logout, 'another-user', logoutStatements, {
    ...revoked,
    level: 'implied',
    ...tooLittle,
    steps: [
      ...out,
      accepted('other', login, 'second'),
      accepted('logout-of-other', logout, 'second', { session: 'other' }),
      step('again', logout, 'second', { session: 'other' }),
    ],
    expect: { kind: 'rejected', step: 'again' },
  });
}

/** Requests by safe methods end no session. */
function* bySafeMethods(contract: Contract, login: Operation, logout: Operation, use: Operation): Generator<Scenario> {
  const isInformation = contract.operations.some(({ path, method }) => path === logout.path && method === 'GET');
  // Another GET of the path may be a link that logs out, and HEAD does what GET does.
  const isLink = logout.otherMethods.includes('GET') && !isInformation;
  const safe = ['GET', 'HEAD'].filter((method) => !isLink && !(method === 'GET' && isInformation));
  if (logout.method !== 'GET' && safe.length > 0)
    yield scenario(contract, logout, 'safe-methods', safeMethods(safe), {
      level: 'standard',
      source: 'RFC 9110 section 9.2.1',
      ...tooMuch,
      steps: [
        accepted('login', login),
        ...safe.map((method) =>
          step(`by-${method.toLowerCase()}`, logout, 'account', {
            session: 'login',
            mutations: [{ mutate: 'method', method }],
          }),
        ),
        step('used', use, 'account', { session: 'login' }),
      ],
      expect: { kind: 'accepted', step: 'used' },
    });
}

/** Another operation refuses the token after the logout. */
function* endedFor(contract: Contract, use: Operation, logout: Operation, out: readonly Step[]): Generator<Scenario> {
  const dead = provenanceOf(use, 'revoked-token');
  // If credentials are optional, an ended token may count as missing.
  if (use !== logout && (dead !== undefined || use.security?.optional !== true))
    yield scenario(contract, use, 'after-logout', logoutStatements['used-after-logout'], {
      ...endOfAccess(logout, use),
      ...dead,
      ...tooLittle,
      steps: [
        ...out.slice(0, 1),
        accepted('before', use, 'account', { session: 'login' }),
        ...out.slice(1),
        step('after', use, 'account', { session: 'login' }),
      ],
      expect: isRefused(use, 'revoked-token', 'after'),
    });
}

/** A refused logout ends no session. */
function* refused(contract: Contract, login: Operation, logout: Operation, use: Operation): Generator<Scenario> {
  if (logout.security?.optional !== true && provenanceOf(logout, 'missing-credentials') !== undefined)
    yield scenario(contract, logout, 'refused-leaves-session', logoutStatements, {
      ...tooMuch,
      steps: [
        accepted('login', login),
        // With what else the session has, such as a CSRF token.
        step('refused', logout, 'account', {
          session: 'login',
          mutations: [withoutCredentials(logout)],
          ...beingRefused(logout),
        }),
        step('of-nobody', logout, 'account', {
          session: 'login',
          mutations: [{ mutate: 'token', as: 'unknown-token' }],
          ...beingRefused(logout),
        }),
        step('used', use, 'account', { session: 'login' }),
      ],
      expect: { kind: 'accepted', step: 'used' },
    });
}

/** Logouts of anonymous sessions beside those of users. */
function* anonymous(contract: Contract, login: Operation, logout: Operation, use: Operation): Generator<Scenario> {
  const start = operationOf(contract, 'session-start');
  if (start === undefined || login === start) return;
  const started = accepted('start', start);
  const ended = accepted('logout', logout, 'account', { session: 'start' });
  yield scenario(contract, logout, 'anonymous-session', logoutStatements, {
    steps: [started, step('logout', logout, 'account', { session: 'start' })],
    expect: { kind: 'accepted', step: 'logout' },
  });
  const leaves = (
    slug: 'anonymous-leaves-user' | 'user-leaves-anonymous',
    out: Step,
    session: 'login' | 'start',
  ): Scenario =>
    scenario(contract, logout, slug, logoutStatements, {
      defectKey: 'logout-too-much',
      steps: [accepted('login', login), started, out, step('used', use, 'account', { session })],
      expect: { kind: 'accepted', step: 'used' },
    });
  yield leaves('anonymous-leaves-user', ended, 'login');
  yield leaves('user-leaves-anonymous', accepted('logout', logout, 'account', { session: 'login' }), 'start');
  yield scenario(contract, logout, 'revoked-anonymous-session', logoutStatements, {
    ...tooLittle,
    steps: [started, ended, step('again', logout, 'account', { session: 'start' })],
    expect: { kind: 'rejected', step: 'again' },
  });
}

/** Logins after a logout: ended tokens remain invalid, and passwords are checked. */
function* renewed(contract: Contract, login: Operation, logout: Operation, out: readonly Step[]): Generator<Scenario> {
  const wrong = step('wrong', login, 'account', { mutations: setUnknown(login, 'password') });
  const again = accepted('login-again', login);
  yield scenario(contract, login, 'wrong-password-after-logout', sessionStatements, {
    family: 'credentials',
    defectKey: 'password',
    security: 'password',
    steps: [...out, wrong, again],
    expect: { kind: 'rejected', step: 'wrong' },
  });
  if (provenanceOf(logout, 'revoked-token') !== undefined) {
    yield scenario(contract, logout, 'dead-token-leaves-session', logoutStatements, {
      ...tooMuch,
      steps: [
        ...out,
        again,
        step('dead', logout, 'account', { session: 'login', require: 'rejected' }),
        step('used', protectedOperation(contract) ?? logout, 'account', { session: 'login-again' }),
      ],
      expect: { kind: 'accepted', step: 'used' },
    });
    yield scenario(contract, logout, 'stays-revoked', logoutStatements, {
      defectKey: 'logout-undone',
      security: 'logout',
      steps: [
        ...out,
        accepted('other', login, 'second'),
        wrong,
        again,
        step('used', logout, 'account', { session: 'login' }),
        step('logout-again', logout, 'account', { session: 'login-again' }),
        step('used-later', logout, 'account', { session: 'login' }),
        step('used-last', logout, 'account', { session: 'login-again' }),
      ],
      expect: [
        { kind: 'distinct', steps: ['login', 'other', 'login-again'], role: 'token' },
        ...areRejected('used', 'used-later', 'used-last'),
      ],
    });
  }
}
