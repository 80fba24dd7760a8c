/** Faults of a `dood` server at a start or a login, and with what it says of a session. */
import { codes, doodRules, withCode } from '../../dood.ts';
import { without, withoutHeader } from '../shared.ts';
import { byGet, fault, crash, session, inSession } from './shared.ts';

export const loginFaults = [
  fault('plain-http', 'is served over plain HTTP', 'login/https', {}, { url: 'http://dood.example' }),
  ...['android', 'ios', 'symbian'].map((system) =>
    fault(`start-no-${system}`, `starts no session on ${system}`, `start/system-${system}`, {
      startsOn: (given) => given !== system && doodRules.startsOn(given),
    }),
  ),
  fault('start-anywhere', 'starts a session on any system', 'start/other-system', { startsOn: () => true }),
  fault('start-crashes', 'fails with 500 on a system that it does not know', 'start/other-system', {
    wrongSystem: crash,
  }),
  ...['android', 'ios', 'symbian'].map((system) =>
    fault(`login-no-${system}`, `refuses logins on ${system}`, `login/system-${system}`, {
      formParameters: (pairs) =>
        pairs.filter(
          ([name, value]) => name !== 'system' || value !== system || !pairs.some(([each]) => each === 'password'),
        ),
    }),
  ),
  fault(
    'get-any-password',
    'accepts any password in a login by GET',
    'login/wrong-password-with-by-get',
    byGet((asked) => ({ passwordMatches: (stored, given) => asked() || stored === given })),
  ),
  fault('get-unknown-user-simple', 'answers a login of nobody by GET with code 36', 'login/unknown-user-by-get', {
    present: (answer, request) =>
      request.method === 'GET' && (answer.body as { code?: number } | undefined)?.code === codes.ERR_WRONG_LOGIN
        ? withCode('ERR_PASS_TOO_SIMPLE')
        : answer,
  }),
  fault(
    'get-without-type',
    'leaves the type out of a session that a login by GET begins',
    'login/by-get',
    byGet((asked) => ({
      loginAnswer: (given) => doodRules.loginAnswer(asked() ? (without(given, 'type') as typeof given) : given),
    })),
  ),
  fault(
    'get-short-password',
    'registers any password by GET',
    'register/short-password-by-get',
    byGet((asked) => ({ passwordLength: (password) => (asked() ? 6 : Array.from(password).length) })),
  ),
  fault(
    'get-takes-over',
    'registers an address again by GET, and overwrites the account',
    'register/duplicate-by-get',
    byGet((asked) => ({
      duplicateAllowed: () => asked(),
      keepAccount: (accounts, account) => {
        const others = accounts.filter(({ identity }) => identity !== account.identity);
        accounts.splice(0, accounts.length, ...others, account);
      },
    })),
  ),
  fault('login-post-only', 'refuses the login by GET', 'login/by-get', {
    loginMethods: ['POST'],
  }),
  fault('register-post-only', 'refuses the registration by GET', 'register/by-get', {
    registerMethods: ['POST'],
  }),
  fault(
    'codes-swapped',
    'has the codes of an unknown user and a wrong password the wrong way round',
    'login/wrong-password',
    { unknownUser: doodRules.wrongPassword, wrongPassword: doodRules.unknownUser },
  ),
  fault('wrong-password-as-unknown', 'answers a wrong password like an unknown user', 'login/wrong-password', {
    wrongPassword: doodRules.unknownUser,
  }),
  fault('wrong-password-404', 'answers a wrong password with 404', 'login/wrong-password', {
    wrongPassword: { ...doodRules.wrongPassword, status: 404 },
  }),
  fault('unknown-user-code-36', 'answers an unknown user with code 36', 'login/unknown-user', {
    unknownUser: withCode('ERR_PASS_TOO_SIMPLE'),
  }),
  fault('wrong-password-crashes', 'fails with 500 on a wrong password', 'login/wrong-password', {
    wrongPassword: crash,
  }),
  fault('unknown-user-crashes', 'fails with 500 on an unknown user', 'login/unknown-user', { unknownUser: crash }),
  fault('unknown-user-issues', 'logs a user in that it does not know', 'login/unknown-user', {
    unknownUser: withCode('MSG_OK', 200, [session]),
  }),
  fault(
    'wrong-password-no-challenge',
    'refuses a wrong password with 401, and says nothing of how to authenticate',
    'login/challenge',
    {
      wrongPassword: withCode('ERR_WRONG_PASS', 401),
      present: (answer, request) =>
        new URL(request.url).pathname === '/session/login/' ? withoutHeader(answer, 'www-authenticate') : answer,
    },
  ),
  fault('wrong-password-issues', 'sends a session with code 33', 'login/wrong-password', {
    wrongPassword: withCode('ERR_WRONG_PASS', 200, [session]),
  }),
  fault('wrong-password-as-text', 'labels the JSON of a refused login as text', 'login/refusal-media-type', {
    wrongPassword: { ...doodRules.wrongPassword, headers: { 'content-type': 'text/plain' } },
  }),
  fault(
    'unknown-user-as-text',
    'labels the JSON of the refusal of a stranger as text',
    'login/unknown-user-media-type',
    {
      unknownUser: { ...doodRules.unknownUser, headers: { 'content-type': 'text/plain' } },
    },
  ),
  fault('duplicate-as-text', 'labels the JSON of the refusal of a duplicate as text', 'register/duplicate-media-type', {
    duplicate: { ...doodRules.duplicate, headers: { 'content-type': 'text/plain' } },
  }),
  fault('wrong-password-ok', 'answers a wrong password with code 0 and no session', 'login/wrong-password', {
    wrongPassword: withCode('MSG_OK'),
  }),
  fault('cacheable', 'lets caches keep its keys', 'start/no-store', { credentialHeaders: {} }),
  fault('password-back', 'sends the password back', 'login/no-password', {
    apiSession: (kept) => ({ ...doodRules.apiSession(kept), password: kept.account?.password ?? '' }),
  }),
  fault(
    'id-as-number',
    'writes the id of a session as a number',
    'start/answer/data.id',
    inSession((each) => ({ ...each, id: 7 })),
  ),
  fault(
    'photo-server-relative',
    'names its photo server without a scheme',
    'start/answer/data.photo_server',
    inSession((each) => ({ ...each, photo_server: 'photos.example.com' })),
  ),
  fault(
    'category-version-as-text',
    'writes the version of categories as text',
    'start/answer/data.category_version',
    inSession((each) => ({ ...each, category_version: '1325376000000' })),
  ),
  fault(
    'type-lower-case',
    'writes the type of a session in lower case',
    'start/answer/data.type',
    inSession((each) => ({ ...each, type: 'apisession' })),
  ),
];
