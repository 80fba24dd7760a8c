/** Faults of a `uprogress` server at its login. */
import { uprogressRules } from '../../uprogress.ts';
import { fault, blank, crash, issued, messages } from './shared.ts';
import { conflictingLogin } from '../sessions.ts';

export const loginFaults = [
  fault('wrong-password-issues', 'sends a token with its refusal of a wrong password', 'login/wrong-password', {
    wrongPassword: { status: 401, body: { errors: { password: ['does not match'] }, ...issued } },
  }),
  fault('wrong-password-crashes', 'fails with 500 on a wrong password', 'login/wrong-password', {
    wrongPassword: crash,
  }),
  fault('wrong-password-flat', 'answers a wrong password with a list of errors', 'login/wrong-password', {
    wrongPassword: { status: 401, body: { errors: ['does not match'] } },
  }),
  fault('wrong-password-short', 'calls a wrong password too short', 'login/password-of-6', {
    wrongPassword: { status: 401, body: { errors: { password: ['is too short (minimum is 6 characters)'] } } },
  }),
  fault('minimum-7', 'wants passwords of 7 characters', 'login/password-of-6', {
    passwordErrors: (password, isBlank) => [
      ...(isBlank ? [blank] : []),
      ...(password.length < 7 ? ['is too short (minimum is 6 characters)'] : []),
    ],
  }),
  fault('minimum-5', 'calls 5 characters long enough', 'login/short-password', {
    passwordErrors: (password, isBlank) => [
      ...(isBlank ? [blank] : []),
      ...(password.length < 5 ? ['is too short (minimum is 6 characters)'] : []),
    ],
  }),
  fault('unknown-user-issues', 'logs a user in that it does not know', 'login/unknown-user', {
    unknownUser: { status: 200, body: issued },
  }),
  fault('unknown-user-crashes', 'fails with 500 on an unknown user', 'login/unknown-user', {
    unknownUser: crash,
  }),
  fault('tells-users', 'answers an unknown user otherwise than a wrong password', 'login/same-refusal', {
    unknownUser: { status: 404, body: { errors: { email: ['is not known'] } } },
  }),
  fault('email-any', 'takes any text for an e-mail address', 'login/malformed-email', {
    emailErrors: (_email, isBlank) => (isBlank ? [blank] : []),
  }),
  fault('email-blank-invalid', 'calls a blank e-mail address invalid only', 'login/blank-email', {
    emailErrors: (email, isBlank) => uprogressRules.emailErrors(email, isBlank).filter((each) => each !== blank),
  }),
  fault(
    'email-message',
    'says "must be an e-mail address"',
    'login/malformed-email',
    messages('email', 'is invalid', 'must be an e-mail address'),
  ),
  fault(
    'blank-message-email',
    'says "is required" of an e-mail address',
    'login/blank-email',
    messages('email', blank, 'is required'),
  ),
  fault(
    'blank-message-password',
    'says "is required" of a password',
    'login/blank-password',
    messages('password', blank, 'is required'),
  ),
  fault(
    'blank-message-authorization',
    'says "is required" of an authorization',
    'login/blank-authorization',
    messages('authorization', blank, 'is required'),
  ),
  fault(
    'short-message',
    'says "is too short" without the minimum',
    'login/short-password',
    messages('password', 'is too short (minimum is 6 characters)', 'is too short'),
  ),
  fault('authorization-optional', 'accepts logins without an authorization', 'login/without-authorization', {
    authorizationErrors: () => [],
  }),
  fault('invalid-crashes', 'fails with 500 on parameters that it cannot use', 'login/without-email', {
    invalid: () => crash,
  }),
  fault('provider-needed', 'refuses a login without a provider', 'login/without-optional-provider', {
    authorizationErrors: (given, missing) => (missing.length > 0 || given['provider'] === undefined ? [blank] : []),
  }),
  fault('cacheable', 'lets caches keep its tokens', 'login/no-store', { credentialHeaders: {} }),
  fault('password-back', 'sends the password back', 'login/no-password', () => {
    let password = '';
    return {
      tokenClaims: (account, now) => {
        password = account.password;
        return uprogressRules.tokenClaims(account, now);
      },
      loginAnswer: (token) => ({ status: 200, body: { token, password } }),
    };
  }),
  fault(
    'login-again-refused',
    'takes a second login within 5 seconds for a conflict',
    'login/second-login',
    conflictingLogin(uprogressRules.loginAnswer, { status: 409, body: { errors: { base: ['Wait.'] } } }),
  ),
];
