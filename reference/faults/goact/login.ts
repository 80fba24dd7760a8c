/** What a `goact` server can do wrong at its login, and with what it says of a token. */
import { goactRules } from '../../goact.ts';
import { crashing, of } from '../fault.ts';
import { fault, incomplete, mistyped, crash, issued, answers } from './lattice.ts';

export const loginFaults = [
  fault(
    'login-username-optional',
    'logs the first user in when the username is missing',
    of(
      'login',
      'without-username blank-username username-number username-boolean username-null username-array username-object',
    ),
    { loginRequired: ['grant_type', 'password'], identityMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'login-password-optional',
    'logs a user in whose password is missing',
    of(
      'login',
      'without-password blank-password password-number password-boolean password-null password-array password-object without-password-in-session',
    ),
    { loginRequired: ['grant_type', 'username'], passwordMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'login-any-grant',
    'accepts any grant type at the login',
    of(
      'login',
      'other-grant_type grant_type-signup grant_type-extended grant_type-in-capitals grant_type-client-credentials grant_type-refresh-token',
    ),
    {
      loginGrant: () => true,
    },
  ),
  fault('login-default-grant', 'takes a missing grant type for `password`', of('login', 'without-grant_type'), {
    loginRequired: ['username', 'password'],
    loginGrant: (grant) => grant === '' || grant === 'password',
  }),
  fault(
    'login-signup-grant',
    'accepts the grant type of a registration at the login',
    of('login', 'grant_type-signup'),
    { loginGrant: (grant) => grant === 'password' || grant === 'signup' },
  ),
  fault(
    'missing-crashes',
    'fails with 500 when a parameter is missing',
    crashing([
      ...incomplete('login'),
      ...mistyped('login'),
      ...of(
        'login',
        'array-body string-body empty-object password-pattern wrong-password-without-grant_type body-not-utf-8 without-password-in-session null-body',
      ),
      ...incomplete('register'),
      ...mistyped('register'),
      ...of(
        'register',
        'array-body string-body empty-object null-body body-not-utf-8 without-firstname without-lastname null-username null-password',
      ),
    ]),
    { missingParameter: () => crash },
  ),
  fault(
    'unreadable-crashes',
    'fails with 500 on a body that is not JSON',
    [
      ...['login', 'register'].flatMap((each) => of(each, 'malformed-json empty-body')),
      'login/wrong-password-in-other-media-types',
      'register/other-media-type',
    ],
    { unreadable: crash },
  ),
  fault(
    'wrong-grant-crashes',
    'fails with 500 on another grant type',
    crashing([
      ...of('login', 'other-grant_type grant_type-signup'),
      ...of('register', 'other-grant_type grant_type-password at-the-login'),
      ...['login', 'register'].flatMap((each) =>
        of(each, 'grant_type-extended grant_type-in-capitals grant_type-client-credentials grant_type-refresh-token'),
      ),
    ]),
    { wrongGrant: crash },
  ),
  fault(
    'wrong-password-400',
    'answers a wrong password with 400',
    [
      ...of(
        'login',
        'wrong-password short-wrong-password wrong-password-repeatedly wrong-password-of-another-account wrong-password-with-*',
      ),
      'register/wrong-password',
    ],
    {
      wrongPassword: { ...goactRules.wrongPassword, status: 400 },
    },
  ),
  fault(
    'codes-swapped',
    'answers a wrong password with 400 and an unknown user with 401',
    [
      ...of(
        'login',
        'wrong-password short-wrong-password unknown-user unknown-name wrong-password-repeatedly wrong-password-of-another-account wrong-password-with-* unknown-user-repeatedly',
      ),
      'register/wrong-password',
    ],
    {
      wrongPassword: { ...goactRules.wrongPassword, status: 400 },
      unknownUser: { ...goactRules.unknownUser, status: 401 },
    },
  ),
  fault(
    'unknown-user-401',
    'answers an unknown user with 401',
    of('login', 'unknown-user unknown-name unknown-user-repeatedly'),
    {
      unknownUser: { ...goactRules.unknownUser, status: 401 },
    },
  ),
  fault(
    'wrong-password-issues',
    'sends a token with its refusal of a wrong password',
    of(
      'login',
      'wrong-password short-wrong-password password-cut password-extended password-end password-first-character-changed password-beyond-ascii password-half-a-pair password-of-the-example password-twice default-passwords password-around-space wrong-password-repeatedly wrong-password-of-another-account password-lookalike password-lookalike-of-another-account password-pattern password-part password-derived password-encoded password-cleaned wrong-password-in-session wrong-password-at-once wrong-password-after-logout wrong-password-with-* wrong-password-on-same-connection password-wild-card password-last-character-changed password-in-another-case',
      'password-after-space password-before-space password-of-another-account password-is-identity password-of-newest-account password-sql',
      'identity-of-another-account password-very-long password-with-nul password-beyond-72-bytes',
    ).concat(of('register', 'wrong-password duplicate-leaves-first similar-password long-password-end')),
    { wrongPassword: { ...issued, status: 404 } },
  ),
  fault(
    'unknown-user-issues',
    'logs a user in that it does not know',
    [
      ...of(
        'login',
        'unknown-user unknown-name username-beyond-ascii username-half-a-pair username-very-long username-with-nul identity-cut identity-extended identity-pattern identity-any-pattern identity-wild-card identity-letter-for-dot identity-and-password-swapped default-account account-of-the-example identity-with-plus-tag unknown-user-repeatedly identity-sql identity-sql-comment',
      ),
      ...of('register', 'refused-leaves-nothing unauthenticated-leaves-nothing at-the-login'),
    ],
    { unknownUser: issued },
    { blocks: [...of('login', 'failed-leaves-session unknown-user-media-type'), 'register/after-failed-login'] },
  ),
  fault(
    'cacheable',
    'lets caches keep its tokens',
    ['login/answer/header-cache-control', 'register/answer/header-cache-control'],
    { credentialHeaders: {} },
  ),
  fault(
    'private',
    'lets browsers keep its tokens',
    ['login/answer/header-cache-control', 'register/answer/header-cache-control'],
    { credentialHeaders: { 'cache-control': 'private' } },
  ),
  fault(
    'password-back',
    'sends the password back',
    ['login/no-password', 'register/no-password'],
    answers((body, password) => ({ ...body, password })),
  ),
  fault(
    'expires-as-text',
    'writes `expires_in` as text',
    ['login/answer/expires_in', 'register/answer/expires_in'],
    answers((body) => ({ ...body, expires_in: '3600' })),
  ),
  fault(
    'token-type-bearer',
    'calls its tokens `bearer`',
    ['login/answer/token_type', 'register/answer/token_type'],
    answers((body) => ({ ...body, token_type: 'bearer' })),
  ),
  fault(
    'user-as-text',
    'writes user ids as text',
    ['login/answer/user', 'register/answer/user'],
    answers((body) => ({ ...body, user: String(body['user']) })),
  ),
];
