/** A logout of all sessions of a user: each of them ends, and those of other users live on. */
import { operationOf } from '../../../contract/model.ts';
import type { Contract } from '../../../contract/model.ts';
import { provenanceOf, step, withoutCredentials } from '../../build.ts';
import type { Expectation, Scenario, Step } from '../../model.ts';
import { usesToken } from '../../operations.ts';
import { logoutAllStatements } from '../../../words/statements/accounts.ts';
import { answers } from '../issued-tokens.ts';
import { commonCases, isOver } from './account-flows.ts';
import { story, user } from './story.ts';

export function logoutsOfAll(contract: Contract): Scenario[] {
  const all = operationOf(contract, 'logout-all');
  const login = operationOf(contract, 'login');
  const refresh = operationOf(contract, 'refresh');
  const use = user(contract);
  if (all === undefined) return [];
  const cases = commonCases(contract, all, 'logout-all');
  if (login === undefined || use === undefined || !usesToken(all)) return cases;
  const first = step('first', login, 'account', { require: 'accepted' });
  const second = step('second', login, 'account', { require: 'accepted' });
  const out = step('logout', all, 'account', { session: 'second', require: 'accepted' });
  const used = (id: string, session: string): Step => step(id, use, 'account', { session });
  const before: Step = { ...used('before', 'first'), require: 'accepted', ifUnmet: 'not-testable' };
  // A logout in the place of token info would end what it looks at.
  const seen = use.flow === 'token-info' ? [before] : [];
  const dead = provenanceOf(use, 'revoked-token');
  const tell = (
    slug: keyof typeof logoutAllStatements,
    steps: Step[],
    expectations: Expectation[],
    more: Parameters<typeof story>[6],
  ): Scenario => story(contract, all, slug, logoutAllStatements[slug], steps, expectations, more);
  const over = { ...dead, defectKey: 'logout-too-little', security: 'logout' } as const;
  cases.push(
    tell('own-session', [second, out, used('used', 'second')], [isOver(use, 'used')], over),
    tell('other-sessions', [first, second, ...seen, out, used('used', 'first')], [isOver(use, 'used')], over),
    tell(
      'other-user',
      [
        step('other', login, 'second', { require: 'accepted' }),
        second,
        out,
        step('used', use, 'second', { session: 'other' }),
      ],
      [{ kind: 'accepted', step: 'used' }],
      { defectKey: 'logout-too-much', security: 'separate-users' },
    ),
    tell(
      'then-login',
      [second, out, step('login-again', login, 'account'), used('used', 'login-again')],
      ['login-again', 'used'].map((id) => ({ kind: 'accepted', step: id })),
      { defectKey: 'logout-too-much' },
    ),
  );
  if (refresh !== undefined && usesToken(refresh) && answers(login, 'refresh-token'))
    cases.push(
      tell(
        'refresh-tokens',
        [first, second, out, step('after', refresh, 'account', { session: 'first' })],
        [{ kind: 'rejected', step: 'after' }],
        {
          level: 'standard',
          source: 'OWASP ASVS 5.0 7.4.1',
          defectKey: 'logout-too-little',
          security: 'logout',
        },
      ),
    );
  if (all.security?.optional !== true && provenanceOf(all, 'missing-credentials') !== undefined)
    cases.push(
      tell(
        'refused-leaves-sessions',
        [
          second,
          step('refused', all, 'account', {
            session: 'second',
            mutations: [withoutCredentials(all)],
            require: 'rejected',
          }),
          used('used', 'second'),
        ],
        [{ kind: 'accepted', step: 'used' }],
        { defectKey: 'logout-too-much', security: 'logout' },
      ),
    );
  return cases;
}
