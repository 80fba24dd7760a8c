/** Faults of a `goact` server at its login, and with what it says of a token. */
import { goactRules } from '../../goact.ts';
import { fault, crash, issued, answers } from './shared.ts';

export const loginFaults = [
  fault('login-username-optional', 'logs the first user in when the username is missing', 'login/without-username', {
    loginRequired: ['grant_type', 'password'],
    identityMatches: (stored, given) => given === '' || stored === given,
  }),
  fault('login-password-optional', 'logs a user in whose password is missing', 'login/without-password', {
    loginRequired: ['grant_type', 'username'],
    passwordMatches: (stored, given) => given === '' || stored === given,
  }),
  fault('login-any-grant', 'accepts any grant type at the login', 'login/other-grant_type', {
    loginGrant: () => true,
  }),
  fault('login-default-grant', 'takes a missing grant type for `password`', 'login/without-grant_type', {
    loginRequired: ['username', 'password'],
    loginGrant: (grant) => grant === '' || grant === 'password',
  }),
  fault('login-signup-grant', 'accepts the grant type of a registration at the login', 'login/grant_type-signup', {
    loginGrant: (grant) => grant === 'password' || grant === 'signup',
  }),
  fault('missing-crashes', 'fails with 500 when a parameter is missing', 'login/without-username', {
    missingParameter: () => crash,
  }),
  fault('unreadable-crashes', 'fails with 500 on a body that is not JSON', 'login/malformed-json', {
    unreadable: crash,
  }),
  fault('wrong-grant-crashes', 'fails with 500 on another grant type', 'login/other-grant_type', { wrongGrant: crash }),
  fault('wrong-password-400', 'answers a wrong password with 400', 'login/wrong-password', {
    wrongPassword: { ...goactRules.wrongPassword, status: 400 },
  }),
  fault('codes-swapped', 'answers a wrong password with 400 and an unknown user with 401', 'login/wrong-password', {
    wrongPassword: { ...goactRules.wrongPassword, status: 400 },
    unknownUser: { ...goactRules.unknownUser, status: 401 },
  }),
  fault('unknown-user-401', 'answers an unknown user with 401', 'login/unknown-user', {
    unknownUser: { ...goactRules.unknownUser, status: 401 },
  }),
  fault('wrong-password-issues', 'sends a token with its refusal of a wrong password', 'login/wrong-password', {
    wrongPassword: { ...issued, status: 404 },
  }),
  fault('unknown-user-issues', 'logs a user in that it does not know', 'login/unknown-user', { unknownUser: issued }),
  fault('cacheable', 'lets caches keep its tokens', 'login/answer/header-cache-control', { credentialHeaders: {} }),
  fault('private', 'lets browsers keep its tokens', 'login/answer/header-cache-control', {
    credentialHeaders: { 'cache-control': 'private' },
  }),
  fault(
    'password-back',
    'sends the password back',
    'login/no-password',
    answers((body, password) => ({ ...body, password })),
  ),
  fault(
    'expires-as-text',
    'writes `expires_in` as text',
    'login/answer/expires_in',
    answers((body) => ({ ...body, expires_in: '3600' })),
  ),
  fault(
    'token-type-bearer',
    'calls its tokens `bearer`',
    'login/answer/token_type',
    answers((body) => ({ ...body, token_type: 'bearer' })),
  ),
  fault(
    'user-as-text',
    'writes user ids as text',
    'login/answer/user',
    answers((body) => ({ ...body, user: String(body['user']) })),
  ),
];
