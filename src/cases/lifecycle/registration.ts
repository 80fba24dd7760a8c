/** Lifecycle of an account: what a registration leaves behind, and what a refused one does not. */
import { answersTo, operationOf, parameterOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import { setRole, step } from '../build.ts';
import type { Case, Step } from '../case.ts';
import { textOf } from '../values.ts';
import { answers, story, user } from './story.ts';

/** What a registration leaves behind. */
export function registrations(contract: Contract): Case[] {
  const register = operationOf(contract, 'register');
  const login = operationOf(contract, 'login');
  if (register === undefined || login === undefined) return [];
  const use = user(contract);
  const issued = answers(register, 'token');
  const created = step('register', register, 'fresh1', { must: 'accepted' });
  const then = step('login', login, 'fresh1');
  const cases = [
    story(
      contract,
      register,
      'then-login',
      'makes an account that can log in',
      [created, then, loginBeside('login', login)],
      [{ kind: 'accepted', step: 'login' }],
      { cause: 'account-lost' },
    ),
    story(
      contract,
      register,
      'wrong-password',
      'makes an account that wrong passwords do not open',
      [
        created,
        step('flawed', login, 'fresh1', {
          changes: setRole(login, 'password', { of: 'fresh1', part: 'password', mutation: 'extended' }),
        }),
        step('control', login, 'fresh1', { must: 'accepted' }),
      ],
      [{ kind: 'rejected', step: 'flawed' }],
      { cause: 'password', security: true },
    ),
  ];
  if (answers(register, 'user-id') && answers(login, 'user-id'))
    cases.push(
      story(
        contract,
        register,
        'same-user',
        'answers with the user id that the login has',
        [created, then],
        [{ kind: 'same', steps: ['register', 'login'], role: 'user-id' }],
        { cause: 'user-id' },
      ),
    );
  if (use !== undefined && issued) {
    const used = step('used', use, 'fresh1', { session: 'register' });
    cases.push(
      story(
        contract,
        register,
        'working-token',
        'issues a token that works',
        [created, used],
        [{ kind: 'accepted', step: 'used' }],
        { cause: 'token-dead' },
      ),
    );
    if (answers(register, 'user-id') && answers(use, 'user-id'))
      cases.push(
        story(
          contract,
          register,
          'token-of-user',
          'issues a token of the user it made',
          [created, used],
          [{ kind: 'same', steps: ['register', 'used'], role: 'user-id' }],
          { cause: 'user-id', security: true },
        ),
      );
  }
  const another = step('another', register, 'fresh2', { must: 'accepted' });
  if (issued)
    cases.push(
      story(
        contract,
        register,
        'users-apart',
        'gives two new users different tokens',
        [created, another],
        [{ kind: 'distinct', steps: ['register', 'another'], role: 'token' }],
        { cause: 'token-shared', security: true },
      ),
    );
  if (answers(register, 'user-id'))
    cases.push(
      story(
        contract,
        register,
        'user-ids-apart',
        'gives two new users different user ids',
        [created, another],
        [{ kind: 'distinct', steps: ['register', 'another'], role: 'user-id' }],
        { cause: 'user-id' },
      ),
    );
  return [
    ...cases,
    exactPassword(contract, register, login),
    ...leavesSessions(contract, register, login, use),
    ...refusedRegistrations(contract, register, login),
  ];
}

/** The login of an old account where that of a new one is refused: it may be the login that is broken. */
function loginBeside(refused: string, login: Operation): Step {
  return step('control', login, 'account', { must: 'accepted', onlyIfRefused: refused });
}

/** A password that a form, a signature or an HTML page could mangle. */
const awkwardPassword = 'Q7x&w+2z%T <9é';

/** What was registered is what logs in, to the last character. */
function exactPassword(contract: Contract, register: Operation, login: Operation): Case {
  const password = (operation: Operation) => setRole(operation, 'password', { literal: awkwardPassword });
  return story(
    contract,
    register,
    'exact-password',
    'keeps a password with signs, a space and an accent as it is',
    [
      step('register', register, 'fresh1', {
        changes: password(register),
        must: 'accepted',
        otherwise: 'not-testable',
      }),
      step('login', login, 'fresh1', { changes: password(login) }),
      loginBeside('login', login),
    ],
    [{ kind: 'accepted', step: 'login' }],
    { cause: 'password-mangled' },
  );
}

/** A registration is nothing to those who are logged in. */
function leavesSessions(contract: Contract, register: Operation, login: Operation, use: Operation | undefined): Case[] {
  if (use === undefined) return [];
  return [
    story(
      contract,
      register,
      'leaves-sessions',
      'leaves the sessions of other users working',
      [
        step('login', login, 'account', { must: 'accepted' }),
        step('register', register, 'fresh1', { must: 'accepted' }),
        step('used', use, 'account', { session: 'login' }),
      ],
      [{ kind: 'accepted', step: 'used' }],
      { cause: 'session-lost' },
    ),
  ];
}

/** A refused registration changes nothing. */
function refusedRegistrations(contract: Contract, register: Operation, login: Operation): Case[] {
  const identity = parameterOf(register, 'identity');
  const cases: Case[] = [];
  if (identity !== undefined && answersTo(register, 'duplicate-account').length > 0) {
    const again = step('again', register, 'fresh2', {
      changes: [{ kind: 'set', parameter: identity.name, value: { of: 'fresh1', part: 'identity' } }],
    });
    const loginWith = (id: string, password: 'fresh1' | 'fresh2') =>
      step(id, login, 'fresh1', { changes: setRole(login, 'password', { of: password, part: 'password' }) });
    cases.push(
      story(
        contract,
        register,
        'duplicate-leaves-first',
        'leaves the first account and its password as they were when its identity is registered again',
        [
          step('first', register, 'fresh1', { must: 'accepted' }),
          again,
          loginWith('second-password', 'fresh2'),
          loginWith('first-password', 'fresh1'),
          loginBeside('first-password', login),
        ],
        [
          { kind: 'rejected', step: 'second-password' },
          { kind: 'accepted', step: 'first-password' },
        ],
        { cause: 'duplicate', security: true },
      ),
    );
  }
  const password = parameterOf(register, 'password');
  const least = password?.schema.minLength ?? 0;
  if (password !== undefined && least > 1 && answersTo(register, `invalid-parameter:${password.name}`).length > 0) {
    const short = { literal: textOf(least - 1) };
    cases.push(
      story(
        contract,
        register,
        'refused-leaves-nothing',
        'leaves no account behind when the password is too short',
        [
          step('refused', register, 'fresh1', { changes: setRole(register, 'password', short), must: 'rejected' }),
          step('login', login, 'fresh1', { changes: setRole(login, 'password', short) }),
          step('register', register, 'fresh1'),
          step('control', register, 'fresh2', { must: 'accepted', onlyIfRefused: 'register' }),
        ],
        [
          { kind: 'rejected', step: 'login' },
          { kind: 'accepted', step: 'register' },
        ],
        { cause: 'half-registered' },
      ),
    );
  }
  return cases;
}
