/** Lifecycle of a logout: the token ends, others remain valid, and a new login works. */
import { isMain, operationOf } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { issuer, makeCase, provenanceOf, requirement, setRole, step, withoutCredentials } from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Scenario, Step } from '../../model.ts';
import { ofNobody } from '../../values.ts';
import { answers } from '../issued-tokens.ts';
import { story, user } from './story.ts';
import { logoutStatements, safeMethods, sessionStatements } from '../../../words/statements/sessions.ts';

export function logouts(contract: Contract): Scenario[] {
  return contract.operations
    .filter(({ flow }) => flow === 'logout')
    .flatMap((logout) => (isMain(contract, logout) ? ofLogout(contract, logout) : ofAnother(contract, logout)));
}

/** Another logout has the cases that are about it, and ends a session as well. */
function ofAnother(contract: Contract, logout: Operation): Scenario[] {
  const login = issuer(contract);
  const use = user(contract);
  const own = ofLogout(contract, logout).filter(({ id }) => id.split('/')[1] === logout.id);
  if (login === undefined || use === undefined || !usesToken(logout) || use.security?.optional === true) return own;
  return [
    ...own,
    story(
      contract,
      logout,
      'ends-session',
      logoutStatements['ends-session'],
      [
        step('login', login, 'account', { require: 'accepted' }),
        step('before', use, 'account', { session: 'login', require: 'accepted' }),
        step('logout', logout, 'account', { session: 'login', require: 'accepted' }),
        step('after', use, 'account', { session: 'login' }),
      ],
      [{ kind: 'rejected', step: 'after' }],
      { defectKey: 'logout-too-little', security: 'logout' },
    ),
  ];
}

function ofLogout(contract: Contract, logout: Operation): Scenario[] {
  const login = issuer(contract);
  const use = user(contract);
  if (login === undefined || use === undefined || !usesToken(logout)) return [];
  const out = [
    step('login', login, 'account', { require: 'accepted' }),
    step('logout', logout, 'account', { session: 'login', require: 'accepted' }),
  ];
  const cases: Scenario[] = [];
  const revoked = provenanceOf(logout, 'revoked-token');
  if (revoked !== undefined)
    cases.push(
      makeCase(
        logout,
        'lifecycle',
        [
          ...out,
          step('again', logout, 'account', { session: 'login' }),
          step('once-more', logout, 'account', { session: 'login' }),
        ],
        ['again', 'once-more'].map((id) => ({
          requirement: requirement(contract, logout, 'revoked-token', logoutStatements['revoked-token'], revoked, {
            security: 'logout',
          }),
          expect: { kind: 'answers', step: id, situation: 'revoked-token' },
          defectKey: 'logout-too-little',
        })),
      ),
    );
  if (revoked !== undefined && login.flow === 'login')
    cases.push(
      story(
        contract,
        logout,
        'older-session',
        logoutStatements['older-session'],
        [
          ...out.slice(0, 1),
          step('newer', login, 'account', { require: 'accepted' }),
          // A server may end a user's older sessions at a login.
          ...out.slice(1).map((each): Step => ({ ...each, ifUnmet: 'not-testable' })),
          step('again', logout, 'account', { session: 'login' }),
        ],
        [{ kind: 'rejected', step: 'again' }],
        { ...revoked, level: 'implied', defectKey: 'logout-too-little', security: 'logout' },
      ),
    );
  if (revoked !== undefined && login.flow === 'login')
    cases.push(
      story(
        contract,
        logout,
        'another-user',
        logoutStatements['another-user'],
        [
          ...out,
          step('other', login, 'second', { require: 'accepted' }),
          step('logout-of-other', logout, 'second', { session: 'other', require: 'accepted' }),
          step('again', logout, 'second', { session: 'other' }),
        ],
        [{ kind: 'rejected', step: 'again' }],
        { ...revoked, level: 'implied', defectKey: 'logout-too-little', security: 'logout' },
      ),
    );
  const isInformation = contract.operations.some(({ path, method }) => path === logout.path && method === 'GET');
  // Another GET of the path may be a link that logs out, and HEAD does what GET does.
  const isLink = logout.otherMethods.includes('GET') && !isInformation;
  const safe = ['GET', 'HEAD'].filter((method) => !isLink && !(method === 'GET' && isInformation));
  if (logout.method !== 'GET' && safe.length > 0)
    cases.push(
      story(
        contract,
        logout,
        'safe-methods',
        safeMethods(safe),
        [
          ...out.slice(0, 1),
          ...safe.map((method) =>
            step(`by-${method.toLowerCase()}`, logout, 'account', {
              session: 'login',
              mutations: [{ mutate: 'method', method }],
            }),
          ),
          step('used', use, 'account', { session: 'login' }),
        ],
        [{ kind: 'accepted', step: 'used' }],
        { level: 'standard', source: 'RFC 9110 section 9.2.1', defectKey: 'logout-too-much', security: 'logout' },
      ),
    );
  const dead = provenanceOf(use, 'revoked-token');
  // If credentials are optional, an ended token may count as missing.
  if (use !== logout && (dead !== undefined || use.security?.optional !== true))
    cases.push(
      story(
        contract,
        use,
        'after-logout',
        logoutStatements['used-after-logout'],
        [
          ...out.slice(0, 1),
          step('before', use, 'account', { session: 'login', require: 'accepted' }),
          ...out.slice(1),
          step('after', use, 'account', { session: 'login' }),
        ],
        [
          dead === undefined
            ? { kind: 'rejected', step: 'after' }
            : { kind: 'answers', step: 'after', situation: 'revoked-token' },
        ],
        { ...dead, defectKey: 'logout-too-little', security: 'logout' },
      ),
    );
  if (logout.security?.optional !== true && provenanceOf(logout, 'missing-credentials') !== undefined)
    cases.push(
      story(
        contract,
        logout,
        'refused-leaves-session',
        logoutStatements['refused-leaves-session'],
        [
          ...out.slice(0, 1),
          // With what else the session has, such as a CSRF token.
          step('refused', logout, 'account', {
            session: 'login',
            mutations: [withoutCredentials(logout)],
            require: 'rejected',
          }),
          step('of-nobody', logout, 'account', {
            session: 'login',
            mutations: [{ mutate: 'token', as: 'unknown-token' }],
            require: 'rejected',
          }),
          step('used', use, 'account', { session: 'login' }),
        ],
        [{ kind: 'accepted', step: 'used' }],
        { defectKey: 'logout-too-much', security: 'logout' },
      ),
    );
  const start = operationOf(contract, 'session-start');
  if (start !== undefined && login !== start)
    cases.push(
      story(
        contract,
        logout,
        'anonymous-session',
        logoutStatements['anonymous-session'],
        [
          step('start', start, 'account', { require: 'accepted' }),
          step('logout', logout, 'account', { session: 'start' }),
        ],
        [{ kind: 'accepted', step: 'logout' }],
      ),
      story(
        contract,
        logout,
        'anonymous-leaves-user',
        logoutStatements['anonymous-leaves-user'],
        [
          step('login', login, 'account', { require: 'accepted' }),
          step('start', start, 'account', { require: 'accepted' }),
          step('logout', logout, 'account', { session: 'start', require: 'accepted' }),
          step('used', use, 'account', { session: 'login' }),
        ],
        [{ kind: 'accepted', step: 'used' }],
        { defectKey: 'logout-too-much' },
      ),
      story(
        contract,
        logout,
        'user-leaves-anonymous',
        logoutStatements['user-leaves-anonymous'],
        [
          step('login', login, 'account', { require: 'accepted' }),
          step('start', start, 'account', { require: 'accepted' }),
          step('logout', logout, 'account', { session: 'login', require: 'accepted' }),
          step('used', use, 'account', { session: 'start' }),
        ],
        [{ kind: 'accepted', step: 'used' }],
        { defectKey: 'logout-too-much' },
      ),
      story(
        contract,
        logout,
        'revoked-anonymous-session',
        logoutStatements['revoked-anonymous-session'],
        [
          step('start', start, 'account', { require: 'accepted' }),
          step('logout', logout, 'account', { session: 'start', require: 'accepted' }),
          step('again', logout, 'account', { session: 'start' }),
        ],
        [{ kind: 'rejected', step: 'again' }],
        { defectKey: 'logout-too-little', security: 'logout' },
      ),
    );
  if (login.flow === 'login')
    cases.push(
      story(
        contract,
        login,
        'after-logout',
        sessionStatements['after-logout'],
        [
          step('attempt', login, 'account'),
          ...out,
          step('login-again', login, 'account'),
          step('used', use, 'account', { session: 'login-again' }),
        ],
        [
          { kind: 'accepted', step: 'login-again' },
          { kind: 'accepted', step: 'used' },
          ...(answers(login, 'user-id')
            ? [{ kind: 'same', steps: ['login', 'login-again'], role: 'user-id' } as const]
            : []),
        ],
      ),
      ...renewed(contract, login, logout, out),
      story(
        contract,
        logout,
        'leaves-other-user',
        logoutStatements['leaves-other-user'],
        [
          step('older', login, 'second', { require: 'accepted' }),
          ...out,
          step('older-used', use, 'second', { session: 'older' }),
          step('login-again', login, 'account', { require: 'accepted' }),
          step('newer', login, 'second', { require: 'accepted' }),
          step('logout-again', logout, 'account', { session: 'login-again', require: 'accepted' }),
          step('newer-used', use, 'second', { session: 'newer' }),
        ],
        [
          { kind: 'accepted', step: 'older-used' },
          { kind: 'accepted', step: 'newer-used' },
        ],
        { defectKey: 'logout-too-much' },
      ),
    );
  return cases;
}

/** Logins after a logout: ended tokens remain invalid, and passwords are checked. */
function renewed(contract: Contract, login: Operation, logout: Operation, out: readonly Step[]): Scenario[] {
  const wrong = step('wrong', login, 'account', {
    mutations: setRole(login, 'password', { literal: ofNobody(login, 'password') }),
  });
  const again = step('login-again', login, 'account', { require: 'accepted' });
  return [
    story(
      contract,
      login,
      'wrong-password-after-logout',
      sessionStatements['wrong-password-after-logout'],
      [...out, wrong, again],
      [{ kind: 'rejected', step: 'wrong' }],
      { family: 'credentials', defectKey: 'password', security: 'password' },
    ),
    ...(provenanceOf(logout, 'revoked-token') === undefined
      ? []
      : [
          story(
            contract,
            logout,
            'dead-token-leaves-session',
            logoutStatements['dead-token-leaves-session'],
            [
              ...out,
              again,
              step('dead', logout, 'account', { session: 'login', require: 'rejected' }),
              step('used', user(contract) ?? logout, 'account', { session: 'login-again' }),
            ],
            [{ kind: 'accepted', step: 'used' }],
            { defectKey: 'logout-too-much', security: 'logout' },
          ),
          story(
            contract,
            logout,
            'stays-revoked',
            logoutStatements['stays-revoked'],
            [
              ...out,
              step('other', login, 'second', { require: 'accepted' }),
              wrong,
              again,
              step('used', logout, 'account', { session: 'login' }),
              step('logout-again', logout, 'account', { session: 'login-again' }),
              step('used-later', logout, 'account', { session: 'login' }),
              step('used-last', logout, 'account', { session: 'login-again' }),
            ],
            [
              { kind: 'distinct', steps: ['login', 'other', 'login-again'], role: 'token' },
              { kind: 'rejected', step: 'used' },
              { kind: 'rejected', step: 'used-later' },
              { kind: 'rejected', step: 'used-last' },
            ],
            { defectKey: 'logout-undone', security: 'logout' },
          ),
        ]),
  ];
}
