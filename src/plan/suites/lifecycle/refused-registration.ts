/** Rejected registrations, which have no effect. */
import { defined } from '../../../core/defined.ts';
import { returnsRole } from '../../../contract/members.ts';
import { answersTo, operationOf, parameterOf } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import {
  accepted,
  areRejected,
  provenanceOf,
  scenario,
  setRole,
  step,
  withoutCredentials,
  wrongCredentials,
} from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Expectation, Scenario, Step } from '../../model.ts';
import type { TextEdit } from '../../mutations/texts.ts';
import type { Mutation } from '../../mutations/registry.ts';
import type { AccountName, Value } from '../../mutations/value.ts';
import { sessionOf } from '../positive.ts';
import { textOf } from '../../values.ts';
import { loginBeside } from './shared-steps.ts';
import {
  lookalikeStatements,
  noAccountStatements,
  registrationStatements,
} from '../../../words/statements/registration.ts';

/** A rejected registration has no effect. */
export function* refusedRegistrations(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  const taken = setRole(register, 'identity', { of: 'generated1' });
  const isRefused = answersTo(register, 'duplicate-account').length > 0;
  if (taken.length > 0 && isRefused) yield registeredAtOnce(contract, register);
  if (taken.length > 0) {
    yield scenario(contract, register, 'capitals-leave-first', registrationStatements, {
      defectKey: 'duplicate',
      security: 'takeover',
      steps: [
        accepted('first', register, 'generated1'),
        ...sessionInfo(contract, 'first', 'generated1'),
        // It may be the same identity or another one.
        step('capitals', register, 'generated2', {
          mutations: setRole(register, 'identity', { of: 'generated1', by: 'first-letters-in-capitals' }),
        }),
        step('login', login, 'generated1'),
        loginBeside('login', login),
        ...sessionInfo(contract, 'capitals'),
      ],
      expect: [{ kind: 'accepted', step: 'login' }, ...ownSession(contract, 'capitals')],
    });
    yield* nearMisses(contract, register, login);
    // A server that does not say that it refuses may tell everybody the same, but the account stays whose it is.
    const used = isRefused
      ? sessionOf(contract, step('first', register, 'generated1'))
      : { steps: [], expectations: [] };
    const loginWith = (id: string, password: 'generated1' | 'generated2') =>
      step(id, login, 'generated1', { mutations: setRole(login, 'password', { of: password }) });
    yield scenario(contract, register, 'duplicate-leaves-first', registrationStatements, {
      defectKey: 'duplicate',
      security: 'takeover',
      steps: [
        accepted('first', register, 'generated1'),
        step('again', register, 'generated2', { mutations: taken }),
        ...used.steps,
        loginWith('second-password', 'generated2'),
        loginWith('first-password', 'generated1'),
        loginBeside('first-password', login),
      ],
      expect: [
        ...used.expectations,
        { kind: 'rejected', step: 'second-password' },
        { kind: 'accepted', step: 'first-password' },
        returnsRole(register, 'user-id') &&
          returnsRole(login, 'user-id') && {
            kind: 'same',
            steps: ['first', 'first-password'],
            role: 'user-id',
            defectKey: 'user-id',
          },
      ],
    });
  }
  for (const way of refusedWays(register)) yield leavesNothing(contract, register, login, way);
  yield* misplaced(contract, register, login);
}

/** Two registrations of one identity at once, several times: how close together they arrive is chance. */
function registeredAtOnce(contract: Contract, register: Operation): Scenario {
  const rounds = [
    ['one', 'other', 'generated1'],
    ['one-again', 'other-again', 'generated4'],
    ['one-more', 'other-more', 'generated5'],
  ] as const;
  return scenario(contract, register, 'duplicate-at-once', registrationStatements, {
    defectKey: 'duplicate',
    security: 'takeover',
    steps: [
      ...rounds.flatMap(([one, other, account]) => [
        step(one, register, account, { concurrent: true }),
        step(other, register, 'generated2', {
          mutations: setRole(register, 'identity', { of: account }),
        }),
      ]),
      accepted('control', register, 'generated3'),
    ],
    expect: rounds.flatMap(([one, other]) => [
      { kind: 'one-accepted', steps: [one, other] },
      { kind: 'no-server-error', step: one },
      { kind: 'no-server-error', step: other },
    ]),
  });
}

/** Forms of an identity that some part of a server may take for it: by trimming, by compatibility, by folding case, by collation. */
const lookalikeForms: readonly [
  slug: keyof typeof lookalikeStatements,
  forms: readonly TextEdit[],
  plain?: TextEdit,
][] = [
  ['spaces-leave-first', ['space-before', 'space-after']],
  ['full-width-leaves-first', ['full-width-first']],
  ['folded-letters-leave-first', ['kelvin-sign', 'dotless-i'], 'after-ki'],
  ['accent-leaves-first', ['accent-after-first']],
];

/** A registration under a name that looks like one which is registered opens no account but its own. */
function* nearMisses(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  for (const [slug, forms, plain] of lookalikeForms) {
    const named = (operation: Operation, by: TextEdit | undefined) =>
      by === undefined ? [] : setRole(operation, 'identity', { of: 'generated1', by });
    const loginWith = (id: string, of: 'generated1' | 'generated2') =>
      step(id, login, 'generated1', {
        mutations: [...named(login, plain), ...setRole(login, 'password', { of })],
      });
    yield scenario(contract, register, slug, lookalikeStatements, {
      defectKey: 'duplicate',
      security: 'lookalike-identity',
      steps: [
        accepted('first', register, 'generated1', { mutations: named(register, plain) }),
        ...sessionInfo(contract, 'first', 'generated1'),
        // Each may be refused, or be another account.
        ...forms.map((by) => step(by, register, 'generated2', { mutations: named(register, by) })),
        ...forms.flatMap((by) => sessionInfo(contract, by)),
        loginWith('second-password', 'generated2'),
        loginWith('first-password', 'generated1'),
        loginBeside('first-password', login),
      ],
      expect: [
        ...forms.flatMap((by) => ownSession(contract, by)),
        { kind: 'rejected', step: 'second-password' },
        { kind: 'accepted', step: 'first-password' },
      ],
    });
  }
}

/** The token info of the session that a registration opened, whose own response may say whose it is. */
function sessionInfo(contract: Contract, registered: string, as: AccountName = 'generated2'): Step[] {
  const [register, use] = [operationOf(contract, 'register'), operationOf(contract, 'token-info')];
  if (register === undefined || use === undefined || !usesToken(use) || !returnsRole(register, 'token')) return [];
  if (registered === 'first' && (returnsRole(register, 'user-id') || !returnsRole(use, 'user-id'))) return [];
  return [step(`info-${registered}`, use, as, { session: registered, when: { step: registered, was: ['accepted'] } })];
}

/** A registration whose session, if it opens one, is not that of the user who registered first. */
function ownSession(contract: Contract, registered: string): Expectation[] {
  const register = operationOf(contract, 'register');
  const [info] = sessionInfo(contract, registered);
  const isNamed = register !== undefined && (returnsRole(register, 'user-id') || returnsRole(register, 'identity'));
  if (info === undefined && !isNamed) return [];
  return [
    {
      kind: 'own-session',
      step: registered,
      of: ['first', ...sessionInfo(contract, 'first').map(({ id }) => id)],
      ...defined({ info: info?.id }),
    },
  ];
}

/** A rejected registration. */
interface RefusedWay {
  readonly slug: string;
  readonly statement: string;
  readonly mutations: readonly Mutation[];
  /** A further mutation that makes a request with the same identity invalid. */
  readonly also?: Mutation;
  /** The password that the account would have, if it is not the usual one. */
  readonly password?: Value;
  /** The identity that the account would have, if it is not the usual one. */
  readonly identity?: Value;
}

function refusedWays(register: Operation): RefusedWay[] {
  const password = parameterOf(register, 'password');
  const confirmation = parameterOf(register, 'password-confirmation');
  const least = password?.schema.minLength ?? 0;
  const ways: RefusedWay[] = [];
  if (password !== undefined && least > 1 && answersTo(register, `invalid-parameter:${password.name}`).length > 0) {
    const short = { literal: textOf(least - 1) };
    const mutations = setRole(register, 'password', short);
    ways.push({ slug: 'refused', statement: noAccountStatements.refused, mutations, password: short });
  }
  if (confirmation !== undefined && answersTo(register, `invalid-parameter:${confirmation.name}`).length > 0)
    ways.push({
      slug: 'unconfirmed',
      statement: noAccountStatements.unconfirmed,
      mutations: [{ mutate: 'set', parameter: confirmation.name, value: { literal: textOf(12) } }],
    });
  if (register.security?.signature !== undefined && answersTo(register, 'unauthorized-client').length > 0)
    ways.push({
      slug: 'unauthorized',
      statement: noAccountStatements.unauthorized,
      mutations: [{ mutate: 'limited-client' }],
    });
  const name = register.parameters.find(({ required, role }) => required && role === undefined);
  // Without a documented response, a registration without it may be accepted.
  const level = name === undefined ? undefined : provenanceOf(register, `missing-parameter:${name.name}`)?.level;
  if (name !== undefined && (level === 'documented' || level === 'implied'))
    ways.push({
      slug: `without-${name.name}`,
      statement: noAccountStatements.without(name.name),
      mutations: [{ mutate: 'omit', parameter: name.name }],
    });
  const identity = parameterOf(register, 'identity');
  if (identity?.schema.format === 'email' && answersTo(register, `invalid-parameter:${identity.name}`).length > 0) {
    const malformed = { of: 'generated1', part: 'identity', by: 'without-at' } as const;
    ways.push({
      slug: 'malformed',
      statement: noAccountStatements.malformed,
      mutations: setRole(register, 'identity', malformed),
      identity: malformed,
    });
  }
  if (register.security !== undefined && answersTo(register, 'missing-credentials').length > 0)
    ways.push({
      slug: 'unauthenticated',
      statement: noAccountStatements.unauthenticated,
      mutations: [withoutCredentials(register)],
      also: wrongCredentials(register),
    });
  return ways;
}

/** After a rejection, the account does not exist, and its identity can be registered. */
function leavesNothing(contract: Contract, register: Operation, login: Operation, way: RefusedWay): Scenario {
  const { slug, statement, mutations, also, password, identity } = way;
  return scenario(contract, register, `${slug}-leaves-nothing`, statement, {
    defectKey: 'half-registered',
    steps: [
      step('refused', register, 'generated1', { mutations, require: 'rejected' }),
      ...(also === undefined
        ? []
        : [step('refused-too', register, 'generated1', { mutations: [also], require: 'rejected' })]),
      step('login', login, 'generated1', {
        mutations: [
          ...(password === undefined ? [] : setRole(login, 'password', password)),
          ...(identity === undefined ? [] : setRole(login, 'identity', identity)),
        ],
      }),
      step('register', register, 'generated1'),
      step('control', register, 'generated2', {
        require: 'accepted',
        when: { step: 'register', was: ['rejected', 'nonconforming'] },
      }),
      // Inconclusive if login itself is broken.
      step('login-control', login, 'generated1', {
        require: 'accepted',
        when: { step: 'register', was: ['accepted'] },
      }),
    ],
    expect: [
      { kind: 'rejected', step: 'login' },
      { kind: 'accepted', step: 'register' },
    ],
  });
}

/** The login, which needs no credentials, must not accept registrations, which need them. */
function* misplaced(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  if (register.security === undefined || login.security !== undefined || register.method !== login.method) return;
  yield scenario(contract, register, 'at-the-login', registrationStatements, {
    defectKey: 'registration-at-login',
    security: 'other-way-in',
    steps: [
      step('misplaced', login, 'generated1', { mutations: [{ mutate: 'request-of', operation: register.id }] }),
      step('login', login, 'generated1'),
      accepted('register', register, 'generated1'),
      accepted('control', login, 'generated1'),
    ],
    expect: areRejected('misplaced', 'login'),
  });
}
