/** Lifecycle: what one request promises about the next ones. */
import { answersTo, operationOf, parameterOf } from '../contract/model.ts';
import type { Contract, Operation, Role } from '../contract/model.ts';
import { membersOf } from '../contract/members.ts';
import { at, issuer, makeCase, provenanceOf, requirement, setRole, step, usesToken } from './build.ts';
import type { Case, Check, Expectation, Step } from './case.ts';
import { probes } from './probes.ts';
import { textOf } from './parameters.ts';

export function lifecycle(contract: Contract): Case[] {
  const login = issuer(contract);
  return [
    ...(login === undefined ? [] : sessions(contract, login)),
    ...logouts(contract),
    ...registrations(contract),
    ...expiry(contract),
    ...probes(contract),
  ];
}

/** A request that needs a working token: token info where there is one, logout otherwise. */
function user(contract: Contract): Operation | undefined {
  return (
    contract.operations.find((operation) => operation.flow === 'token-info' && usesToken(operation)) ??
    contract.operations.find((operation) => operation.flow === 'logout' && usesToken(operation))
  );
}

function answers(operation: Operation, role: Role): boolean {
  const answer = answersTo(operation, 'success')[0];
  return (
    answer?.schema !== undefined && membersOf(answer.schema, answer.provenance).some((member) => member.role === role)
  );
}

/** A story about an operation: each expectation counts for one and the same requirement. */
function story(
  contract: Contract,
  operation: Operation,
  slug: string,
  statement: string,
  steps: Step[],
  expectations: Expectation[],
  more: { level?: 'implied' | 'advice'; cause?: string; source?: string; security?: boolean } = {},
): Case {
  const source = more.source ?? operation.provenance.source;
  const about = requirement(contract, operation, slug, statement, {
    level: more.level ?? 'implied',
    ...(source === undefined ? {} : { source }),
  });
  const checks = expectations.map((expect): Check => ({
    requirement: about,
    expect,
    ...(more.cause === undefined ? {} : { cause: more.cause }),
  }));
  return makeCase(operation, 'lifecycle', steps, checks, { security: more.security ?? false });
}

/** What holds between logins, and between a login and token info. */
function sessions(contract: Contract, login: Operation): Case[] {
  const use = user(contract);
  const info = operationOf(contract, 'token-info');
  return [
    ...(login.flow === 'login' ? logins(contract, login, use) : []),
    ...(info === undefined ? [] : tokenInfo(contract, login, info)),
    ...contract.operations.flatMap((operation) => independent(contract, operation)),
  ];
}

function logins(contract: Contract, login: Operation, use: Operation | undefined): Case[] {
  const used = use === undefined ? [] : [step('used', use, 'account', { session: 'again' })];
  const accepted = (id: string): Expectation => ({ kind: 'accepted', step: id });
  const twice = [step('first', login, 'account'), step('again', login, 'account')];
  const both = [
    step('first', login, 'account', { must: 'accepted' }),
    step('other', login, 'second', { must: 'accepted' }),
  ];
  const cases = [
    story(
      contract,
      login,
      'second-login',
      `accepts a second login of the same user${use === undefined ? '' : ', whose token works'}`,
      [...twice, ...used],
      ['first', 'again', ...used.map(({ id }) => id)].map(accepted),
    ),
    story(
      contract,
      login,
      'users-apart',
      'gives two users different tokens',
      both,
      [{ kind: 'distinct', steps: ['first', 'other'], role: 'token' }],
      { cause: 'token-shared', security: true },
    ),
  ];
  if (use !== undefined)
    cases.push(
      story(
        contract,
        login,
        'leaves-other-user',
        "leaves another user's session working",
        [...both, step('used', use, 'account', { session: 'first' })],
        [accepted('used')],
        { cause: 'session-lost' },
      ),
    );
  if (answers(login, 'user-id'))
    cases.push(
      story(
        contract,
        login,
        'same-user',
        'answers two logins of one user with the same user id',
        [step('first', login, 'account', { must: 'accepted' }), step('again', login, 'account', { must: 'accepted' })],
        [{ kind: 'same', steps: ['first', 'again'], role: 'user-id' }],
        { cause: 'user-id' },
      ),
      story(
        contract,
        login,
        'user-ids-apart',
        'gives two users different user ids',
        both,
        [{ kind: 'distinct', steps: ['first', 'other'], role: 'user-id' }],
        { cause: 'user-id' },
      ),
    );
  if (answers(login, 'identity'))
    cases.push(
      story(
        contract,
        login,
        'own-identity',
        'answers with the identity that logged in',
        both,
        [
          { kind: 'own-identity', step: 'first' },
          { kind: 'own-identity', step: 'other' },
        ],
        { cause: 'identity' },
      ),
    );
  return cases;
}

/** Token info says what the login said, to each of two users, as often as it is asked. */
function tokenInfo(contract: Contract, login: Operation, info: Operation): Case[] {
  const source = answersTo(info, 'success')[0]?.provenance.source;
  const more = { cause: 'user-id', security: true, ...(source === undefined ? {} : { source }) };
  const asked = step('info', info, 'account', { session: 'login' });
  const one = [step('login', login, 'account', { must: 'accepted' }), asked];
  const two = [
    step('login', login, 'account', { must: 'accepted' }),
    step('other', login, 'second', { must: 'accepted' }),
    asked,
    step('info-of-other', info, 'second', { session: 'other' }),
  ];
  const ask = (slug: string, statement: string, steps: Step[], expectations: Expectation[], cause = 'user-id'): Case =>
    story(contract, info, slug, statement, steps, expectations, { ...more, cause });
  const cases = [
    ask(
      'again',
      'answers a second request with the same token like the first',
      [...one, step('again', info, 'account', { session: 'login' })],
      [
        { kind: 'accepted', step: 'again' },
        ...(answers(info, 'user-id')
          ? [{ kind: 'same', steps: ['info', 'again'], role: 'user-id' } satisfies Expectation]
          : []),
      ],
      'token-again',
    ),
  ];
  if (answers(info, 'user-id') && answers(login, 'user-id'))
    cases.push(
      ask('same-user', 'names the user that logged in', one, [
        { kind: 'same', steps: ['login', 'info'], role: 'user-id' },
      ]),
      ask('each-user', 'names each of two users to their own token', two, [
        { kind: 'same', steps: ['login', 'info'], role: 'user-id' },
        { kind: 'same', steps: ['other', 'info-of-other'], role: 'user-id' },
      ]),
    );
  else if (answers(info, 'user-id'))
    cases.push(
      ask('user-ids-apart', 'gives two users different user ids', two, [
        { kind: 'distinct', steps: ['info', 'info-of-other'], role: 'user-id' },
      ]),
    );
  if (answers(info, 'token'))
    cases.push(
      ask('same-token', 'names no other token than the one it is asked with', one, [
        { kind: 'same', steps: ['login', 'info'], role: 'token' },
      ]),
    );
  if (answers(info, 'identity'))
    cases.push(
      ask(
        'own-identity',
        'answers with the identity that logged in',
        one,
        [{ kind: 'own-identity', step: 'info' }],
        'identity',
      ),
      ask(
        'each-identity',
        'answers each of two users with their own identity',
        two,
        [
          { kind: 'own-identity', step: 'info' },
          { kind: 'own-identity', step: 'info-of-other' },
        ],
        'identity',
      ),
    );
  return cases;
}

/** Sessions that the contract calls independent: each has its own token, and ends alone. */
function independent(contract: Contract, operation: Operation): Case[] {
  const provenance = provenanceOf(operation, 'another-session');
  if (provenance === undefined) return [];
  const two = [
    step('first', operation, 'account', { must: 'accepted' }),
    step('another', operation, 'account', { must: 'accepted' }),
  ];
  const apart = makeCase(operation, 'lifecycle', two, [
    {
      requirement: requirement(
        contract,
        operation,
        'sessions-apart',
        'gives every session a token of its own',
        provenance,
      ),
      expect: { kind: 'distinct', steps: ['first', 'another'], role: 'token' },
      cause: 'token-shared',
    },
  ]);
  const logout = operationOf(contract, 'logout');
  if (logout === undefined) return [apart];
  const which = operation.flow === 'session-start' ? 'another anonymous session' : 'another session of the same user';
  const slug = operation.flow === 'session-start' ? 'leaves-anonymous-session' : 'leaves-other-session';
  const use = user(contract) ?? logout;
  return [
    apart,
    story(
      contract,
      logout,
      slug,
      `leaves ${which} working`,
      [
        ...two,
        step('logout', logout, 'account', { session: 'first', must: 'accepted' }),
        step('used', use, 'account', { session: 'another' }),
      ],
      [{ kind: 'accepted', step: 'used' }],
      { cause: 'logout-too-much' },
    ),
  ];
}

function logouts(contract: Contract): Case[] {
  const login = issuer(contract);
  const logout = operationOf(contract, 'logout');
  const use = user(contract);
  if (login === undefined || logout === undefined || use === undefined || !usesToken(logout)) return [];
  const out = [
    step('login', login, 'account', { must: 'accepted' }),
    step('logout', logout, 'account', { session: 'login', must: 'accepted' }),
  ];
  const cases: Case[] = [];
  const revoked = provenanceOf(logout, 'revoked-token');
  if (revoked !== undefined)
    cases.push(
      makeCase(
        logout,
        'lifecycle',
        [...out, step('again', logout, 'account', { session: 'login' })],
        [
          {
            requirement: requirement(
              contract,
              logout,
              'revoked-token',
              'rejects a second logout with the same token',
              revoked,
            ),
            expect: { kind: 'answers', step: 'again', situation: 'revoked-token' },
            cause: 'logout-too-little',
          },
        ],
        { security: true },
      ),
    );
  if (use !== logout)
    cases.push(
      story(
        contract,
        use,
        'after-logout',
        'rejects a token that was logged out',
        [
          ...out.slice(0, 1),
          step('before', use, 'account', { session: 'login', must: 'accepted' }),
          ...out.slice(1),
          step('after', use, 'account', { session: 'login' }),
        ],
        [{ kind: 'rejected', step: 'after' }],
        { cause: 'logout-too-little', security: true },
      ),
    );
  const start = operationOf(contract, 'session-start');
  if (start !== undefined && login !== start)
    cases.push(
      story(
        contract,
        logout,
        'anonymous-session',
        'ends an anonymous session',
        [
          step('start', start, 'account', { must: 'accepted' }),
          step('logout', logout, 'account', { session: 'start' }),
        ],
        [{ kind: 'accepted', step: 'logout' }],
      ),
      story(
        contract,
        logout,
        'revoked-anonymous-session',
        'rejects a second logout of an anonymous session',
        [
          step('start', start, 'account', { must: 'accepted' }),
          step('logout', logout, 'account', { session: 'start', must: 'accepted' }),
          step('again', logout, 'account', { session: 'start' }),
        ],
        [{ kind: 'rejected', step: 'again' }],
        { cause: 'logout-too-little', security: true },
      ),
    );
  if (login.flow === 'login')
    cases.push(
      story(
        contract,
        login,
        'after-logout',
        'accepts a login after a logout, and its token works',
        [
          step('attempt', login, 'account'),
          ...out,
          step('login-again', login, 'account'),
          step('used', use, 'account', { session: 'login-again' }),
        ],
        [
          { kind: 'accepted', step: 'login-again' },
          { kind: 'accepted', step: 'used' },
        ],
      ),
      story(
        contract,
        logout,
        'leaves-other-user',
        "leaves another user's session working",
        [
          step('other', login, 'second', { must: 'accepted' }),
          ...out,
          step('used', use, 'second', { session: 'other' }),
        ],
        [{ kind: 'accepted', step: 'used' }],
        { cause: 'logout-too-much' },
      ),
    );
  return cases;
}

/** What a registration leaves behind. */
function registrations(contract: Contract): Case[] {
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
      [created, then],
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

/** A token that has run out, beside the same token before. */
function expiry(contract: Contract): Case[] {
  const login = issuer(contract);
  return contract.operations.flatMap((operation) => {
    const provenance = provenanceOf(operation, 'expired-token');
    if (provenance === undefined || login === undefined || !usesToken(operation)) return [];
    return [
      makeCase(
        operation,
        'lifecycle',
        [
          step('login', login, 'account', { must: 'accepted' }),
          step('before', operation, 'account', { session: 'login', must: 'accepted' }),
          step('after', operation, 'account', { session: 'login', afterExpiryOf: 'login' }),
        ],
        [
          {
            requirement: requirement(
              contract,
              operation,
              'expired-token',
              `answers a token that has expired with ${answersTo(operation, 'expired-token')
                .map((answer) => answer.status)
                .join(' or ')}`,
              at(provenance.level, provenance),
            ),
            expect: { kind: 'answers', step: 'after', situation: 'expired-token' },
            cause: 'expiry',
          },
        ],
        { security: true },
      ),
    ];
  });
}
