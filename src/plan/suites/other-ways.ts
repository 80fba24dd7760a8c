/** Undocumented ways to log in, which must not bypass the password. */
import { returnsRole } from '../../contract/members.ts';
import { operationOf, parameterOf } from '../../contract/model.ts';
import type { Contract, Operation, Provenance, SecurityScheme } from '../../contract/model.ts';
import { accepted, acceptedOrUntested, at, provenanceOf, scenario, setUnknown, step, withinSession } from '../build.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { isOpen } from '../operations.ts';
import { inARow } from './in-a-row.ts';
import { protectedOperation } from './lifecycle/shared-steps.ts';
import type { PasswordPlace } from '../../words/statements/passwords.ts';
import { passwordElsewhere, passwordStatements } from '../../words/statements/passwords.ts';
import { interpretations } from '../../words/interpretations.ts';

export function* otherWays(contract: Contract, login: Operation): Generator<Scenario> {
  const provenance = provenanceOf(login, 'wrong-password');
  if (login.flow !== 'login' || provenance === undefined || parameterOf(login, 'password') === undefined) return;
  yield* inOtherMediaTypes(contract, login, provenance);
  yield* elsewhere(contract, login);
  yield* onItsConnection(contract, login, provenance);
  yield* besideAnother(contract, login);
  yield* withExtraMembers(contract, login);
}

/** A target that parses several media types checks the password in each of them. */
function* inOtherMediaTypes(contract: Contract, login: Operation, provenance: Provenance): Generator<Scenario> {
  if (login.bodyTypes.length === 0) return;
  const wrong = setUnknown(login, 'password');
  yield inARow(contract, login, {
    slug: 'wrong-password-in-other-media-types',
    security: 'other-way-in',
    statement: passwordStatements['wrong-password-in-other-media-types'],
    provenance: at('implied', provenance),
    defectKey: 'password',
    attempts: (['another', 'text/plain'] as const).map((type, index) => [
      `flawed-${index + 1}`,
      [...wrong, { mutate: 'body-as', type }],
    ]),
  });
}

/** A password in a URL is logged; a password in an undocumented header is a second way to log in. */
function* elsewhere(contract: Contract, login: Operation): Generator<Scenario> {
  const inBody = login.parameters.some(({ role, in: place }) => role === 'password' && place === 'body');
  const signed = login.security?.signature !== undefined;
  if (!inBody || !(isOpen(login) || signed)) return;
  // A documented login by GET has the password in the URL.
  const inUrl = login.extraCases.some(({ method, expect }) => method === 'GET' && expect === 'success');
  const byGet = login.otherMethods.includes('GET');
  const ways: [id: PasswordPlace, change: Mutation][] = [
    ...(inUrl || byGet ? [] : [['by-get', { mutate: 'method', method: 'GET' }] as [PasswordPlace, Mutation]]),
    ...(inUrl ? [] : [['in-query', { mutate: 'elsewhere', to: 'query' }] as [PasswordPlace, Mutation]]),
    // A signature has the header that `Basic` needs.
    ...(signed ? [] : [['by-basic', { mutate: 'elsewhere', to: 'basic' }] as [PasswordPlace, Mutation]]),
  ];
  if (ways.length === 0) return;
  yield scenario(contract, login, 'password-elsewhere', passwordElsewhere(ways.map(([id]) => id)), {
    family: 'credentials',
    level: 'advice',
    source: 'OWASP Authentication Cheat Sheet',
    security: 'secret-in-url',
    steps: [
      // A URL may be logged with the password in it: that of the second account, which is there for such things.
      ...ways.map(([id, change]) => step(id, login, 'second', { mutations: [change] })),
      accepted('control', login, 'second'),
    ],
    expect: ways.map(([id]) => ({ kind: 'not-let-in', step: id, beside: 'control', defectKey: `elsewhere:${id}` })),
  });
}

/** A login must not authenticate later requests of its connection. */
function* onItsConnection(contract: Contract, login: Operation, provenance: Provenance): Generator<Scenario> {
  yield scenario(contract, login, 'wrong-password-on-same-connection', passwordStatements, {
    provenance: at('implied', provenance, { reading: interpretations.connection }),
    family: 'credentials',
    defectKey: 'password',
    security: 'password',
    steps: [
      step('first', login, 'account', { require: 'accepted', connection: 'opened' }),
      step('flawed', login, 'account', { mutations: setUnknown(login, 'password'), connection: 'reused' }),
      accepted('control', login),
    ],
    expect: { kind: 'rejected', step: 'flawed' },
  });
}

/** A login that carries another user's token gets a separate session. */
function* besideAnother(contract: Contract, login: Operation): Generator<Scenario> {
  const use = protectedOperation(contract);
  const within = use === undefined ? undefined : withinSession(login, use);
  if (within === undefined || use?.security === undefined) return;
  const isTold = operationOf(contract, 'token-info') === use;
  const told = isTold ? [step('info', use, 'account', { session: 'login' })] : [];
  const named = returnsRole(login, 'user-id');
  yield scenario(contract, login, 'beside-token-of-another', passwordStatements, {
    provenance: levelBesideAnother(login, use.security),
    defectKey: 'user-id',
    security: 'separate-users',
    steps: [
      accepted('plain', login),
      accepted('other', login, 'second'),
      acceptedOrUntested('login', login, 'account', { session: 'other', mutations: within }),
      ...told,
    ],
    expect: [
      { kind: 'distinct', steps: ['other', 'login'], role: 'token', defectKey: 'token-shared' },
      named && { kind: 'same', steps: ['plain', 'login'], role: 'user-id' },
      isTold && returnsRole(use, 'identity') && { kind: 'own-identity', step: 'info', defectKey: 'identity' },
      isTold && returnsRole(use, 'user-id') && named && { kind: 'same', steps: ['plain', 'info'], role: 'user-id' },
    ],
  });
}

/** A session key may name the session to log in to; a server may go on with the session of a cookie, although it should not. */
function levelBesideAnother({ provenance }: Operation, scheme: SecurityScheme): Provenance {
  if (scheme.in === 'query') return at('advice', provenance, { reading: interpretations.sessionKey });
  return scheme.in === 'cookie'
    ? at('standard', provenance, { source: 'OWASP ASVS 5.0 7.2.4' })
    : at('implied', provenance);
}

/** Undocumented properties do not select the user. */
function* withExtraMembers(contract: Contract, login: Operation): Generator<Scenario> {
  if (!returnsRole(login, 'user-id') || login.security?.signature !== undefined) return;
  const extra: Mutation = { mutate: 'extra', members: { id: 1, user_id: 1, userId: 1 } };
  yield scenario(contract, login, 'extra-members', passwordStatements, {
    family: 'credentials',
    defectKey: 'user-id',
    security: 'mass-assignment',
    steps: [accepted('plain', login), acceptedOrUntested('login', login, 'account', { mutations: [extra] })],
    expect: { kind: 'same', steps: ['plain', 'login'], role: 'user-id' },
  });
}
