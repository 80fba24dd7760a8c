/** Lifecycle of an account: what a registration leaves behind, and what a refused one does not. */
import { answersTo, operationOf, parameterOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import { provenanceOf, setRole, step, usesToken, withoutCredentials } from '../build.ts';
import type { Case, Change, MutationName, Step, Value } from '../case.ts';
import { ofNobody, textOf } from '../values.ts';
import { wrongSecret } from '../flaws/client-flaws.ts';
import { sessionOf } from '../positive.ts';
import { wrongClientSecret } from '../tamper.ts';
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
  const another = step('another', register, 'fresh2', { must: 'accepted' });
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
      'keeps-account',
      'makes an account that another registration leaves as it is, and that can log in again',
      [created, another, then, step('login-again', login, 'fresh1'), loginBeside('login-again', login)],
      [
        { kind: 'accepted', step: 'login' },
        { kind: 'accepted', step: 'login-again' },
      ],
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
        step('of-nobody', login, 'fresh1', {
          changes: setRole(login, 'password', { literal: ofNobody(login, 'password') }),
        }),
        step('control', login, 'fresh1', { must: 'accepted' }),
      ],
      [
        { kind: 'rejected', step: 'flawed' },
        answersTo(login, 'wrong-password').length === 0
          ? { kind: 'rejected', step: 'of-nobody' }
          : { kind: 'answers', step: 'of-nobody', situation: 'wrong-password' },
      ],
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
  if (issued && provenanceOf(login, 'another-session') !== undefined)
    cases.push(
      story(
        contract,
        register,
        'session-apart-from-login',
        'issues another token than the login after it',
        [created, step('login', login, 'fresh1', { must: 'accepted' })],
        [{ kind: 'distinct', steps: ['register', 'login'], role: 'token' }],
        { cause: 'token-shared' },
      ),
    );
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
    ...awkwardPasswords(contract, register, login),
    ...awkwardIdentities(contract, register, login),
    ...elsewhere(contract, register),
    ...afterLogout(contract, register, login),
    ...leavesSessions(contract, register, login, use),
    ...refusedRegistrations(contract, register, login),
  ];
}

/** The login of an old account where that of a new one is refused: it may be the login that is broken. */
function loginBeside(refused: string, login: Operation): Step {
  return step('control', login, 'account', { must: 'accepted', onlyIf: { step: refused, was: ['refused', 'odd'] } });
}

/** The login of a new account with a plain name and password where that of another one is refused. */
function newBeside(refused: string, register: Operation, login: Operation): Step[] {
  const more = { must: 'accepted', onlyIf: { step: refused, was: ['refused', 'odd'] } } as const;
  return [step('register-plain', register, 'fresh9', more), step('login-plain', login, 'fresh9', more)];
}

/** A password that a form, a signature or an HTML page could mangle. */
const awkwardPassword = 'Q7x&w+2z%T <9é';

const passwords: readonly [slug: string, words: string, password: string][] = [
  ['exact', 'with signs, a space and an accent', awkwardPassword],
  ['spaced', 'with a space at either end', ' q7Xw2zT9Kp '],
  ['long', 'of 40 characters', textOf(40)],
  ['quoted', 'with quotes, a backslash and an emoji', `q7"X'w\\2z🙂T9`],
];

/** What was registered is what logs in, to the last character, and nothing that only looks like it. */
function awkwardPasswords(contract: Contract, register: Operation, login: Operation): Case[] {
  const password = (operation: Operation, literal: string) => setRole(operation, 'password', { literal });
  const made = (literal: string): Step =>
    step('register', register, 'fresh1', {
      changes: password(register, literal),
      must: 'accepted',
      otherwise: 'not-testable',
    });
  const attempt = (id: string, literal: string): Step =>
    step(id, login, 'fresh1', { changes: password(login, literal) });
  const similar = [
    attempt('without-accent', awkwardPassword.replace('é', 'e')),
    attempt('another-letter', awkwardPassword.replace('é', 'ü')),
    attempt('space-for-plus', awkwardPassword.replace('+', ' ')),
  ];
  return [
    ...passwords.map(([slug, words, literal]) =>
      story(
        contract,
        register,
        `${slug}-password`,
        `keeps a password ${words} as it is`,
        [made(literal), attempt('login', literal), ...newBeside('login', register, login)],
        [{ kind: 'accepted', step: 'login' }],
        { cause: 'password-mangled' },
      ),
    ),
    story(
      contract,
      register,
      'similar-password',
      'rejects a password that differs from the registered one by an accent, or by a space for a plus sign',
      [
        made(awkwardPassword),
        ...similar,
        step('control', login, 'fresh1', { changes: password(login, awkwardPassword), must: 'accepted' }),
      ],
      similar.map(({ id }) => ({ kind: 'rejected', step: id })),
      { cause: 'password', security: true },
    ),
  ];
}

const identities: readonly [slug: string, words: string, MutationName][] = [
  ['plus-in-identity', 'a plus sign', 'with a plus tag'],
  ['capitals-in-identity', 'capital letters', 'with its first letters in capitals'],
];

/** What a form that is read carelessly, or a database, makes of an address. */
function awkwardIdentities(contract: Contract, register: Operation, login: Operation): Case[] {
  return identities.flatMap(([slug, words, mutation]) => {
    const written = (operation: Operation) =>
      setRole(operation, 'identity', { of: 'fresh1', part: 'identity', mutation });
    if (written(register).length === 0) return [];
    return [
      story(
        contract,
        register,
        slug,
        `keeps an identity with ${words} as it is`,
        [
          step('register', register, 'fresh1', {
            changes: written(register),
            must: 'accepted',
            otherwise: 'not-testable',
          }),
          step('login', login, 'fresh1', { changes: written(login) }),
          ...newBeside('login', register, login),
        ],
        [{ kind: 'accepted', step: 'login' }],
        { cause: 'identity-mangled' },
      ),
    ];
  });
}

/** An address is the whole of it: the same name at another domain is somebody else's. */
function elsewhere(contract: Contract, register: Operation): Case[] {
  const identity = parameterOf(register, 'identity');
  if (identity === undefined || answersTo(register, 'duplicate-account').length === 0) return [];
  const changes = setRole(register, 'identity', { of: 'fresh1', part: 'identity', mutation: 'at another domain' });
  return [
    story(
      contract,
      register,
      'same-name-elsewhere',
      'accepts an address that differs from a registered one by its domain',
      [
        step('register', register, 'fresh1', { must: 'accepted' }),
        step('elsewhere', register, 'fresh2', { changes }),
        step('control', register, 'fresh3', {
          must: 'accepted',
          onlyIf: { step: 'elsewhere', was: ['refused', 'odd'] },
        }),
      ],
      [{ kind: 'accepted', step: 'elsewhere' }],
      { cause: 'identity-mangled' },
    ),
  ];
}

/** What a logout of the session of a registration ends, and what it does not. */
function afterLogout(contract: Contract, register: Operation, login: Operation): Case[] {
  const logout = operationOf(contract, 'logout');
  const identity = parameterOf(register, 'identity');
  if (logout === undefined || !usesToken(logout) || !answers(register, 'token')) return [];
  const out = [
    step('register', register, 'fresh1', { must: 'accepted' }),
    step('logout', logout, 'fresh1', { session: 'register', must: 'accepted' }),
  ];
  const duplicate =
    identity === undefined || answersTo(register, 'duplicate-account').length === 0
      ? []
      : [
          step('again', register, 'fresh2', {
            changes: [{ kind: 'set', parameter: identity.name, value: { of: 'fresh1', part: 'identity' } }],
          }),
        ];
  return [
    story(
      contract,
      register,
      'revoked-token',
      'issues a token that a logout ends',
      [...out, step('again', logout, 'fresh1', { session: 'register' })],
      [{ kind: 'rejected', step: 'again' }],
      { cause: 'logout-too-little', security: true },
    ),
    story(
      contract,
      register,
      'account-outlives-session',
      'makes an account that a logout leaves as it is',
      [...out, step('login', login, 'fresh1'), loginBeside('login', login), ...duplicate],
      [{ kind: 'accepted', step: 'login' }, ...duplicate.map(({ id }) => ({ kind: 'rejected', step: id }) as const)],
      { cause: 'account-lost' },
    ),
  ];
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
    const used = sessionOf(contract, { id: 'first', operation: register, as: 'fresh1', changes: [] });
    const loginWith = (id: string, password: 'fresh1' | 'fresh2') =>
      step(id, login, 'fresh1', { changes: setRole(login, 'password', { of: password, part: 'password' }) });
    cases.push(
      story(
        contract,
        register,
        'duplicate-leaves-first',
        'leaves the first account, its password and its session as they were when its identity is registered again',
        [
          step('first', register, 'fresh1', { must: 'accepted' }),
          again,
          ...used.steps,
          loginWith('second-password', 'fresh2'),
          loginWith('first-password', 'fresh1'),
          loginBeside('first-password', login),
        ],
        [
          ...used.expectations,
          { kind: 'rejected', step: 'second-password' },
          { kind: 'accepted', step: 'first-password' },
        ],
        { cause: 'duplicate', security: true },
      ),
    );
  }
  return [...cases, ...refusedWays(register).map((way) => leavesNothing(contract, register, login, way))];
}

/** A registration that is refused for this. */
interface RefusedWay {
  readonly slug: string;
  /** Completes "leaves no account behind when …". */
  readonly phrase: string;
  readonly changes: readonly Change[];
  /** What makes another request of the same identity refused. */
  readonly also?: Change;
  /** The password that the account would have, if it is not the usual one. */
  readonly password?: Value;
}

function refusedWays(register: Operation): RefusedWay[] {
  const password = parameterOf(register, 'password');
  const confirmation = parameterOf(register, 'password-confirmation');
  const least = password?.schema.minLength ?? 0;
  const ways: RefusedWay[] = [];
  if (password !== undefined && least > 1 && answersTo(register, `invalid-parameter:${password.name}`).length > 0) {
    const short = { literal: textOf(least - 1) };
    const changes = setRole(register, 'password', short);
    ways.push({ slug: 'refused', phrase: 'the password is too short', changes, password: short });
  }
  if (confirmation !== undefined && answersTo(register, `invalid-parameter:${confirmation.name}`).length > 0)
    ways.push({
      slug: 'unconfirmed',
      phrase: 'the password is not confirmed',
      changes: [{ kind: 'set', parameter: confirmation.name, value: { literal: textOf(12) } }],
    });
  if (register.security !== undefined && answersTo(register, 'missing-credentials').length > 0)
    ways.push({
      slug: 'unauthenticated',
      phrase: 'the request is not authenticated',
      changes: [withoutCredentials(register)],
      also: wrongCredentials(register),
    });
  return ways;
}

/** A request of a known client that does not know its secret. */
function wrongCredentials({ security }: Operation): Change {
  return security?.signature === undefined
    ? { kind: 'credentials', flaw: wrongSecret }
    : { kind: 'tamper', tamper: wrongClientSecret };
}

/** After a refusal nobody can log in, and the identity is free. */
function leavesNothing(contract: Contract, register: Operation, login: Operation, way: RefusedWay): Case {
  const { slug, phrase, changes, also, password } = way;
  return story(
    contract,
    register,
    `${slug}-leaves-nothing`,
    `leaves no account behind when ${phrase}`,
    [
      step('refused', register, 'fresh1', { changes, must: 'rejected' }),
      ...(also === undefined ? [] : [step('refused-too', register, 'fresh1', { changes: [also], must: 'rejected' })]),
      step('login', login, 'fresh1', {
        changes: password === undefined ? [] : setRole(login, 'password', password),
      }),
      step('register', register, 'fresh1'),
      step('control', register, 'fresh2', {
        must: 'accepted',
        onlyIf: { step: 'register', was: ['refused', 'odd'] },
      }),
    ],
    [
      { kind: 'rejected', step: 'login' },
      { kind: 'accepted', step: 'register' },
    ],
    { cause: 'half-registered' },
  );
}
