/** Faults of a `lodge` server with refresh tokens. */
import { lodgeRules } from '../../lodge-rules.ts';
import type { LodgeRules } from '../../lodge-rules.ts';
import type { Grant } from '../../lodge-rules.ts';
import { fault, crash, issued, notFound } from './shared.ts';

const matching = (refreshMatches: (grant: Grant, given: string) => boolean): Partial<LodgeRules> => ({
  refreshMatches,
});

export const refreshFaults = [
  fault('refresh-reusable', 'accepts a refresh token as often as it is sent', 'refresh/used-twice', {
    mayRefresh: () => true,
  }),
  fault('refresh-kept', 'issues the refresh token that it was sent again, used up', 'refresh/renewed-twice', () => {
    let sent = '';
    return {
      refreshMatches: (grant, given) => {
        sent = given;
        return lodgeRules.refreshMatches(grant, given);
      },
      refreshAnswer: (begun, lifetime) => lodgeRules.refreshAnswer({ ...begun, refreshToken: sent }, lifetime),
    };
  }),
  fault('refresh-by-session-id', 'takes a session id for a refresh token', 'refresh/access-token', {
    refreshMatches: (grant, given) => grant.token === given || grant.session.token === given,
  }),
  fault('session-by-refresh-token', 'takes a refresh token for a session id', 'refresh/not-an-access-token', () => {
    const ids = new Map<string, string>();
    return {
      loginAnswer: (begun, lifetime) => {
        ids.set(begun.session.token, begun.refreshToken);
        return lodgeRules.loginAnswer(begun, lifetime);
      },
      tokenMatches: (stored, given) => stored === given || ids.get(stored) === given,
    };
  }),
  fault('refresh-after-logout', 'accepts the refresh token of a session that was logged out', 'refresh/after-logout', {
    endsRefreshTokens: false,
  }),
  fault('refresh-dead', 'issues the id of no session at a refresh', 'refresh/works', {
    refreshAnswer: (begun, lifetime) => {
      begun.session.account = null;
      return lodgeRules.refreshAnswer(begun, lifetime);
    },
  }),
  fault('refresh-of-first', 'opens the session of the first user at every refresh', 'refresh/works', {
    refreshAnswer: (begun, lifetime) => {
      const { account } = begun;
      begun.session.account = { ...account, identity: 'heidi@lodge.example' };
      return lodgeRules.refreshAnswer(begun, lifetime);
    },
  }),
  fault('refresh-of-earlier', 'renews the session of the user who logged in first', 'refresh/another-user', () => {
    let first: string | undefined;
    return {
      loginAnswer: (begun, lifetime) => {
        first ??= begun.account.identity;
        return lodgeRules.loginAnswer(begun, lifetime);
      },
      refreshAnswer: (begun, lifetime) => {
        const { account } = begun;
        begun.session.account = { ...account, identity: first ?? account.identity };
        return lodgeRules.refreshAnswer(begun, lifetime);
      },
    };
  }),
  fault('refresh-any', 'begins a session for any refresh token', 'refresh/unknown-token', { invalidToken: issued }),
  fault('refresh-unknown-crashes', 'fails with 500 on an unknown refresh token', 'refresh/unknown-token', {
    invalidToken: crash,
  }),
  fault('refresh-unknown-404', 'answers an unknown refresh token with 404', 'refresh/unknown-token', {
    invalidToken: notFound,
  }),
  fault(
    'refresh-prefix',
    'accepts the beginning of a refresh token',
    'refresh/token-cut',
    matching(({ token }, given) => given.length > 8 && token.startsWith(given)),
  ),
  fault(
    'refresh-longer',
    'accepts a refresh token with more behind it',
    'refresh/token-extended',
    matching(({ token }, given) => given.startsWith(token)),
  ),
  fault('refresh-cacheable', 'lets caches keep the answer to a refresh', 'refresh/answer/header-cache-control', {
    present: (answer, request) =>
      request.url.endsWith('/refresh')
        ? { ...answer, headers: { ...answer.headers, 'cache-control': 'private' } }
        : answer,
  }),
  fault('refresh-shows-trace', 'shows where in its code it refuses a refresh', 'refresh/no-insides', {
    present: (answer, request) =>
      request.url.endsWith('/refresh') && answer.status >= 400
        ? { ...answer, body: { ...(answer.body as object), trace: 'at refuse (/srv/app/session.js:12:7)' } }
        : answer,
  }),
  fault('refresh-redirected', 'redirects a refresh without a token', 'refresh/no-redirect', {
    present: (answer, request) =>
      request.url.endsWith('/refresh') && answer.status === 400
        ? { status: 302, headers: { location: '/welcome' } }
        : answer,
  }),
];
