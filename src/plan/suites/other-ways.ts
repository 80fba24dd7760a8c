/** Undocumented ways to log in, which must not bypass the password. */
import { operationOf, parameterOf } from '../../contract/model.ts';
import type { Contract, Operation, Provenance, SecurityScheme } from '../../contract/model.ts';
import {
  accepted,
  at,
  makeCase,
  provenanceOf,
  requirement,
  scenario,
  setUnknown,
  step,
  withinSession,
} from '../build.ts';
import type { Scenario, Expectation } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { isOpen } from '../operations.ts';
import { inARow } from './in-a-row.ts';
import { answers } from './issued-tokens.ts';
import { user } from './lifecycle/story.ts';
import type { PasswordPlace } from '../../words/statements/passwords.ts';
import { passwordElsewhere, passwordStatements } from '../../words/statements/passwords.ts';
import { interpretations } from '../../words/interpretations.ts';

export function otherWays(contract: Contract, login: Operation): Scenario[] {
  const provenance = provenanceOf(login, 'wrong-password');
  if (login.flow !== 'login' || provenance === undefined || parameterOf(login, 'password') === undefined) return [];
  return [
    ...inOtherMediaTypes(contract, login, provenance),
    ...elsewhere(contract, login),
    ...onItsConnection(contract, login, provenance),
    ...besideAnother(contract, login),
    ...withExtraMembers(contract, login),
  ];
}

/** A target that parses several media types checks the password in each of them. */
function inOtherMediaTypes(contract: Contract, login: Operation, provenance: Provenance): Scenario[] {
  if (login.bodyTypes.length === 0) return [];
  const wrong = setUnknown(login, 'password');
  return [
    inARow(contract, login, {
      slug: 'wrong-password-in-other-media-types',
      security: 'other-way-in',
      statement: passwordStatements['wrong-password-in-other-media-types'],
      provenance: at('implied', provenance),
      defectKey: 'password',
      attempts: (['another', 'text/plain'] as const).map((type, index) => [
        `flawed-${index + 1}`,
        [...wrong, { mutate: 'body-as', type }],
      ]),
    }),
  ];
}

/** A password in a URL is logged; a password in an undocumented header is a second way to log in. */
function elsewhere(contract: Contract, login: Operation): Scenario[] {
  const inBody = login.parameters.some(({ role, in: place }) => role === 'password' && place === 'body');
  const signed = login.security?.signature !== undefined;
  if (!inBody || !(isOpen(login) || signed)) return [];
  // A documented login by GET has the password in the URL.
  const inUrl = login.extraCases.some(({ method, expect }) => method === 'GET' && expect === 'success');
  const byGet = login.otherMethods.includes('GET');
  const ways: [id: PasswordPlace, change: Mutation][] = [
    ...(inUrl || byGet ? [] : [['by-get', { mutate: 'method', method: 'GET' }] as [PasswordPlace, Mutation]]),
    ...(inUrl ? [] : [['in-query', { mutate: 'elsewhere', to: 'query' }] as [PasswordPlace, Mutation]]),
    // A signature has the header that `Basic` needs.
    ...(signed ? [] : [['by-basic', { mutate: 'elsewhere', to: 'basic' }] as [PasswordPlace, Mutation]]),
  ];
  if (ways.length === 0) return [];
  const about = requirement(
    contract,
    login,
    'password-elsewhere',
    passwordElsewhere(ways.map(([id]) => id)),
    {
      level: 'advice',
      source: 'OWASP Authentication Cheat Sheet',
    },
    { security: 'secret-in-url' },
  );
  return [
    makeCase(
      login,
      'credentials',
      [
        // A URL may be logged with the password in it: that of the second account, which is there for such things.
        ...ways.map(([id, change]) => step(id, login, 'second', { mutations: [change] })),
        accepted('control', login, 'second'),
      ],
      ways.map(([id]) => ({
        requirement: about,
        expect: { kind: 'not-let-in', step: id, beside: 'control' },
        defectKey: `password:${id}`,
      })),
    ),
  ];
}

/** A login must not authenticate later requests of its connection. */
function onItsConnection(contract: Contract, login: Operation, provenance: Provenance): Scenario[] {
  const about = requirement(
    contract,
    login,
    'wrong-password-on-same-connection',
    passwordStatements['wrong-password-on-same-connection'],
    at('implied', provenance, {
      reading: interpretations.connection,
    }),
    { security: 'password' },
  );
  return [
    makeCase(
      login,
      'credentials',
      [
        step('first', login, 'account', { require: 'accepted', connection: 'opened' }),
        step('flawed', login, 'account', {
          mutations: setUnknown(login, 'password'),
          connection: 'reused',
        }),
        accepted('control', login),
      ],
      [{ requirement: about, expect: { kind: 'rejected', step: 'flawed' }, defectKey: 'password' }],
    ),
  ];
}

/** A login that carries another user's token gets a separate session. */
function besideAnother(contract: Contract, login: Operation): Scenario[] {
  const use = user(contract);
  const info = operationOf(contract, 'token-info');
  const within = use === undefined ? undefined : withinSession(login, use);
  if (within === undefined || use?.security === undefined) return [];
  const told = info === undefined || info !== use ? [] : [step('info', info, 'account', { session: 'login' })];
  const named = answers(login, 'user-id');
  const expectations: [Expectation, defectKey: string][] = [
    [{ kind: 'distinct', steps: ['other', 'login'], role: 'token' }, 'token-shared'],
    ...(named
      ? [[{ kind: 'same', steps: ['plain', 'login'], role: 'user-id' }, 'user-id'] as [Expectation, string]]
      : []),
    ...told.flatMap(({ id }): [Expectation, string][] => [
      ...(answers(use, 'identity') ? [[{ kind: 'own-identity', step: id }, 'identity'] as [Expectation, string]] : []),
      ...(answers(use, 'user-id') && named
        ? [[{ kind: 'same', steps: ['plain', id], role: 'user-id' }, 'user-id'] as [Expectation, string]]
        : []),
    ]),
  ];
  const about = requirement(
    contract,
    login,
    'beside-token-of-another',
    passwordStatements['beside-token-of-another'],
    levelBesideAnother(login, use.security),
    { security: 'separate-users' },
  );
  return [
    makeCase(
      login,
      'lifecycle',
      [
        accepted('plain', login),
        accepted('other', login, 'second'),
        step('login', login, 'account', {
          session: 'other',
          mutations: within,
          require: 'accepted',
          ifUnmet: 'not-testable',
        }),
        ...told,
      ],
      expectations.map(([expect, defectKey]) => ({ requirement: about, expect, defectKey })),
    ),
  ];
}

/** A session key may name the session to log in to; a server may go on with the session of a cookie, although it should not. */
function levelBesideAnother({ provenance }: Operation, scheme: SecurityScheme): Provenance {
  if (scheme.in === 'query') return at('advice', provenance, { reading: interpretations.sessionKey });
  return scheme.in === 'cookie'
    ? at('standard', provenance, { source: 'OWASP ASVS 5.0 7.2.4' })
    : at('implied', provenance);
}

/** Undocumented properties do not select the user. */
function withExtraMembers(contract: Contract, login: Operation): Scenario[] {
  if (!answers(login, 'user-id') || login.security?.signature !== undefined) return [];
  const extra: Mutation = { mutate: 'extra', members: { id: 1, user_id: 1, userId: 1 } };
  return [
    scenario(contract, login, 'extra-members', passwordStatements, {
      family: 'credentials',
      defectKey: 'user-id',
      security: 'mass-assignment',
      steps: [
        accepted('plain', login),
        step('login', login, 'account', { mutations: [extra], require: 'accepted', ifUnmet: 'not-testable' }),
      ],
      expect: { kind: 'same', steps: ['plain', 'login'], role: 'user-id' },
    }),
  ];
}
