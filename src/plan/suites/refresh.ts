/** Refresh of a session: the new tokens work, each token is of one kind, and a logout ends both. */
import { returnsRole } from '../../contract/members.ts';
import { carriesClient, operationOf, schemesOf } from '../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { accepted, isRefused, issuer, provenanceOf, scenario, step } from '../build.ts';
import type { Scenario, Step } from '../model.ts';
import { usesToken } from '../operations.ts';
import type { SecurityTopic } from '../security.ts';
import { namesRefreshToken, protectedOperation } from './lifecycle/shared-steps.ts';
import { refreshStatements } from '../../words/statements/sessions.ts';

type More = Partial<Provenance> & { readonly defectKey: string; readonly security?: SecurityTopic };

/** RFC 6749 section 1.5 sends refresh tokens to the authorization server only, and access tokens to the others. */
const ofOneKind: More = {
  level: 'standard',
  source: 'RFC 6749 section 1.5',
  defectKey: 'token-kinds',
  security: 'token',
};

/** The revocation of an access token may leave the refresh token. */
const mayRemain: Partial<Provenance> = { level: 'advice', source: 'RFC 7009 section 2.1' };

/** Whether a request names the access token that it is about, in its body or its path. */
function isAboutToken(operation: Operation): boolean {
  return schemesOf(operation).some(
    ({ in: place, template, value }) =>
      (place === 'body' || place === 'path') && value === undefined && template.includes('{token}'),
  );
}

export function* refreshes(contract: Contract): Generator<Scenario> {
  const refresh = operationOf(contract, 'refresh');
  const logout = operationOf(contract, 'logout');
  const login = issuer(contract);
  const use = protectedOperation(contract);
  if (refresh === undefined || login === undefined || !usesToken(refresh)) return;
  const begun = accepted('login', login);
  const again = (id: string, session: string, more: Partial<Step> = {}): Step =>
    step(id, refresh, 'account', { session, ...more });
  const renewed = again('refresh', 'login', { require: 'accepted' });
  yield scenario(contract, refresh, 'access-token', refreshStatements, {
    ...ofOneKind,
    steps: [begun, again('flawed', 'login', { mutations: [{ mutate: 'token', as: 'access-token' }] }), renewed],
    expect: { kind: 'rejected', step: 'flawed' },
  });
  const revoked = provenanceOf(refresh, 'revoked-token');
  if (returnsRole(refresh, 'refresh-token')) {
    yield scenario(contract, refresh, 'renewed-twice', refreshStatements, {
      defectKey: 'refresh-token-dead',
      steps: [begun, renewed, again('again', 'refresh')],
      expect: { kind: 'accepted', step: 'again' },
    });
    // A server may take the old one for some seconds more, for a client whose response was lost.
    yield scenario(contract, refresh, 'used-twice', refreshStatements, {
      level: 'advice',
      source: 'RFC 9700 section 4.14.2',
      ...revoked,
      defectKey: 'refresh-token-kept',
      security: 'replay',
      steps: [begun, renewed, again('again', 'login')],
      expect: isRefused(refresh, 'revoked-token', 'again'),
    });
  }
  if (use !== undefined && use !== logout) {
    const used = step('used', use, 'account', { session: 'refresh' });
    yield scenario(contract, refresh, 'works', refreshStatements, {
      defectKey: 'token-dead',
      steps: [begun, renewed, used],
      expect: [
        { kind: 'accepted', step: 'used' },
        returnsRole(use, 'identity') && { kind: 'own-identity', step: 'used' },
      ],
    });
    if (returnsRole(use, 'identity'))
      yield scenario(contract, refresh, 'another-user', refreshStatements, {
        defectKey: 'another-user',
        security: 'separate-users',
        steps: [
          begun,
          accepted('other', login, 'second'),
          step('refresh', refresh, 'second', { session: 'other', require: 'accepted' }),
          step('used', use, 'second', { session: 'refresh' }),
          // The newest session is not the one that is refreshed.
          step('refresh-first', refresh, 'account', { session: 'login', require: 'accepted' }),
          step('used-first', use, 'account', { session: 'refresh-first' }),
        ],
        expect: ['used', 'used-first'].map((id) => ({ kind: 'own-identity', step: id })),
      });
    // An introspection may tell of tokens of both kinds (RFC 7662 section 2.1).
    if (!isAboutToken(use) || !schemesOf(use).some(carriesClient))
      yield scenario(contract, refresh, 'not-an-access-token', refreshStatements, {
        ...ofOneKind,
        steps: [
          begun,
          step('flawed', use, 'account', { session: 'login', mutations: [{ mutate: 'token', as: 'refresh-token' }] }),
          accepted('control', use, 'account', { session: 'login' }),
        ],
        expect: { kind: 'rejected', step: 'flawed' },
      });
  }
  if (logout !== undefined && usesToken(logout))
    yield scenario(contract, refresh, 'after-logout', refreshStatements, {
      // The token that a logout names is what it ends.
      ...(namesRefreshToken(logout) ? {} : { level: 'standard', source: 'OWASP ASVS 5.0 7.4.1' }),
      ...(isAboutToken(logout) ? mayRemain : revoked),
      defectKey: 'logout-too-little',
      security: 'logout',
      steps: [begun, accepted('logout', logout, 'account', { session: 'login' }), again('after', 'login')],
      expect: isRefused(refresh, 'revoked-token', 'after'),
    });
}
