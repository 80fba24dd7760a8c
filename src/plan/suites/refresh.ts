/** Refresh of a session: the new tokens work, each token is of one kind, and a logout ends both. */
import { operationOf } from '../../contract/model.ts';
import type { Contract, Provenance } from '../../contract/model.ts';
import { issuer, provenanceOf, step } from '../build.ts';
import type { Expectation, Scenario, Step } from '../model.ts';
import { usesToken } from '../operations.ts';
import type { SecurityTopic } from '../security.ts';
import { answers } from './issued-tokens.ts';
import { story, user } from './lifecycle/story.ts';
import { refreshStatements } from '../../words/statements/sessions.ts';

type More = Partial<Provenance> & { readonly defectKey: string; readonly security?: SecurityTopic };

/** RFC 6749 section 1.5 sends refresh tokens to the authorization server only, and access tokens to the others. */
const ofOneKind: More = {
  level: 'standard',
  source: 'RFC 6749 section 1.5',
  defectKey: 'token-kinds',
  security: 'token',
};

export function refreshes(contract: Contract): Scenario[] {
  const refresh = operationOf(contract, 'refresh');
  const logout = operationOf(contract, 'logout');
  const login = issuer(contract);
  const use = user(contract);
  if (refresh === undefined || login === undefined || !usesToken(refresh)) return [];
  const begun = step('login', login, 'account', { require: 'accepted' });
  const again = (id: string, session: string, more: Partial<Step> = {}): Step =>
    step(id, refresh, 'account', { session, ...more });
  const renewed = again('refresh', 'login', { require: 'accepted' });
  const tell = (
    slug: keyof typeof refreshStatements,
    steps: Step[],
    expectations: Expectation[],
    more: More,
  ): Scenario => story(contract, refresh, slug, refreshStatements[slug], steps, expectations, more);
  const cases = [
    tell(
      'access-token',
      [begun, again('flawed', 'login', { mutations: [{ mutate: 'token', as: 'access-token' }] }), renewed],
      [{ kind: 'rejected', step: 'flawed' }],
      ofOneKind,
    ),
  ];
  const revoked = provenanceOf(refresh, 'revoked-token');
  const dead = (id: string): Expectation =>
    revoked === undefined ? { kind: 'rejected', step: id } : { kind: 'answers', step: id, situation: 'revoked-token' };
  if (answers(refresh, 'refresh-token'))
    cases.push(
      tell('renewed-twice', [begun, renewed, again('again', 'refresh')], [{ kind: 'accepted', step: 'again' }], {
        defectKey: 'refresh-token-dead',
      }),
      // A server may take the old one for some seconds more, for a client whose response was lost.
      tell('used-twice', [begun, renewed, again('again', 'login')], [dead('again')], {
        level: 'advice',
        source: 'RFC 9700 section 4.14.2',
        ...revoked,
        defectKey: 'refresh-token-kept',
        security: 'replay',
      }),
    );
  if (use !== undefined && use !== logout) {
    const used = step('used', use, 'account', { session: 'refresh' });
    cases.push(
      tell(
        'works',
        [begun, renewed, used],
        [
          { kind: 'accepted', step: 'used' },
          ...(answers(use, 'identity') ? [{ kind: 'own-identity', step: 'used' } as const] : []),
        ],
        { defectKey: 'token-dead' },
      ),
      tell(
        'not-an-access-token',
        [
          begun,
          step('flawed', use, 'account', { session: 'login', mutations: [{ mutate: 'token', as: 'refresh-token' }] }),
          step('control', use, 'account', { session: 'login', require: 'accepted' }),
        ],
        [{ kind: 'rejected', step: 'flawed' }],
        ofOneKind,
      ),
    );
  }
  if (logout !== undefined && usesToken(logout))
    cases.push(
      tell(
        'after-logout',
        [begun, step('logout', logout, 'account', { session: 'login', require: 'accepted' }), again('after', 'login')],
        [dead('after')],
        {
          level: 'standard',
          source: 'OWASP ASVS 5.0 7.4.1',
          ...revoked,
          defectKey: 'logout-too-little',
          security: 'logout',
        },
      ),
    );
  return cases;
}
