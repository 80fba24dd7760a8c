/** Lifecycle of an account after its registration. */
import { answersTo, operationOf, parameterOf } from '../../../contract/model.ts';
import { membersOf } from '../../../contract/members.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { provenanceOf, setRole, step } from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Scenario, Expectation, Step } from '../../model.ts';
import { ofNobody } from '../../values.ts';
import { anyAddress, awkwardIdentities, awkwardPasswords, elsewhere } from './awkward-accounts.ts';
import { refusedRegistrations } from './refused-registration.ts';
import { apartFromAnonymous } from './anonymous.ts';
import { registrationsAtOnce } from './at-once.ts';
import { answers } from '../issued-tokens.ts';
import { loginBeside, proofOfEnd, story, user } from './story.ts';
import { registrationStatements } from '../../../words/statements/registration.ts';
import { sessionStatements } from '../../../words/statements/sessions.ts';

/** The effects of a registration. */
export function registrations(contract: Contract): Scenario[] {
  const register = operationOf(contract, 'register');
  const login = operationOf(contract, 'login');
  if (register === undefined || login === undefined) return [];
  const use = user(contract);
  const issued = answers(register, 'token');
  const created = step('register', register, 'generated1', { require: 'accepted' });
  const then = step('login', login, 'generated1');
  const another = step('another', register, 'generated2', { require: 'accepted' });
  const third = step('third', register, 'generated3', { require: 'accepted' });
  const session = use === undefined || !answers(login, 'token') ? undefined : sessionAfter(login, use);
  const cases = [
    story(
      contract,
      register,
      'after-failed-login',
      registrationStatements['after-failed-login'],
      [step('tried', login, 'generated1', { require: 'rejected' }), created, then, loginBeside('login', login)],
      [{ kind: 'accepted', step: 'login' }],
      { defectKey: 'account-lost' },
    ),
    story(
      contract,
      register,
      'then-login',
      registrationStatements['then-login'],
      [created, then, loginBeside('login', login), ...(session?.steps ?? [])],
      [{ kind: 'accepted', step: 'login' }, ...(session?.expectations ?? [])],
      { defectKey: 'account-lost' },
    ),
    story(
      contract,
      register,
      'keeps-account',
      registrationStatements['keeps-account'],
      [created, another, third, then, step('login-again', login, 'generated1'), loginBeside('login-again', login)],
      [
        { kind: 'accepted', step: 'login' },
        { kind: 'accepted', step: 'login-again' },
      ],
      { defectKey: 'account-lost' },
    ),
    story(
      contract,
      register,
      'wrong-password',
      registrationStatements['wrong-password'],
      [
        created,
        step('flawed', login, 'generated1', {
          mutations: setRole(login, 'password', { of: 'generated1', part: 'password', by: 'extended' }),
        }),
        step('of-nobody', login, 'generated1', {
          mutations: setRole(login, 'password', { literal: ofNobody(login, 'password') }),
        }),
        step('control', login, 'generated1', { require: 'accepted' }),
      ],
      [
        { kind: 'rejected', step: 'flawed' },
        answersTo(login, 'wrong-password').length === 0
          ? { kind: 'rejected', step: 'of-nobody' }
          : { kind: 'answers', step: 'of-nobody', situation: 'wrong-password' },
      ],
      { family: 'credentials', defectKey: 'password', security: 'password' },
    ),
  ];
  if (answers(register, 'user-id') && answers(login, 'user-id'))
    cases.push(
      story(
        contract,
        register,
        'same-user',
        registrationStatements['same-user'],
        [created, another, then],
        [{ kind: 'same', steps: ['register', 'login'], role: 'user-id' }],
        { defectKey: 'user-id' },
      ),
    );
  if (use !== undefined && issued) {
    const used = step('used', use, 'generated1', { session: 'register' });
    cases.push(
      story(
        contract,
        register,
        'working-token',
        registrationStatements['working-token'],
        [created, used],
        [{ kind: 'accepted', step: 'used' }],
        { defectKey: 'token-dead' },
      ),
    );
    if (answers(register, 'user-id') && answers(use, 'user-id'))
      cases.push(
        story(
          contract,
          register,
          'token-of-user',
          registrationStatements['token-of-user'],
          [created, used],
          [{ kind: 'same', steps: ['register', 'used'], role: 'user-id' }],
          { defectKey: 'user-id', security: 'separate-users' },
        ),
      );
  }
  if (issued && provenanceOf(login, 'another-session') !== undefined)
    cases.push(
      story(
        contract,
        register,
        'session-apart-from-login',
        registrationStatements['session-apart-from-login'],
        [created, step('login', login, 'generated1', { require: 'accepted' })],
        [{ kind: 'distinct', steps: ['register', 'login'], role: 'token' }],
        { defectKey: 'token-shared' },
      ),
    );
  if (issued)
    cases.push(
      story(
        contract,
        register,
        'users-apart',
        registrationStatements['users-apart'],
        [created, another, third],
        [{ kind: 'distinct', steps: ['register', 'another', 'third'], role: 'token' }],
        { defectKey: 'token-shared', security: 'separate-users' },
      ),
    );
  if (answers(register, 'user-id'))
    cases.push(
      story(
        contract,
        register,
        'user-ids-apart',
        registrationStatements['user-ids-apart'],
        [created, another],
        [{ kind: 'distinct', steps: ['register', 'another'], role: 'user-id' }],
        { defectKey: 'user-id' },
      ),
    );
  return [
    ...cases,
    ...awkwardPasswords(contract, register, login),
    ...awkwardIdentities(contract, register, login),
    ...anyAddress(contract, register),
    ...elsewhere(contract, register),
    ...samePassword(contract, register, login),
    ...chosenIds(contract, register),
    ...chosenRights(contract, register, login),
    registrationsAtOnce(contract, register, login),
    ...apartFromAnonymous(contract, register),
    ...afterLogout(contract, register, login),
    ...leavesSessions(contract, register, login, use),
    ...ofTheNewest(contract, register, login),
    ...refusedRegistrations(contract, register, login),
  ];
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
function afterLogout(contract: Contract, register: Operation, login: Operation): Scenario[] {
  const logout = operationOf(contract, 'logout');
  const identity = parameterOf(register, 'identity');
  if (logout === undefined || !usesToken(logout) || !answers(register, 'token')) return [];
  const out = [
    step('register', register, 'generated1', { require: 'accepted' }),
    step('logout', logout, 'generated1', { session: 'register', require: 'accepted' }),
  ];
  const duplicate =
    identity === undefined || answersTo(register, 'duplicate-account').length === 0
      ? []
      : [
          step('again', register, 'generated2', {
            mutations: [{ mutate: 'set', parameter: identity.name, value: { of: 'generated1', part: 'identity' } }],
          }),
        ];
  return [
    story(
      contract,
      register,
      'revoked-token',
      registrationStatements['revoked-token'],
      [...out, step('again', proofOfEnd(contract, logout), 'generated1', { session: 'register' })],
      [{ kind: 'rejected', step: 'again' }],
      { defectKey: 'logout-too-little', security: 'logout' },
    ),
    story(
      contract,
      register,
      'account-outlives-session',
      registrationStatements['account-outlives-session'],
      [
        ...out,
        step('login', login, 'generated1'),
        loginBeside('login', login),
        step('logout-again', logout, 'generated1', { session: 'login', when: { step: 'login', was: ['accepted'] } }),
        step('login-again', login, 'generated1', { when: { step: 'login', was: ['accepted'] } }),
        ...duplicate,
      ],
      [
        { kind: 'accepted', step: 'login' },
        { kind: 'accepted', step: 'login-again' },
        ...duplicate.map(({ id }) => ({ kind: 'rejected', step: id }) as const),
      ],
      { defectKey: 'account-lost' },
    ),
  ];
}

/** A registration does not affect the sessions of others. */
function leavesSessions(
  contract: Contract,
  register: Operation,
  login: Operation,
  use: Operation | undefined,
): Scenario[] {
  if (use === undefined) return [];
  return [
    story(
      contract,
      register,
      'leaves-sessions',
      registrationStatements['leaves-sessions'],
      [
        step('login', login, 'account', { require: 'accepted' }),
        step('register', register, 'generated1', { require: 'accepted' }),
        step('used', use, 'account', { session: 'login' }),
      ],
      [{ kind: 'accepted', step: 'used' }],
      { defectKey: 'session-lost', shownByProbe: true },
    ),
  ];
}

/** The password of a new account is not valid for another one. */
function ofTheNewest(contract: Contract, register: Operation, login: Operation): Scenario[] {
  const provenance = provenanceOf(login, 'wrong-password');
  if (provenance === undefined) return [];
  const mutations = setRole(login, 'password', { of: 'generated1', part: 'password' });
  return [
    story(
      contract,
      login,
      'password-of-newest-account',
      sessionStatements['password-of-newest-account'],
      [
        step('register', register, 'generated1', { require: 'accepted' }),
        step('flawed', login, 'account', { mutations }),
        step('control', login, 'account', { require: 'accepted' }),
      ],
      [{ kind: 'rejected', step: 'flawed' }],
      { ...provenance, level: 'implied', family: 'credentials', defectKey: 'password', security: 'password' },
    ),
  ];
}

/** Undocumented properties do not choose the id of a new user; two that ask for one id get two. */
function chosenIds(contract: Contract, register: Operation): Scenario[] {
  const success = answersTo(register, 'success')[0];
  const own =
    success?.schema === undefined
      ? undefined
      : membersOf(success.schema, success.provenance).find(({ role }) => role === 'user-id');
  if (own === undefined || register.security?.signature !== undefined) return [];
  const names = new Set([own.name.split('.').at(-1) ?? '', 'id', 'user_id', 'userId']);
  if (register.parameters.some(({ name }) => names.has(name))) return [];
  // No target has so many users that one of them has this id.
  const members = Object.fromEntries([...names].map((name) => [name, 902_754_113]));
  const asking = (id: string, as: 'generated1' | 'generated2') =>
    step(id, register, as, { mutations: [{ mutate: 'extra', members }], require: 'accepted', ifUnmet: 'not-testable' });
  return [
    story(
      contract,
      register,
      'chosen-id',
      registrationStatements['chosen-id'],
      [asking('one', 'generated1'), asking('other', 'generated2')],
      [{ kind: 'distinct', steps: ['one', 'other'], role: 'user-id' }],
      { defectKey: 'user-id', security: 'mass-assignment' },
    ),
  ];
}

/** Members that give rights in many products. */
const rights = { role: 'admin', admin: true, is_admin: true, isAdmin: true } as const;

/** Undocumented properties of a registration grant no rights. */
function chosenRights(contract: Contract, register: Operation, login: Operation): Scenario[] {
  const members = Object.fromEntries(
    Object.entries(rights).filter(([name]) => register.parameters.every((each) => each.name !== name)),
  );
  const info = operationOf(contract, 'token-info');
  const told = info !== undefined && usesToken(info) && answers(login, 'token') ? info : undefined;
  if (Object.keys(members).length === 0 || register.security?.signature !== undefined) return [];
  const infoOf = (of: string, as: 'generated1' | 'generated2'): Step[] =>
    told === undefined
      ? []
      : [
          step(`login-${of}`, login, as, { require: 'accepted', ifUnmet: 'not-testable' }),
          step(`info-${of}`, told, as, { session: `login-${of}`, require: 'accepted', ifUnmet: 'not-testable' }),
        ];
  return [
    story(
      contract,
      register,
      'chosen-rights',
      registrationStatements['chosen-rights'],
      [
        step('plain', register, 'generated1', { require: 'accepted' }),
        ...infoOf('plain', 'generated1'),
        step('asking', register, 'generated2', {
          mutations: [{ mutate: 'extra', members }],
          require: 'accepted',
          ifUnmet: 'not-testable',
        }),
        ...infoOf('asking', 'generated2'),
      ],
      [
        { kind: 'not-granted', step: 'asking', beside: 'plain', members },
        ...(told === undefined
          ? []
          : [{ kind: 'not-granted', step: 'info-asking', beside: 'info-plain', members } as const]),
      ],
      {
        level: 'standard',
        source: 'OWASP API Security Top 10 (2023) API3',
        defectKey: 'rights',
        security: 'mass-assignment',
      },
    ),
  ];
}

/** The identity, not the password, decides the user of a login. */
function samePassword(contract: Contract, register: Operation, login: Operation): Scenario[] {
  if (!answers(register, 'user-id') || !answers(login, 'user-id')) return [];
  const own = setRole(register, 'password', { of: 'generated1', part: 'password' });
  return [
    story(
      contract,
      register,
      'same-password',
      registrationStatements['same-password'],
      [
        step('first', register, 'generated1', { require: 'accepted' }),
        step('other', register, 'generated2', { mutations: own, require: 'accepted' }),
        step('login', login, 'generated2', {
          mutations: setRole(login, 'password', { of: 'generated1', part: 'password' }),
          require: 'accepted',
        }),
      ],
      [{ kind: 'same', steps: ['other', 'login'], role: 'user-id' }],
      { defectKey: 'user-id', security: 'separate-users' },
    ),
  ];
}
