/** Lifecycle of concurrent requests: each gets its own response. */
import { returnsRole } from '../../../contract/members.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { accepted, provenanceOf, scenario, setUnknown, step } from '../../build.ts';
import type { Scenario, Expectation } from '../../model.ts';
import { loginBeside } from './shared-steps.ts';
import { registrationStatements } from '../../../words/statements/registration.ts';
import { sessionStatements, tokenInfoStatements } from '../../../words/statements/sessions.ts';

/** Concurrent logins get separate sessions. */
export function* loginsAtOnce(contract: Contract, login: Operation, info: Operation | undefined): Generator<Scenario> {
  if (login.flow !== 'login') return;
  const asks =
    info === undefined
      ? []
      : [
          accepted('info', info, 'account', { session: 'one' }),
          accepted('info-of-other', info, 'second', { session: 'other' }),
        ];
  const named = returnsRole(login, 'user-id');
  const told = info !== undefined && returnsRole(info, 'identity');
  yield scenario(contract, login, 'at-once', sessionStatements, {
    defectKey: 'user-id',
    security: 'concurrency',
    steps: [
      accepted('before', login),
      step('one', login, 'account', { require: 'accepted', concurrent: true }),
      accepted('other', login, 'second'),
      ...asks,
    ],
    expect: [
      returnsRole(login, 'token')
        ? { kind: 'distinct', steps: ['one', 'other'], role: 'token', defectKey: 'token-shared' }
        : { kind: 'accepted', step: 'one', defectKey: 'at-once' },
      named && { kind: 'same', steps: ['before', 'one'], role: 'user-id' },
      named && { kind: 'distinct', steps: ['one', 'other'], role: 'user-id' },
      named &&
        info !== undefined &&
        returnsRole(info, 'user-id') && { kind: 'same', steps: ['one', 'info'], role: 'user-id' },
      ...asks.map(({ id }) => told && ({ kind: 'own-identity', step: id, defectKey: 'identity' } as const)),
    ],
  });
  if (provenanceOf(login, 'wrong-password') !== undefined)
    yield scenario(contract, login, 'wrong-password-at-once', sessionStatements, {
      family: 'credentials',
      defectKey: 'password',
      security: 'concurrency',
      steps: [
        step('wrong', login, 'account', { mutations: setUnknown(login, 'password'), concurrent: true }),
        accepted('other', login, 'second'),
        accepted('control', login),
      ],
      expect: { kind: 'rejected', step: 'wrong' },
    });
}

/** Two registrations at the same time are two accounts. */
export function registrationsAtOnce(contract: Contract, register: Operation, login: Operation): Scenario {
  const both = ['one', 'other'] as const;
  const identified = returnsRole(register, 'user-id');
  const same = identified && returnsRole(login, 'user-id');
  return scenario(contract, register, 'at-once', registrationStatements, {
    defectKey: 'user-id',
    security: 'concurrency',
    steps: [
      step('one', register, 'generated1', { require: 'accepted', concurrent: true }),
      accepted('other', register, 'generated2'),
      step('login-of-one', login, 'generated1'),
      step('login-of-other', login, 'generated2'),
      loginBeside('login-of-one', login),
      { ...loginBeside('login-of-other', login), id: 'control-of-other', as: 'second' },
    ],
    expect: [
      { kind: 'accepted', step: 'login-of-one', defectKey: 'account-lost' },
      { kind: 'accepted', step: 'login-of-other', defectKey: 'account-lost' },
      returnsRole(register, 'token') && { kind: 'distinct', steps: both, role: 'token', defectKey: 'token-shared' },
      identified && { kind: 'distinct', steps: both, role: 'user-id' },
      same && { kind: 'same', steps: ['one', 'login-of-one'], role: 'user-id' },
      same && { kind: 'same', steps: ['other', 'login-of-other'], role: 'user-id' },
    ],
  });
}

/** Concurrent token info requests return the user of their own token. */
export function* asksAtOnce(
  contract: Contract,
  login: Operation,
  info: Operation,
  more: { source?: string },
): Generator<Scenario> {
  const named = returnsRole(info, 'user-id') && returnsRole(login, 'user-id');
  const pairs = [
    ['login', 'info'],
    ['other', 'info-of-other'],
  ] as const;
  const expectations = pairs.flatMap(([session, asked]): Expectation[] => [
    ...(named ? [{ kind: 'same', steps: [session, asked], role: 'user-id' } as const] : []),
    ...(returnsRole(info, 'identity') ? [{ kind: 'own-identity', step: asked } as const] : []),
  ]);
  if (expectations.length === 0) return;
  yield scenario(contract, info, 'at-once', tokenInfoStatements, {
    ...more,
    defectKey: named ? 'user-id' : 'identity',
    security: 'concurrency',
    steps: [
      accepted('login', login),
      accepted('other', login, 'second'),
      step('info', info, 'account', { session: 'login', require: 'accepted', concurrent: true }),
      accepted('info-of-other', info, 'second', { session: 'other' }),
    ],
    expect: expectations,
  });
}
