/** Lifecycle of concurrent requests: each gets its own response. */
import type { Contract, Operation } from '../../../contract/model.ts';
import { makeCase, provenanceOf, requirement, setRole, step } from '../../build.ts';
import type { Claim } from '../../build.ts';
import type { Scenario, Expectation } from '../../model.ts';
import { ofNobody } from '../../values.ts';
import { answers } from '../issued-tokens.ts';
import { loginBeside, story } from './story.ts';
import { registrationStatements } from '../../../words/statements/registration.ts';
import { sessionStatements, tokenInfoStatements } from '../../../words/statements/sessions.ts';

/** Concurrent logins get separate sessions. */
export function loginsAtOnce(contract: Contract, login: Operation, info: Operation | undefined): Scenario[] {
  if (login.flow !== 'login') return [];
  const asks =
    info === undefined
      ? []
      : [
          step('info', info, 'account', { session: 'one', require: 'accepted' }),
          step('info-of-other', info, 'second', { session: 'other', require: 'accepted' }),
        ];
  const named = answers(login, 'user-id');
  const told = info !== undefined && answers(info, 'identity');
  const about = requirement(
    contract,
    login,
    'at-once',
    sessionStatements['at-once'],
    {
      level: 'implied',
      ...(login.provenance.source === undefined ? {} : { source: login.provenance.source }),
    },
    { security: 'concurrency' },
  );
  const check = (expect: Expectation, defectKey: string): Claim => ({ requirement: about, expect, defectKey });
  return [
    makeCase(
      login,
      'lifecycle',
      [
        step('before', login, 'account', { require: 'accepted' }),
        step('one', login, 'account', { require: 'accepted', concurrent: true }),
        step('other', login, 'second', { require: 'accepted' }),
        ...asks,
      ],
      [
        ...(answers(login, 'token')
          ? [check({ kind: 'distinct', steps: ['one', 'other'], role: 'token' }, 'token-shared')]
          : [check({ kind: 'accepted', step: 'one' }, 'at-once')]),
        ...(named
          ? [
              check({ kind: 'same', steps: ['before', 'one'], role: 'user-id' }, 'user-id'),
              check({ kind: 'distinct', steps: ['one', 'other'], role: 'user-id' }, 'user-id'),
            ]
          : []),
        ...(named && info !== undefined && answers(info, 'user-id')
          ? [check({ kind: 'same', steps: ['one', 'info'], role: 'user-id' }, 'user-id')]
          : []),
        ...(told ? asks.map(({ id }) => check({ kind: 'own-identity', step: id }, 'identity')) : []),
      ],
    ),
    ...(provenanceOf(login, 'wrong-password') === undefined
      ? []
      : [
          story(
            contract,
            login,
            'wrong-password-at-once',
            sessionStatements['wrong-password-at-once'],
            [
              step('wrong', login, 'account', {
                mutations: setRole(login, 'password', { literal: ofNobody(login, 'password') }),
                concurrent: true,
              }),
              step('other', login, 'second', { require: 'accepted' }),
              step('control', login, 'account', { require: 'accepted' }),
            ],
            [{ kind: 'rejected', step: 'wrong' }],
            { family: 'credentials', defectKey: 'password', security: 'concurrency' },
          ),
        ]),
  ];
}

/** Two registrations at the same time are two accounts. */
export function registrationsAtOnce(contract: Contract, register: Operation, login: Operation): Scenario {
  const both = ['one', 'other'] as const;
  const logins = ['login-of-one', 'login-of-other'] as const;
  const identified = answers(register, 'user-id');
  const about = requirement(
    contract,
    register,
    'at-once',
    registrationStatements['at-once'],
    {
      level: 'implied',
      ...(register.provenance.source === undefined ? {} : { source: register.provenance.source }),
    },
    { security: 'concurrency' },
  );
  const check = (expect: Expectation, defectKey: string): Claim => ({ requirement: about, expect, defectKey });
  return makeCase(
    register,
    'lifecycle',
    [
      step('one', register, 'generated1', { require: 'accepted', concurrent: true }),
      step('other', register, 'generated2', { require: 'accepted' }),
      step('login-of-one', login, 'generated1'),
      step('login-of-other', login, 'generated2'),
      loginBeside('login-of-one', login),
      { ...loginBeside('login-of-other', login), id: 'control-of-other', as: 'second' },
    ],
    [
      ...logins.map((id) => check({ kind: 'accepted', step: id }, 'account-lost')),
      ...(answers(register, 'token') ? [check({ kind: 'distinct', steps: both, role: 'token' }, 'token-shared')] : []),
      ...(identified ? [check({ kind: 'distinct', steps: both, role: 'user-id' }, 'user-id')] : []),
      ...(identified && answers(login, 'user-id')
        ? both.map((id) => check({ kind: 'same', steps: [id, `login-of-${id}`], role: 'user-id' }, 'user-id'))
        : []),
    ],
  );
}

/** Concurrent token info requests return the user of their own token. */
export function asksAtOnce(
  contract: Contract,
  login: Operation,
  info: Operation,
  more: { source?: string },
): Scenario[] {
  const named = answers(info, 'user-id') && answers(login, 'user-id');
  const pairs = [
    ['login', 'info'],
    ['other', 'info-of-other'],
  ] as const;
  const expectations = pairs.flatMap(([session, asked]): Expectation[] => [
    ...(named ? [{ kind: 'same', steps: [session, asked], role: 'user-id' } as const] : []),
    ...(answers(info, 'identity') ? [{ kind: 'own-identity', step: asked } as const] : []),
  ]);
  if (expectations.length === 0) return [];
  return [
    story(
      contract,
      info,
      'at-once',
      tokenInfoStatements['at-once'],
      [
        step('login', login, 'account', { require: 'accepted' }),
        step('other', login, 'second', { require: 'accepted' }),
        step('info', info, 'account', { session: 'login', require: 'accepted', concurrent: true }),
        step('info-of-other', info, 'second', { session: 'other', require: 'accepted' }),
      ],
      expectations,
      { ...more, defectKey: named ? 'user-id' : 'identity', security: 'concurrency' },
    ),
  ];
}
