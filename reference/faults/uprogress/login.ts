/** What a `uprogress` server can do wrong at its login. */
import { uprogressRules } from '../../uprogress.ts';
import { crashing, of } from '../fault.ts';
import { fault, blank, wrong, strangers, crash, issued, messages } from './lattice.ts';
import { conflictingLogin } from '../sessions.ts';

export const loginFaults = [
  fault('wrong-password-issues', 'sends a token with its refusal of a wrong password', wrong, {
    wrongPassword: { status: 401, body: { errors: { password: ['does not match'] }, ...issued } },
  }),
  fault(
    'wrong-password-crashes',
    'fails with 500 on a wrong password',
    wrong,
    { wrongPassword: crash },
    { blocks: of('login', 'refusal-media-type failed-leaves-session') },
  ),
  fault(
    'wrong-password-flat',
    'answers a wrong password with a list of errors',
    of(
      'login',
      'wrong-password wrong-password-repeatedly wrong-password-of-another-account wrong-password-with-* password-of-6 same-refusal',
    ),
    { wrongPassword: { status: 401, body: { errors: ['does not match'] } } },
  ),
  fault('wrong-password-short', 'calls a wrong password too short', of('login', 'password-of-6 same-refusal'), {
    wrongPassword: { status: 401, body: { errors: { password: ['is too short (minimum is 6 characters)'] } } },
  }),
  fault('minimum-7', 'wants passwords of 7 characters', of('login', 'password-of-6'), {
    passwordErrors: (password, isBlank) => [
      ...(isBlank ? [blank] : []),
      ...(password.length < 7 ? ['is too short (minimum is 6 characters)'] : []),
    ],
  }),
  fault('minimum-5', 'calls 5 characters long enough', of('login', 'short-password short-password-beyond-ascii'), {
    passwordErrors: (password, isBlank) => [
      ...(isBlank ? [blank] : []),
      ...(password.length < 5 ? ['is too short (minimum is 6 characters)'] : []),
    ],
  }),
  fault(
    'unknown-user-issues',
    'logs a user in that it does not know',
    strangers,
    { unknownUser: { status: 200, body: issued } },
    { blocks: of('login', 'same-refusal failed-leaves-session unknown-user-media-type') },
  ),
  fault(
    'unknown-user-crashes',
    'fails with 500 on an unknown user',
    crashing([...strangers, 'login/same-refusal']),
    {
      unknownUser: crash,
    },
    { blocks: of('login', 'failed-leaves-session unknown-user-media-type') },
  ),
  fault('tells-users', 'answers an unknown user otherwise than a wrong password', of('login', 'same-refusal'), {
    unknownUser: { status: 404, body: { errors: { email: ['is not known'] } } },
  }),
  fault(
    'email-any',
    'takes any text for an e-mail address',
    of(
      'login',
      'malformed-email email-without-domain email-without-name email-with-space email-of-two-lines email-of-two-domains',
    ),
    {
      emailErrors: (_email, isBlank) => (isBlank ? [blank] : []),
    },
  ),
  fault(
    'email-blank-invalid',
    'calls a blank e-mail address invalid only',
    of('login', 'without-email blank-email null-email'),
    { emailErrors: (email, isBlank) => uprogressRules.emailErrors(email, isBlank).filter((each) => each !== blank) },
  ),
  fault(
    'email-message',
    'says "must be an e-mail address"',
    of(
      'login',
      'malformed-email email-without-domain email-without-name email-with-space email-of-two-lines email-of-two-domains',
    ),
    messages('email', 'is invalid', 'must be an e-mail address'),
  ),
  fault(
    'blank-message-email',
    'says "is required" of an e-mail address',
    of('login', 'without-email blank-email null-email'),
    messages('email', blank, 'is required'),
  ),
  fault(
    'blank-message-password',
    'says "is required" of a password',
    of('login', 'without-password blank-password null-password'),
    messages('password', blank, 'is required'),
  ),
  fault(
    'blank-message-authorization',
    'says "is required" of an authorization',
    of('login', 'without-authorization blank-authorization null-authorization'),
    messages('authorization', blank, 'is required'),
  ),
  fault(
    'short-message',
    'says "is too short" without the minimum',
    of('login', 'short-password short-password-beyond-ascii'),
    messages('password', 'is too short (minimum is 6 characters)', 'is too short'),
  ),
  fault(
    'authorization-optional',
    'accepts logins without an authorization',
    of('login', 'without-authorization blank-authorization null-authorization'),
    { authorizationErrors: () => [] },
  ),
  fault(
    'invalid-crashes',
    'fails with 500 on parameters that it cannot use',
    crashing(
      of(
        'login',
        'without-email blank-email null-email malformed-email email-number email-boolean email-array email-object without-password blank-password null-password short-password short-password-beyond-ascii',
        'password-number password-boolean password-array password-object without-authorization blank-authorization null-authorization malformed-json empty-body array-body string-body email-very-long',
        'user-text user-number user-array authorization-text authorization-number authorization-array email-without-domain empty-object email-without-name email-with-space identity-any-pattern password-pattern password-part identity-and-password-swapped wrong-password-without-user default-account body-not-utf-8 without-password-in-session email-of-two-lines default-passwords',
        'identity-sql identity-sql-comment identity-without-domain without-app_name without-app_version without-platform without-platform_version email-of-two-domains null-body password-wild-card wrong-password-in-other-media-types',
      ),
    ),
    { invalid: () => crash },
  ),
  fault('provider-needed', 'refuses a login without a provider', of('login', 'without-optional-provider'), {
    authorizationErrors: (given, missing) => (missing.length > 0 || given['provider'] === undefined ? [blank] : []),
  }),
  fault('cacheable', 'lets caches keep its tokens', of('login', 'no-store'), { credentialHeaders: {} }),
  fault('password-back', 'sends the password back', of('login', 'no-password'), () => {
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
    of('login', 'second-login'),
    conflictingLogin(uprogressRules.loginAnswer, { status: 409, body: { errors: { base: ['Wait.'] } } }),
    { refuses: ['login'] },
  ),
];
