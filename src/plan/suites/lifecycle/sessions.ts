/** Lifecycle of sessions: what holds between logins, and between a login and token info. */
import { isMain, operationOf, parameterOf } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { makeCase, provenanceOf, requirement, setRole, step } from '../../build.ts';
import type { Scenario, Expectation, Step } from '../../model.ts';
import { ofNobody } from '../../values.ts';
import { nothingOfOthers } from './others.ts';
import { besideAnonymous } from './anonymous.ts';
import { loginsAtOnce } from './at-once.ts';
import { answers } from '../issued-tokens.ts';
import { story, user } from './story.ts';
import { tokenInfo } from './token-info.ts';
import { logoutStatements, sessionStatements } from '../../../words/statements/sessions.ts';

/** Relations between logins, and between a login and token info. */
export function sessions(contract: Contract, login: Operation): Scenario[] {
  const use = user(contract);
  const info = operationOf(contract, 'token-info');
  return [
    ...(login.flow === 'login' ? logins(contract, login, use) : []),
    ...otherLogins(contract, use),
    ...(info === undefined ? [] : tokenInfo(contract, login, info)),
    ...contract.operations.flatMap((operation) => independent(contract, operation)),
    ...besideAnonymous(contract, login, use),
    ...loginsAtOnce(contract, login, info),
    ...nothingOfOthers(contract, login),
  ];
}

/** The session of each login beside the main one works, and is that of the same user. */
function otherLogins(contract: Contract, use: Operation | undefined): Scenario[] {
  if (use === undefined) return [];
  const others = contract.operations.filter((each) => each.flow === 'login' && !isMain(contract, each));
  return others.map((login) =>
    story(
      contract,
      login,
      'works',
      sessionStatements.works,
      [
        step('login', login, 'account', { require: 'accepted' }),
        step('used', use, 'account', { session: 'login' }),
        ...mainUse(contract, use),
      ],
      [
        { kind: 'accepted', step: 'used', beside: 'main-used' },
        ...(answers(use, 'user-id') ? [{ kind: 'same', steps: ['used', 'main-used'], role: 'user-id' } as const] : []),
      ],
      { defectKey: 'session-lost', security: 'separate-users' },
    ),
  );
}

/** The same with the session of the main login. */
function mainUse(contract: Contract, use: Operation): Step[] {
  const main = operationOf(contract, 'login');
  if (main === undefined) return [];
  return [
    step('main-login', main, 'account', { require: 'accepted' }),
    step('main-used', use, 'account', { session: 'main-login', require: 'accepted' }),
  ];
}

function logins(contract: Contract, login: Operation, use: Operation | undefined): Scenario[] {
  const used = use === undefined ? [] : [step('used', use, 'account', { session: 'again' })];
  const accepted = (id: string): Expectation => ({ kind: 'accepted', step: id });
  const twice = [step('first', login, 'account', { require: 'accepted' }), step('again', login, 'account')];
  const both = [
    step('first', login, 'account', { require: 'accepted' }),
    step('other', login, 'second', { require: 'accepted' }),
  ];
  const cases = [
    story(
      contract,
      login,
      'second-login',
      sessionStatements[use === undefined ? 'second-login' : 'second-login-used'],
      [...twice, ...used],
      ['again', ...used.map(({ id }) => id)].map(accepted),
    ),
    story(contract, login, 'another-user', sessionStatements['another-user'], both, [
      { kind: 'accepted', step: 'other', beside: 'first' },
    ]),
    ...(answers(login, 'token')
      ? [
          story(
            contract,
            login,
            'users-apart',
            sessionStatements['users-apart'],
            both,
            [{ kind: 'distinct', steps: ['first', 'other'], role: 'token' }],
            { defectKey: 'token-shared', security: 'separate-users' },
          ),
        ]
      : []),
    ...(answers(login, 'token-secret')
      ? [
          story(
            contract,
            login,
            'secrets-apart',
            sessionStatements['secrets-apart'],
            both,
            [{ kind: 'distinct', steps: ['first', 'other'], role: 'token-secret' }],
            { defectKey: 'token-secret-shared', security: 'separate-users' },
          ),
        ]
      : []),
  ];
  if (use !== undefined)
    cases.push(
      story(
        contract,
        login,
        'leaves-other-user',
        sessionStatements['leaves-other-user'],
        [
          ...both,
          step('other-again', login, 'second', { require: 'accepted' }),
          step('other-once-more', login, 'second', { require: 'accepted' }),
          step('used', use, 'account', { session: 'first' }),
        ],
        [accepted('used')],
        { defectKey: 'session-lost', shownByProbe: true },
      ),
      story(
        contract,
        login,
        'failed-leaves-session',
        sessionStatements['failed-leaves-session'],
        [
          step('first', login, 'account', { require: 'accepted' }),
          step('failed', login, 'account', {
            mutations: setRole(login, 'password', { literal: ofNobody(login, 'password') }),
            require: 'rejected',
          }),
          step('failed-too', login, 'account', {
            mutations: setRole(login, 'identity', { literal: ofNobody(login, 'identity') }),
            require: 'rejected',
          }),
          step('used', use, 'account', { session: 'first' }),
        ],
        [accepted('used')],
        { defectKey: 'session-lost-by-failure', security: 'separate-users', shownByProbe: true },
      ),
    );
  if (answers(login, 'user-id'))
    cases.push(
      story(
        contract,
        login,
        'same-user',
        sessionStatements['same-user'],
        [
          step('first', login, 'account', { require: 'accepted' }),
          step('again', login, 'account', { require: 'accepted' }),
        ],
        [{ kind: 'same', steps: ['first', 'again'], role: 'user-id' }],
        { defectKey: 'user-id' },
      ),
      story(
        contract,
        login,
        'user-ids-apart',
        sessionStatements['user-ids-apart'],
        both,
        [{ kind: 'distinct', steps: ['first', 'other'], role: 'user-id' }],
        { defectKey: 'user-id' },
      ),
    );
  // The login name may be an alias of the returned address, unless the document calls it an address.
  const isAddress = parameterOf(login, 'identity')?.schema.format === 'email';
  const own = (id: string, beside: string): Expectation => ({
    kind: 'own-identity',
    step: id,
    ...(isAddress ? {} : { beside }),
  });
  if (answers(login, 'identity'))
    cases.push(
      story(
        contract,
        login,
        'own-identity',
        sessionStatements['own-identity'],
        both,
        [own('first', 'other'), own('other', 'first')],
        { defectKey: 'identity' },
      ),
    );
  return cases;
}

/** Sessions that the contract calls independent: each has a separate token and ends alone. */
function independent(contract: Contract, operation: Operation): Scenario[] {
  const provenance = provenanceOf(operation, 'another-session');
  if (provenance === undefined) return [];
  const two = [
    step('first', operation, 'account', { require: 'accepted' }),
    step('another', operation, 'account', { require: 'accepted' }),
  ];
  const failed = step('failed', operation, 'account', {
    mutations: setRole(operation, 'password', { literal: ofNobody(operation, 'password') }),
  });
  // Session starts are cheap; logins may be limited.
  const more = Array.from({ length: operation.flow === 'session-start' ? 4 : 1 }, (_, index) =>
    step(`another-${index + 2}`, operation, 'account', { require: 'accepted' }),
  );
  const all = [...two, ...(operation.flow === 'login' ? [failed] : []), ...more];
  const apart = makeCase(operation, 'lifecycle', all, [
    {
      requirement: requirement(contract, operation, 'sessions-apart', sessionStatements['sessions-apart'], provenance),
      expect: { kind: 'distinct', steps: [...two, ...more].map(({ id }) => id), role: 'token' },
      defectKey: 'token-shared',
    },
  ]);
  const logout = operationOf(contract, 'logout');
  if (logout === undefined) return [apart];
  const slug = operation.flow === 'session-start' ? 'leaves-anonymous-session' : 'leaves-other-session';
  const use = user(contract) ?? logout;
  return [
    apart,
    story(
      contract,
      logout,
      slug,
      logoutStatements[slug],
      [
        ...two,
        // A login may end the user's session before it.
        step('logout', logout, 'account', {
          session: 'first',
          require: 'accepted',
          ...(operation.flow === 'login' ? { ifUnmet: 'not-testable' as const } : {}),
        }),
        step('used', use, 'account', { session: 'another' }),
      ],
      [{ kind: 'accepted', step: 'used' }],
      { defectKey: 'logout-too-much' },
    ),
  ];
}
