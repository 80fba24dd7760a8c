/** Which users and tokens an `ar` server can mix up. */
import { randomToken } from '../../secrets.ts';
import { arRules } from '../../ar.ts';
import { conflictingLogin, ofOthers, replacing, mixedAnswers } from '../sessions.ts';
import { fault, crash, token, issued, issuing } from './shared.ts';

export const sessionsFaults = [
  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    'login/at-once',
    mixedAnswers('loginAnswer', arRules.loginAnswer),
  ),
  fault(
    'registrations-mixed',
    'gives everybody who registers at the same time the answer to the last of them',
    'register/at-once',
    mixedAnswers('registerAnswer', arRules.registerAnswer),
  ),
  fault('wrong-password-issues', 'sends a token with its refusal of a wrong password', 'login/wrong-password', {
    wrongPassword: { ...issued, status: 401 },
  }),
  fault('wrong-password-crashes', 'fails with 500 on a wrong password', 'login/wrong-password', {
    wrongPassword: crash,
  }),
  fault('unknown-user-issues', 'logs a user in that it does not know', 'login/unknown-user', { unknownUser: issued }),
  fault('tells-users', 'answers an unknown user otherwise than a wrong password', 'login/same-refusal', {
    unknownUser: { status: 404, body: { success: false, error: 'There is no such user.' } },
  }),
  fault('duplicate-crashes', 'fails with 500 on a duplicate', 'register/duplicate-account', { duplicate: crash }),
  fault(
    'no-token-secret-for-others',
    'has no text for the token secret of other users than the first',
    'login/another-user',
    ofOthers((isOther) => ({
      loginAnswer: (given: Parameters<typeof arRules.loginAnswer>[0]) => {
        const odd = {
          success: true,
          data: { api_token: { ...token, oauth_token: given.token, oauth_token_secret: 7 } },
        };
        return isOther(given.account) ? { status: 200, body: odd } : arRules.loginAnswer(given);
      },
    })),
  ),
  fault('cacheable', 'lets caches keep its tokens', 'login/no-store', { credentialHeaders: {} }),
  fault(
    'password-back',
    'sends the password back',
    'login/no-password',
    issuing((body, password) => ({ ...(body as object), password })),
  ),
  fault(
    'success-as-text',
    'writes `success` as text',
    'login/answer/success',
    issuing((body) => ({ ...(body as object), success: 'true' })),
  ),
  fault('token-shared', 'gives the same token to everybody', 'login/users-apart', {
    newToken: () => token.oauth_token,
    keepSession: replacing,
  }),
  fault('secret-shared', 'gives the same token secret to everybody', 'login/secrets-apart', {
    newTokenSecret: () => 'q3MzV8yTq3MzV8yTq3MzV8yT',
  }),
  fault('wrong-password-success', 'says `success: true` with its refusal of a wrong password', 'login/wrong-password', {
    wrongPassword: { status: 401, body: { success: true, error: 'The password is wrong.' } },
  }),
  fault('secret-is-token', 'issues each token as its own secret', 'login/unguessable-token', () => {
    let last = '';
    return { newTokenSecret: () => (last = randomToken()), newToken: () => last };
  }),
  fault(
    'login-again-refused',
    'takes a second login within 5 seconds for a conflict',
    'login/second-login',
    conflictingLogin(arRules.loginAnswer, { status: 409, body: { success: false } }),
  ),
];
