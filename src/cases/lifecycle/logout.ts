/** Lifecycle of a logout: the token is dead, others live, and a new login works. */
import { operationOf } from '../../contract/model.ts';
import type { Contract } from '../../contract/model.ts';
import { issuer, makeCase, provenanceOf, requirement, step, usesToken } from '../build.ts';
import type { Case } from '../case.ts';
import { story, user } from './story.ts';

export function logouts(contract: Contract): Case[] {
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
  const dead = provenanceOf(use, 'revoked-token');
  // Where credentials are optional, a dead token may count as none.
  if (use !== logout && (dead !== undefined || use.security?.optional !== true))
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
        [
          dead === undefined
            ? { kind: 'rejected', step: 'after' }
            : { kind: 'answers', step: 'after', situation: 'revoked-token' },
        ],
        { ...dead, cause: 'logout-too-little', security: true },
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
