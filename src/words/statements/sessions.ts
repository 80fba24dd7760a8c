/** Statements about sessions, by flow and slug. */
import { listOf } from '../text.ts';

export const sessionStatements = {
  works: 'issues a session that works',
  'second-login': 'accepts a second login of the same user',
  'second-login-used': 'issues a working token to a second login of the same user',
  'another-user': 'responds to the login of another user as to the first',
  'users-apart': 'issues different tokens to two users',
  'secrets-apart': 'issues different token secrets to two users',
  'leaves-other-user': "keeps a user's session valid when another user logs in",
  'failed-leaves-session': "keeps a user's session valid after failed logins of that user",
  'same-user': 'returns the same user id for two logins of one user',
  'user-ids-apart': 'returns different user ids for two users',
  'own-identity': 'returns the identity of the user who logged in',
  'sessions-apart': 'issues a separate token for each session',
  'lasting-token': 'keeps a token valid for some seconds after its issue',
  'at-once': 'issues separate sessions to two users who log in concurrently',
  'wrong-password-at-once': 'rejects a wrong password while another user logs in',
  'after-logout': 'issues a working token to a login after a logout',
  'wrong-password-after-logout': 'rejects a wrong password after a logout',
  'password-of-newest-account': 'rejects the password of the most recently registered account',
} as const;

/** Sessions that no user has logged in to. */
export const anonymousStatements = {
  'start/leaves-sessions': 'keeps user sessions valid when anonymous sessions start',
  'login/leaves-anonymous-sessions': 'keeps anonymous sessions valid when a user logs in',
  'login/apart-from-anonymous': 'issues a token that differs from that of an earlier anonymous session',
  'login/fixed-session': 'issues a new token to a login within an anonymous session',
  'register/apart-from-anonymous': 'issues a token to a new user that differs from an earlier anonymous one',
} as const;

export const tokenInfoStatements = {
  again: 'responds to repeated requests with the same token as to the first',
  'at-once': 'does not mix up the token info of two concurrent users',
  'asked-for-others': "returns the token's user for any `id` or `user_id` in the query",
  'another-user': "responds to a second user's token as to the first",
  'same-user': 'returns the user id that the login returned',
  'each-user': "returns each of two users' own user id",
  'same-user-again': 'returns the same user id after a second login',
  'user-ids-apart': 'returns different user ids for two users',
  'same-token': "does not return a token other than the request's",
  'own-identity': "returns the identity of the token's user",
  'each-identity': "returns each of two users' own identity",
} as const;

export const logoutStatements = {
  'ends-session': 'ends the session of its token',
  'session-of-another': "keeps another user's session valid when a logout names its id",
  'revoked-token': 'rejects a second and a third logout with the same token',
  'older-session': 'ends the session that is logged out, even if its user has a newer one',
  'another-user': 'ends the session of a second user like that of the first',
  'used-after-logout': 'rejects a logged-out token',
  'refused-leaves-session': 'keeps the session valid after rejected logouts (missing or unknown token)',
  'anonymous-session': 'ends an anonymous session',
  'anonymous-leaves-user': 'keeps user sessions valid when an anonymous session ends',
  'user-leaves-anonymous': "keeps anonymous sessions valid when a user's session ends",
  'revoked-anonymous-session': 'rejects a second logout of an anonymous session',
  'leaves-other-user': "keeps a user's session valid when another user logs out",
  'leaves-other-session': 'keeps another session of the same user valid after a logout',
  'leaves-anonymous-session': 'keeps another anonymous session valid after a logout',
  'dead-token-leaves-session': 'keeps a new session valid after a rejected logout with an old token',
  'stays-revoked': 'keeps a logged-out token invalid after later logins and logouts',
  'no-new-token': 'does not issue a token at logout',
} as const;

export const refreshStatements = {
  works: 'issues a working token at a refresh',
  'another-user': "issues a token of a second user at that user's refresh",
  'renewed-twice': 'issues a refresh token that works at the next refresh',
  'used-twice': 'rejects a refresh token that was used before',
  'access-token': 'rejects an access token in place of the refresh token',
  'not-an-access-token': 'rejects a refresh token in place of the access token',
  'after-logout': 'rejects a refresh token after its logout',
} as const;

/** Requests by safe methods (RFC 9110 section 9.2.1). */
export function safeMethods(methods: readonly string[]): string {
  return `keeps the session valid after ${listOf(methods, 'or')} requests to the logout`;
}

const responses = { login: 'login', register: 'registration', logout: 'logout' } as const;

/** Statements about data of other users, which no response may return. */
export const disclosureStatements = {
  tokens: (flow: keyof typeof responses) => `does not disclose other users' tokens in the ${responses[flow]} response`,
  names: (flow: keyof typeof responses) => `does not name other users in the ${responses[flow]} response`,
  anonymous: 'does not disclose sessions or users to an anonymous GET',
} as const;
