/** Lifecycle of an account after its registration. */
import { answersTo, operationOf } from '../../../contract/model.ts';
import { membersOf, returnsRole } from '../../../contract/members.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import {
  accepted,
  acceptedOrUntested,
  areAccepted,
  areRejected,
  isRefused,
  provenanceOf,
  scenario,
  setRole,
  setUnknown,
  step,
} from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Scenario, Expectation, Step } from '../../model.ts';
import { anyAddress, awkwardIdentities, awkwardPasswords, elsewhere } from './awkward-accounts.ts';
import { refusedRegistrations } from './refused-registration.ts';
import { apartFromAnonymous } from './anonymous.ts';
import { registrationsAtOnce } from './at-once.ts';
import { endOfAccess, loginBeside, proofOfEnd, protectedOperation } from './shared-steps.ts';
import { registrationStatements } from '../../../words/statements/registration.ts';
import { sessionStatements } from '../../../words/statements/sessions.ts';

/** The effects of a registration. */
export function* registrations(contract: Contract): Generator<Scenario> {
  const register = operationOf(contract, 'register');
  const login = operationOf(contract, 'login');
  if (register === undefined || login === undefined) return;
  yield* logsIn(contract, register, login);
  yield* ofItsUser(contract, register, login);
  yield* awkwardPasswords(contract, register, login);
  yield* awkwardIdentities(contract, register, login);
  yield* anyAddress(contract, register);
  yield* elsewhere(contract, register);
  yield* samePassword(contract, register, login);
  yield* chosenIds(contract, register);
  yield* chosenRights(contract, register, login);
  yield registrationsAtOnce(contract, register, login);
  yield* apartFromAnonymous(contract, register);
  yield* afterLogout(contract, register, login);
  yield* leavesSessions(contract, register, login);
  yield* ofTheNewest(contract, register, login);
  yield* refusedRegistrations(contract, register, login);
}

/** Registrations of three users. */
function made(register: Operation): [Step, Step, Step] {
  return [
    accepted('register', register, 'generated1'),
    accepted('another', register, 'generated2'),
    accepted('third', register, 'generated3'),
  ];
}

/** The new account can log in, with its password only. */
function* logsIn(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  const use = protectedOperation(contract);
  const [created, another, third] = made(register);
  const then = step('login', login, 'generated1');
  const session = use === undefined || !returnsRole(login, 'token') ? undefined : sessionAfter(login, use);
  yield scenario(contract, register, 'after-failed-login', registrationStatements, {
    defectKey: 'account-lost',
    steps: [step('tried', login, 'generated1', { require: 'rejected' }), created, then, loginBeside('login', login)],
    expect: { kind: 'accepted', step: 'login' },
  });
  yield scenario(contract, register, 'then-login', registrationStatements, {
    defectKey: 'account-lost',
    steps: [created, then, loginBeside('login', login), ...(session?.steps ?? [])],
    expect: [{ kind: 'accepted', step: 'login' }, ...(session?.expectations ?? [])],
  });
  yield scenario(contract, register, 'keeps-account', registrationStatements, {
    defectKey: 'account-lost',
    steps: [created, another, third, then, step('login-again', login, 'generated1'), loginBeside('login-again', login)],
    expect: areAccepted('login', 'login-again'),
  });
  yield scenario(contract, register, 'wrong-password', registrationStatements, {
    family: 'credentials',
    defectKey: 'password',
    security: 'password',
    steps: [
      created,
      step('flawed', login, 'generated1', {
        mutations: setRole(login, 'password', { of: 'generated1', by: 'extended' }),
      }),
      step('of-nobody', login, 'generated1', { mutations: setUnknown(login, 'password') }),
      accepted('control', login, 'generated1'),
    ],
    expect: [{ kind: 'rejected', step: 'flawed' }, isRefused(login, 'wrong-password', 'of-nobody')],
  });
}

/** The ids and tokens of a registration are those of its user. */
function* ofItsUser(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  const use = protectedOperation(contract);
  const [created, another, third] = made(register);
  const issued = returnsRole(register, 'token');
  if (returnsRole(register, 'user-id') && returnsRole(login, 'user-id'))
    yield scenario(contract, register, 'same-user', registrationStatements, {
      defectKey: 'user-id',
      steps: [created, another, step('login', login, 'generated1')],
      expect: { kind: 'same', steps: ['register', 'login'], role: 'user-id' },
    });
  if (use !== undefined && issued) {
    const used = step('used', use, 'generated1', { session: 'register' });
    yield scenario(contract, register, 'working-token', registrationStatements, {
      defectKey: 'token-dead',
      steps: [created, used],
      expect: { kind: 'accepted', step: 'used' },
    });
    if (returnsRole(register, 'user-id') && returnsRole(use, 'user-id'))
      yield scenario(contract, register, 'token-of-user', registrationStatements, {
        defectKey: 'user-id',
        security: 'separate-users',
        steps: [created, used],
        expect: { kind: 'same', steps: ['register', 'used'], role: 'user-id' },
      });
  }
  if (issued && provenanceOf(login, 'another-session') !== undefined)
    yield scenario(contract, register, 'session-apart-from-login', registrationStatements, {
      defectKey: 'token-shared',
      steps: [created, accepted('login', login, 'generated1')],
      expect: { kind: 'distinct', steps: ['register', 'login'], role: 'token' },
    });
  if (issued)
    yield scenario(contract, register, 'users-apart', registrationStatements, {
      defectKey: 'token-shared',
      security: 'separate-users',
      steps: [created, another, third],
      expect: { kind: 'distinct', steps: ['register', 'another', 'third'], role: 'token' },
    });
  if (returnsRole(register, 'user-id'))
    yield scenario(contract, register, 'user-ids-apart', registrationStatements, {
      defectKey: 'user-id',
      steps: [created, another],
      expect: { kind: 'distinct', steps: ['register', 'another'], role: 'user-id' },
    });
}

/** The session of a new account's login works, where that of an old one does. */
function sessionAfter(login: Operation, use: Operation): { steps: Step[]; expectations: Expectation[] } {
  const more = { require: 'accepted', when: { step: 'used', was: ['rejected', 'nonconforming'] } } as const;
  return {
    steps: [
      step('used', use, 'generated1', { session: 'login', when: { step: 'login', was: ['accepted'] } }),
      step('login-of-old', login, 'account', more),
      step('used-by-old', use, 'account', { ...more, session: 'login-of-old' }),
    ],
    expectations: [{ kind: 'accepted', step: 'used', beside: 'used-by-old' }],
  };
}

/** A logout ends the session of a registration, but not its account. */
function* afterLogout(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  const logout = operationOf(contract, 'logout');
  if (logout === undefined || !usesToken(logout) || !returnsRole(register, 'token')) return;
  const out = [
    accepted('register', register, 'generated1'),
    accepted('logout', logout, 'generated1', { session: 'register' }),
  ];
  const taken = setRole(register, 'identity', { of: 'generated1' });
  const saysDuplicate = taken.length > 0 && answersTo(register, 'duplicate-account').length > 0;
  const duplicate = saysDuplicate ? [step('again', register, 'generated2', { mutations: taken })] : [];
  const proof = proofOfEnd(contract, logout);
  yield scenario(contract, register, 'revoked-token', registrationStatements, {
    ...endOfAccess(logout, proof),
    defectKey: 'logout-too-little',
    security: 'logout',
    steps: [...out, step('again', proof, 'generated1', { session: 'register' })],
    expect: { kind: 'rejected', step: 'again' },
  });
  yield scenario(contract, register, 'account-outlives-session', registrationStatements, {
    defectKey: 'account-lost',
    steps: [
      ...out,
      step('login', login, 'generated1'),
      loginBeside('login', login),
      step('logout-again', logout, 'generated1', { session: 'login', when: { step: 'login', was: ['accepted'] } }),
      step('login-again', login, 'generated1', { when: { step: 'login', was: ['accepted'] } }),
      ...duplicate,
    ],
    expect: [...areAccepted('login', 'login-again'), ...areRejected(...duplicate.map(({ id }) => id))],
  });
}

/** A registration does not affect the sessions of others. */
function* leavesSessions(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  const use = protectedOperation(contract);
  if (use === undefined) return;
  yield scenario(contract, register, 'leaves-sessions', registrationStatements, {
    defectKey: 'session-lost',
    shownByProbe: true,
    steps: [
      accepted('login', login),
      accepted('register', register, 'generated1'),
      step('used', use, 'account', { session: 'login' }),
    ],
    expect: { kind: 'accepted', step: 'used' },
  });
}

/** The password of a new account is not valid for another one. */
function* ofTheNewest(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  const provenance = provenanceOf(login, 'wrong-password');
  if (provenance === undefined) return;
  const mutations = setRole(login, 'password', { of: 'generated1' });
  yield scenario(contract, login, 'password-of-newest-account', sessionStatements, {
    ...provenance,
    level: 'implied',
    family: 'credentials',
    defectKey: 'password',
    security: 'password',
    steps: [
      accepted('register', register, 'generated1'),
      step('flawed', login, 'account', { mutations }),
      accepted('control', login),
    ],
    expect: { kind: 'rejected', step: 'flawed' },
  });
}

/** Undocumented properties do not choose the id of a new user; two that ask for one id get two. */
function* chosenIds(contract: Contract, register: Operation): Generator<Scenario> {
  const success = answersTo(register, 'success')[0];
  const own =
    success?.schema === undefined
      ? undefined
      : membersOf(success.schema, success.provenance).find(({ role }) => role === 'user-id');
  if (own === undefined || register.security?.signature !== undefined) return;
  const names = new Set([own.name.split('.').at(-1) ?? '', 'id', 'user_id', 'userId']);
  if (register.parameters.some(({ name }) => names.has(name))) return;
  // No target has so many users that one of them has this id.
  const members = Object.fromEntries([...names].map((name) => [name, 902_754_113]));
  const asking = (id: string, as: 'generated1' | 'generated2') =>
    acceptedOrUntested(id, register, as, { mutations: [{ mutate: 'extra', members }] });
  yield scenario(contract, register, 'chosen-id', registrationStatements, {
    defectKey: 'user-id',
    security: 'mass-assignment',
    steps: [asking('one', 'generated1'), asking('other', 'generated2')],
    expect: { kind: 'distinct', steps: ['one', 'other'], role: 'user-id' },
  });
}

/** Members that give rights in many products. */
const rights = { role: 'admin', admin: true, is_admin: true, isAdmin: true } as const;

/** Undocumented properties of a registration grant no rights. */
function* chosenRights(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  const members = Object.fromEntries(
    Object.entries(rights).filter(([name]) => register.parameters.every((each) => each.name !== name)),
  );
  const info = operationOf(contract, 'token-info');
  const told = info !== undefined && usesToken(info) && returnsRole(login, 'token') ? info : undefined;
  if (Object.keys(members).length === 0 || register.security?.signature !== undefined) return;
  const infoOf = (of: string, as: 'generated1' | 'generated2'): Step[] =>
    told === undefined
      ? []
      : [
          acceptedOrUntested(`login-${of}`, login, as),
          acceptedOrUntested(`info-${of}`, told, as, { session: `login-${of}` }),
        ];
  yield scenario(contract, register, 'chosen-rights', registrationStatements, {
    level: 'standard',
    source: 'OWASP API Security Top 10 (2023) API3',
    defectKey: 'rights',
    security: 'mass-assignment',
    steps: [
      accepted('plain', register, 'generated1'),
      ...infoOf('plain', 'generated1'),
      acceptedOrUntested('asking', register, 'generated2', { mutations: [{ mutate: 'extra', members }] }),
      ...infoOf('asking', 'generated2'),
    ],
    expect: [
      { kind: 'not-granted', step: 'asking', beside: 'plain', members },
      told !== undefined && { kind: 'not-granted', step: 'info-asking', beside: 'info-plain', members },
    ],
  });
}

/** The identity, not the password, decides the user of a login. */
function* samePassword(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  if (!returnsRole(register, 'user-id') || !returnsRole(login, 'user-id')) return;
  const own = setRole(register, 'password', { of: 'generated1' });
  yield scenario(contract, register, 'same-password', registrationStatements, {
    defectKey: 'user-id',
    security: 'separate-users',
    steps: [
      accepted('first', register, 'generated1'),
      accepted('other', register, 'generated2', { mutations: own }),
      accepted('login', login, 'generated2', {
        mutations: setRole(login, 'password', { of: 'generated1' }),
      }),
    ],
    expect: { kind: 'same', steps: ['other', 'login'], role: 'user-id' },
  });
}
