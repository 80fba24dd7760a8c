/** Faults that a `dood` server could have. */
import { doodRules, withCode } from '../dood.ts';
import type { DoodRules } from '../dood.ts';
import type { Answer } from '../types.ts';
import { faultsOf, of } from './fault.ts';
import { lengthFaults, registrationFaults } from './registrations.ts';
import { alone, guessableTokens, looseTokens, replacing } from './sessions.ts';
import { identityFaults, passwordFaults, serverFaults, typeFaults } from './shared.ts';

const shape = { identity: 'email', json: false, registers: true, comparesBlank: true };
const fault = faultsOf('dood');
const operations = ['start', 'login', 'logout', 'register'];

const keyless = of('logout', 'without-credentials empty-credentials');
const unknown = of(
  'logout',
  'unknown-token token-changed token-cut token-extended token-doubled token-halves-swapped token-in-another-case',
  'revoked-token revoked-anonymous-session',
);
/** Logins whose identity no account has. */
const strangers = of(
  'login',
  'unknown-user identity-cut identity-extended email-very-long email-with-nul without-email blank-email email-array email-object',
).concat('register/refused-leaves-nothing');
/** Logins of a user with another password. */
const wrong = of(
  'login',
  'wrong-password password-cut password-extended password-last-character-changed password-in-another-case',
  'password-after-space password-before-space password-of-another-account password-is-identity password-sql',
  'identity-of-another-account password-beyond-72-bytes password-very-long password-with-nul',
  'without-password blank-password password-array password-object',
).concat(of('register', 'wrong-password duplicate-leaves-first'));
/** What the plain login promises: `android` is the system that it names. */
const plainLogins = [
  ...of('login', 'success second-login'),
  ...of('register', 'then-login exact-password duplicate-leaves-first'),
];
const crash: Answer = { status: 500, body: { code: 16, message: 'ERR_SERVICE_UNAVAILABLE' } };
const session = { type: 'APISession', session_key: 'pWJq2mQGv0aQ0Z1n7yNH' };
const everywhere = (name: string): string[] => ['start', 'login', 'register'].map((each) => `${each}/${name}`);

const inSession = (change: (session: Record<string, unknown>) => Record<string, unknown>): Partial<DoodRules> => ({
  apiSession: (kept) => change(doodRules.apiSession(kept)),
});

export const doodFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...typeFaults(shape, doodRules.textOf),
    ...serverFaults(
      operations.map((each) => `${each}/*`),
      operations,
      ['logout'],
    ),
    ...guessableTokens(['start', 'login']),
    ...looseTokens('logout'),
    ...registrationFaults,
    ...lengthFaults,
  ].map(([id, sentence, breaks, rules, more]) => fault(id, sentence, breaks, rules, more)),

  fault(
    'plain-http',
    'is served over plain HTTP',
    ['login/https', 'register/https'],
    {},
    { url: 'http://dood.example' },
  ),
  ...['android', 'ios', 'symbian'].map((system) =>
    fault(
      `start-no-${system}`,
      `starts no session on ${system}`,
      [system === 'android' ? 'start/success' : `start/system-${system}`],
      { startsOn: (given) => given !== system && doodRules.startsOn(given) },
      system === 'android' ? { refuses: ['start'] } : {},
    ),
  ),
  fault('start-anywhere', 'starts a session on any system', of('start', 'other-system'), { startsOn: () => true }),
  fault('start-crashes', 'fails with 500 on a system that it does not know', of('start', 'other-system'), {
    wrongSystem: crash,
  }),
  ...['android', 'ios', 'symbian'].map((system) =>
    fault(
      `login-no-${system}`,
      `refuses logins on ${system}`,
      system === 'android' ? plainLogins : [`login/system-${system}`],
      {
        formParameters: (pairs) =>
          pairs.filter(
            ([name, value]) => name !== 'system' || value !== system || !pairs.some(([each]) => each === 'password'),
          ),
      },
      system === 'android' ? { refuses: ['login'] } : {},
    ),
  ),
  fault('login-post-only', 'refuses the login by GET', of('login', 'by-get'), { loginMethods: ['POST'] }),
  fault('register-post-only', 'refuses the registration by GET', of('register', 'by-get'), {
    registerMethods: ['POST'],
  }),
  fault(
    'codes-swapped',
    'has the codes of an unknown user and a wrong password the wrong way round',
    of('login', 'wrong-password unknown-user'),
    { unknownUser: doodRules.wrongPassword, wrongPassword: doodRules.unknownUser },
  ),
  fault('wrong-password-as-unknown', 'answers a wrong password like an unknown user', of('login', 'wrong-password'), {
    wrongPassword: doodRules.unknownUser,
  }),
  fault('wrong-password-404', 'answers a wrong password with 404', of('login', 'wrong-password'), {
    wrongPassword: { ...doodRules.wrongPassword, status: 404 },
  }),
  fault('unknown-user-code-36', 'answers an unknown user with code 36', of('login', 'unknown-user'), {
    unknownUser: withCode('ERR_PASS_TOO_SIMPLE'),
  }),
  fault(
    'wrong-password-crashes',
    'fails with 500 on a wrong password',
    wrong.filter((each) => each !== 'register/nothing'),
    { wrongPassword: crash },
    { blocks: ['login/refusal-media-type'] },
  ),
  fault('unknown-user-crashes', 'fails with 500 on an unknown user', strangers, { unknownUser: crash }),
  fault('unknown-user-issues', 'logs a user in that it does not know', strangers, {
    unknownUser: withCode('MSG_OK', 200, [session]),
  }),
  fault(
    'wrong-password-issues',
    'sends a session with code 33',
    wrong,
    { wrongPassword: withCode('ERR_WRONG_PASS', 200, [session]) },
    { blocks: ['login/refusal-media-type'] },
  ),
  fault('wrong-password-as-text', 'labels the JSON of a refused login as text', of('login', 'refusal-media-type'), {
    wrongPassword: { ...doodRules.wrongPassword, headers: { 'content-type': 'text/plain' } },
  }),
  fault(
    'wrong-password-ok',
    'answers a wrong password with code 0 and no session',
    wrong,
    { wrongPassword: withCode('MSG_OK') },
    { blocks: ['login/refusal-media-type'] },
  ),
  fault('cacheable', 'lets caches keep its keys', everywhere('no-store'), { credentialHeaders: {} }),
  fault('password-back', 'sends the password back', of('login', 'no-password').concat(of('register', 'no-password')), {
    apiSession: (kept) => ({ ...doodRules.apiSession(kept), password: kept.account?.password ?? '' }),
  }),
  fault(
    'id-as-number',
    'writes the id of a session as a number',
    everywhere('answer/data.id'),
    inSession((each) => ({ ...each, id: 7 })),
  ),
  fault(
    'photo-server-relative',
    'names its photo server without a scheme',
    everywhere('answer/data.photo_server'),
    inSession((each) => ({ ...each, photo_server: 'photos.example.com' })),
  ),
  fault(
    'category-version-as-text',
    'writes the version of categories as text',
    everywhere('answer/data.category_version'),
    inSession((each) => ({ ...each, category_version: '1325376000000' })),
  ),
  fault(
    'type-lower-case',
    'writes the type of a session in lower case',
    everywhere('answer/data.type'),
    inSession((each) => ({ ...each, type: 'apisession' })),
  ),

  fault(
    'key-shared',
    'gives the same key to everybody',
    [
      ...of('start', 'sessions-apart'),
      ...of('login', 'users-apart sessions-apart'),
      ...of('register', 'users-apart'),
      ...of('logout', 'leaves-anonymous-session leaves-other-session leaves-other-user'),
    ],
    { newToken: () => session.session_key, keepSession: replacing },
  ),
  fault(
    'key-of-user',
    'gives a user the same key at every login',
    [...of('login', 'sessions-apart'), ...of('logout', 'leaves-other-session')],
    () => {
      const keys = new Map<number, string>();
      return {
        newToken: (account) => {
          const made = doodRules.newToken(null, []);
          if (account === null) return made;
          const kept = keys.get(account.id) ?? made;
          keys.set(account.id, kept);
          return kept;
        },
        keepSession: replacing,
      };
    },
    { blocks: ['login/unguessable-token'] },
  ),
  fault(
    'key-of-system',
    'gives every anonymous session the same key',
    [...of('start', 'sessions-apart'), ...of('logout', 'leaves-anonymous-session')],
    {
      newToken: (account) => (account === null ? 'aZ0q9sLk3JmVn4TtY6Rr' : doodRules.newToken(null, [])),
      keepSession: replacing,
    },
  ),
  fault(
    'one-session',
    'ends the sessions of all others at a login',
    [...of('login', 'leaves-other-user'), ...of('logout', 'leaves-other-user'), ...of('register', 'leaves-sessions')],
    { keepSession: alone },
  ),
  fault(
    'login-by-rate',
    'refuses a second login within 5 seconds',
    of('login', 'second-login'),
    (clock) => {
      let last = 0;
      return {
        loginAnswer: (given) => {
          const early = clock.now() - last < 5000;
          last = clock.now();
          return early ? { status: 429, body: { code: 16 } } : doodRules.loginAnswer(given);
        },
      };
    },
    { refuses: ['login'] },
  ),
  fault('logout-locks', 'refuses a login within 5 seconds of a logout', of('login', 'after-logout'), (clock) => {
    let ended = 0;
    return {
      logoutForgets: (each, gone) => {
        ended = clock.now();
        return each.token === gone.token;
      },
      loginAnswer: (given) =>
        clock.now() - ended < 5000 ? { status: 409, body: { code: 16 } } : doodRules.loginAnswer(given),
    };
  }),
  fault(
    'keys-dead',
    'issues keys that do not work',
    [
      ...of('login', 'second-login leaves-other-user'),
      ...of('logout', 'success anonymous-session'),
      ...of('register', 'working-token leaves-sessions'),
    ],
    { keepSession: (_sessions, kept) => kept },
    { refuses: ['logout'] },
  ),
  fault(
    'anonymous-keys-dead',
    'issues anonymous keys that do not work',
    [...of('logout', 'anonymous-session')],
    {
      keepSession: (sessions, kept) => {
        if (kept.account !== null) sessions.push(kept);
        return kept;
      },
    },
    { blocks: of('logout', 'revoked-anonymous-session leaves-anonymous-session') },
  ),
  fault('register-key-dead', 'issues keys at the registration that do not work', of('register', 'working-token'), {
    registerAnswer: (given) =>
      doodRules.registerAnswer({ ...given, session_key: `dead${String(given['session_key'])}` }),
  }),
  fault(
    'logout-forgets-nothing',
    'forgets nothing at a logout',
    of('logout', 'revoked-token revoked-anonymous-session'),
    { logoutForgets: () => false },
  ),
  fault(
    'logout-keeps-anonymous',
    'forgets no anonymous session at a logout',
    of('logout', 'revoked-anonymous-session'),
    { logoutForgets: (each, ended) => ended.account !== null && each.token === ended.token },
  ),
  fault(
    'logout-forgets-all',
    'ends all sessions at a logout',
    of('logout', 'leaves-other-user leaves-other-session leaves-anonymous-session'),
    { logoutForgets: () => true },
  ),
  fault('logout-forgets-user', 'ends all sessions of a user at a logout', of('logout', 'leaves-other-session'), {
    logoutForgets: (each, ended) =>
      each.token === ended.token || (ended.account !== null && each.account === ended.account),
  }),
  fault(
    'logout-forgets-anonymous',
    'ends all anonymous sessions at a logout',
    of('logout', 'leaves-anonymous-session'),
    { logoutForgets: (each, ended) => each.token === ended.token || (ended.account === null && each.account === null) },
  ),
  fault(
    'logout-open',
    'answers a logout without a key like one with it',
    keyless,
    { noKey: withCode('MSG_OK') },
    { blocks: ['logout/refusal-media-type'] },
  ),
  fault('logout-idempotent', 'answers a logout with any key like one with its own', unknown, {
    unknownKey: withCode('MSG_OK'),
  }),
  fault(
    'logout-keyless-crashes',
    'fails with 500 at a logout without a key',
    keyless,
    { noKey: crash },
    { blocks: ['logout/refusal-media-type'] },
  ),
  fault('logout-keyless-404', 'answers a logout without a key with 404', keyless, { noKey: { status: 404 } }),
  fault(
    'logout-unknown-404',
    'answers a key that it does not know with 404',
    unknown.filter((each) => each !== 'logout/revoked-anonymous-session'),
    { unknownKey: { status: 404 } },
  ),
  fault('logout-unknown-crashes', 'fails with 500 on a key that it does not know', unknown, { unknownKey: crash }),

  fault('register-any-email', 'registers addresses that are none', of('register', 'malformed-email'), {
    emailValid: (email) => email !== '',
  }),
  fault('register-without-email', 'registers users without an address', of('register', 'without-email blank-email'), {
    emailValid: (email) => email === '' || doodRules.emailValid(email),
    duplicateAllowed: ({ identity }) => identity === '',
  }),
  fault(
    'register-without-password',
    'registers users without a password',
    of('register', 'without-password blank-password short-password'),
    { isBlank: (text) => text === '\0', minimumPassword: 0 },
    { blocks: ['register/refused-leaves-nothing'] },
  ),
  fault('wrong-email-code', 'answers a malformed address with code 32', of('register', 'malformed-email'), {
    wrongEmail: withCode('ERR_WRONG_LOGIN'),
  }),
  fault('simple-password-code', 'answers a short password with code 33', of('register', 'short-password'), {
    simplePassword: withCode('ERR_WRONG_PASS'),
  }),
  fault(
    'duplicate-code',
    'answers a duplicate with code 36',
    of('register', 'duplicate-account duplicate-with-same-password'),
    { duplicate: withCode('ERR_PASS_TOO_SIMPLE') },
  ),
  fault(
    'duplicate-409',
    'answers a duplicate with 409',
    of('register', 'duplicate-account duplicate-with-same-password'),
    { duplicate: withCode('ERR_LOGIN_EXISTS', 409) },
  ),
  fault('register-any-birthdate', 'registers any date of birth', of('register', 'malformed-birthdate'), {
    birthdateValid: () => true,
  }),
  fault('register-any-sex', 'registers any sex', of('register', 'other-sex'), { sexOf: (given) => given }),
  fault(
    'register-invalid-crashes',
    'fails with 500 on a sex or date that it does not know',
    of('register', 'malformed-birthdate other-sex'),
    { registerInvalid: crash },
  ),
  ...['M', 'F', 'm', 'f'].map((sex) =>
    fault(
      `register-no-${sex === sex.toLowerCase() ? `small-${sex}` : sex.toLowerCase()}`,
      `refuses the sex ${sex}`,
      sex === 'M' ? of('register', 'success refused-leaves-nothing') : [`register/sex-${sex}`],
      { sexOf: (given) => (given === sex ? undefined : doodRules.sexOf(given)) },
      sex === 'M' ? { refuses: ['register'] } : {},
    ),
  ),
  fault('register-sex-needed', 'refuses a registration without a sex', of('register', 'without-optional-sex'), {
    sexOf: (given) => (given === '' ? undefined : doodRules.sexOf(given)),
  }),
  fault(
    'register-city-needed',
    'refuses a registration without a city',
    of('register', 'without-optional-default_city'),
    { cityOf: (given) => (given === '' ? undefined : given) },
  ),
  fault(
    'register-city-case',
    'knows cities in capitals only',
    of('register', 'city-in-lower-case city-in-mixed-case'),
    { cityOf: (given) => (given === given.toUpperCase() ? doodRules.cityOf(given) : undefined) },
  ),
];
