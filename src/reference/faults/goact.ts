/** Faults that a `goact` server could have. */
import { goactRules } from '../goact.ts';
import type { GoactRules } from '../goact.ts';
import type { Answer } from '../types.ts';
import { faultsOf, of } from './fault.ts';
import { lengthFaults, registrationFaults } from './registrations.ts';
import { alone, guessableTokens, looseTokens, replacing } from './sessions.ts';
import { identityFaults, passwordFaults, serverFaults, typeFaults } from './shared.ts';

const shape = { identity: 'username', json: true, registers: true };
const fault = faultsOf('goact');
const operations = ['login', 'token-info', 'register'];

/** Token info under no scheme, or another than its own. */
const tokenless = of(
  'token-info',
  'without-credentials empty-credentials scheme-alone without-scheme scheme-bearer scheme-basic scheme-application',
  'other-scheme-application token-in-query token-in-body',
);
/** Token info with a token that was not issued. */
const unknown = of(
  'token-info',
  'unknown-token token-changed token-cut token-extended token-doubled token-halves-swapped token-in-another-case',
  'credentials-of-application',
);
/** Registrations by nobody, or by an application that it is not. */
const applicationless = of(
  'register',
  'without-credentials empty-credentials scheme-alone without-scheme scheme-bearer scheme-basic scheme-usertoken',
  'credentials-of-usertoken other-scheme-usertoken wrong-secret empty-secret secret-cut secret-extended',
  'secret-in-another-case unknown-client client-id-alone id-and-secret-swapped status-of-refusal',
);
const incomplete = (operation: string): string[] =>
  of(operation, 'without-username blank-username without-password blank-password without-grant_type');
const mistyped = (operation: string): string[] =>
  ['username', 'password'].flatMap((name) =>
    ['number', 'boolean', 'null', 'array', 'object'].map((kind) => `${operation}/${name}-${kind}`),
  );
const crash: Answer = { status: 500, body: { response: 'internal error' } };
const token = 'pWJq2mQGv0aQ0Z1n7yNH';
const info: Answer = { status: 200, body: { user: 1231, token_type: 'user' } };
const issued: Answer = { status: 200, body: { user: 1231, access_token: token, token_type: 'user' } };

const credentials = (read: (header: string, request: Request) => string | null): Partial<GoactRules> => ({
  credentialsFrom: (request) => read(request.headers.get('authorization') ?? '', request),
});

const answers = (
  change: (body: Record<string, unknown>, password: string) => unknown,
): Pick<GoactRules, 'loginAnswer' | 'registerAnswer'> => {
  const changed: GoactRules['loginAnswer'] = (session, account, lifetime) => {
    const answer = goactRules.loginAnswer(session, account, lifetime);
    return { ...answer, body: change(answer.body as Record<string, unknown>, account.password) };
  };
  return { loginAnswer: changed, registerAnswer: changed };
};

export const goactFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...typeFaults(shape, goactRules.textOf),
    ...serverFaults(
      operations.map((each) => `${each}/*`),
      operations,
    ),
    ...guessableTokens(['login']),
    ...looseTokens('token-info'),
    ...registrationFaults,
    ...lengthFaults,
  ].map(([id, sentence, breaks, rules, more]) => fault(id, sentence, breaks, rules, more)),

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
      'without-password blank-password password-number password-boolean password-null password-array password-object',
    ),
    { loginRequired: ['grant_type', 'username'], passwordMatches: (stored, given) => given === '' || stored === given },
  ),
  fault('login-any-grant', 'accepts any grant type at the login', of('login', 'other-grant_type grant_type-signup'), {
    loginGrant: () => true,
  }),
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
    [
      ...incomplete('login'),
      ...mistyped('login'),
      ...of('login', 'array-body string-body'),
      ...incomplete('register'),
      ...mistyped('register'),
      ...of('register', 'array-body string-body without-firstname without-lastname'),
    ],
    { missingParameter: () => crash },
  ),
  fault(
    'unreadable-crashes',
    'fails with 500 on a body that is not JSON',
    ['login', 'register'].flatMap((each) => of(each, 'malformed-json empty-body')),
    { unreadable: crash },
  ),
  fault(
    'wrong-grant-crashes',
    'fails with 500 on another grant type',
    [...of('login', 'other-grant_type grant_type-signup'), ...of('register', 'other-grant_type grant_type-password')],
    { wrongGrant: crash },
  ),
  fault('wrong-password-400', 'answers a wrong password with 400', of('login', 'wrong-password'), {
    wrongPassword: { ...goactRules.wrongPassword, status: 400 },
  }),
  fault(
    'codes-swapped',
    'answers a wrong password with 400 and an unknown user with 401',
    of('login', 'wrong-password unknown-user'),
    {
      wrongPassword: { ...goactRules.wrongPassword, status: 400 },
      unknownUser: { ...goactRules.unknownUser, status: 401 },
    },
  ),
  fault('unknown-user-401', 'answers an unknown user with 401', of('login', 'unknown-user'), {
    unknownUser: { ...goactRules.unknownUser, status: 401 },
  }),
  fault(
    'wrong-password-issues',
    'sends a token with its refusal of a wrong password',
    of(
      'login',
      'wrong-password password-cut password-extended password-last-character-changed password-in-another-case',
      'password-after-space password-before-space password-of-another-account password-is-identity password-sql',
      'identity-of-another-account password-very-long password-with-nul password-beyond-72-bytes',
    ).concat(of('register', 'wrong-password duplicate-leaves-first')),
    { wrongPassword: { ...issued, status: 404 } },
  ),
  fault(
    'unknown-user-issues',
    'logs a user in that it does not know',
    [
      ...of('login', 'unknown-user username-very-long username-with-nul identity-cut identity-extended'),
      'register/refused-leaves-nothing',
    ],
    { unknownUser: issued },
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

  fault(
    'info-of-nobody',
    'answers token info without a token',
    tokenless,
    { noToken: info },
    { blocks: ['token-info/refusal-media-type'] },
  ),
  fault('info-of-anybody', 'answers token info for any token', unknown, { unknownToken: info }),
  fault(
    'info-tokenless-crashes',
    'fails with 500 at token info without a token',
    tokenless,
    { noToken: crash },
    { blocks: ['token-info/refusal-media-type'] },
  ),
  fault('info-unknown-crashes', 'fails with 500 on a token that it does not know', unknown, { unknownToken: crash }),
  fault('info-refusal-404', 'answers token info without a token with 404', tokenless, {
    noToken: { status: 404, body: { response: 'not found' } },
  }),
  fault('info-unknown-404', 'answers a token that it does not know with 404', unknown, {
    unknownToken: { status: 404, body: { response: 'not found' } },
  }),
  fault('never-expires', 'accepts tokens that have expired', of('token-info', 'expired-token'), { isLive: () => true }),
  fault('expired-401', 'answers an expired token with 401', of('token-info', 'expired-token'), {
    expiredToken: { status: 401, body: { response: 'expired' } },
  }),
  fault(
    'info-of-next',
    'names the next user at token info',
    [...of('token-info', 'same-user each-user'), 'register/token-of-user'],
    { tokenInfoAnswer: (session, account) => goactRules.tokenInfoAnswer(session, { ...account, id: account.id + 1 }) },
  ),
  fault(
    'info-of-first',
    'names the first user at token info',
    [...of('token-info', 'each-user'), 'register/token-of-user'],
    { tokenInfoAnswer: (session, account) => goactRules.tokenInfoAnswer(session, { ...account, id: 1231 }) },
  ),
  fault('info-other-token', 'names another token at token info', of('token-info', 'same-token'), {
    tokenInfoAnswer: (_session, account) => ({
      status: 200,
      body: { user: account.id, token_type: 'user', access_token: token },
    }),
  }),
  fault('info-twice', 'names another user at every second token info', of('token-info', 'again'), () => {
    const asked = new Map<string, number>();
    return {
      tokenInfoAnswer: (session, account) => {
        const before = asked.get(session.token) ?? 0;
        asked.set(session.token, before + 1);
        return goactRules.tokenInfoAnswer(session, { ...account, id: account.id + before });
      },
    };
  }),
  fault(
    'info-once',
    'accepts a token once',
    of('token-info', 'again'),
    () => {
      const asked = new Set<string>();
      return {
        tokenInfoAnswer: (session, account) => {
          const before = asked.has(session.token);
          asked.add(session.token);
          return before ? goactRules.expiredToken : goactRules.tokenInfoAnswer(session, account);
        },
      };
    },
    { blocks: ['token-info/expired-token'] },
  ),
  fault(
    'first-use-fails',
    'refuses the first request with a new token',
    [
      ...of('token-info', 'success scheme-in-lower-case'),
      ...of('login', 'second-login leaves-other-user'),
      ...of('register', 'working-token leaves-sessions'),
    ],
    () => {
      const asked = new Set<string>();
      return {
        isLive: (session) => {
          const before = asked.has(session.token);
          asked.add(session.token);
          return before;
        },
      };
    },
    { refuses: ['token-info'] },
  ),
  fault(
    'scheme-case',
    'knows its schemes in one case only',
    [...of('token-info', 'scheme-in-lower-case'), ...of('register', 'scheme-in-lower-case')],
    { userScheme: (scheme) => scheme === 'UserToken', applicationScheme: (scheme) => scheme === 'Application' },
  ),
  fault('user-scheme-bearer', 'accepts a user token under Bearer', of('token-info', 'scheme-bearer'), {
    userScheme: (scheme) => /^(usertoken|bearer)$/i.test(scheme),
  }),
  fault('user-scheme-application', 'accepts a user token under Application', of('token-info', 'scheme-application'), {
    userScheme: (scheme) => /^(usertoken|application)$/i.test(scheme),
  }),
  fault(
    'user-scheme-basic',
    'accepts a user token under Basic',
    of('token-info', 'scheme-basic'),
    credentials((header) =>
      header.startsWith('Basic ') ? `UserToken ${Buffer.from(header.slice(6), 'base64').toString()}` : header,
    ),
  ),
  fault(
    'user-scheme-optional',
    'accepts a user token without a scheme',
    of('token-info', 'without-scheme'),
    credentials((header) => (header !== '' && !header.includes(' ') ? `UserToken ${header}` : header)),
  ),
  fault(
    'token-from-query',
    'accepts a user token in the query',
    of('token-info', 'token-in-query'),
    credentials((header, request) => {
      const found = new URL(request.url).searchParams.get('access_token');
      return found === null ? header : `UserToken ${found}`;
    }),
  ),

  fault(
    'register-by-anybody',
    'registers users for anybody',
    applicationless,
    { wrongApplication: issued },
    { blocks: ['register/refusal-media-type'] },
  ),
  fault(
    'register-refusal-crashes',
    'fails with 500 where an application is wrong',
    applicationless,
    { wrongApplication: crash },
    { blocks: ['register/refusal-media-type'] },
  ),
  fault('register-refusal-404', 'answers a wrong application with 404', of('register', 'status-of-refusal'), {
    wrongApplication: { status: 404, body: { response: 'not found' } },
  }),
  fault('application-bearer', 'accepts an application under Bearer', of('register', 'scheme-bearer'), {
    applicationScheme: (scheme) => /^(application|bearer)$/i.test(scheme),
  }),
  fault('application-usertoken', 'accepts an application under UserToken', of('register', 'scheme-usertoken'), {
    applicationScheme: (scheme) => /^(application|usertoken)$/i.test(scheme),
  }),
  fault(
    'application-basic',
    'accepts an application under Basic',
    of('register', 'scheme-basic'),
    credentials((header) =>
      header.startsWith('Basic ') ? `Application ${Buffer.from(header.slice(6), 'base64').toString()}` : header,
    ),
  ),
  fault(
    'application-scheme-optional',
    'accepts an application without a scheme',
    of('register', 'without-scheme'),
    credentials((header) => (/^\w+:\w+$/.test(header) ? `Application ${header}` : header)),
  ),
  fault(
    'application-any-secret',
    'does not look at the secret of an application',
    of('register', 'wrong-secret secret-cut secret-extended secret-in-another-case'),
    { applicationSecretMatches: () => true },
  ),
  fault('application-secret-prefix', 'accepts the beginning of a secret', of('register', 'secret-cut'), {
    applicationSecretMatches: (stored, given) => given.length > 8 && stored.startsWith(given),
  }),
  fault('application-secret-longer', 'accepts a secret with more behind it', of('register', 'secret-extended'), {
    applicationSecretMatches: (stored, given) => given.startsWith(stored),
  }),
  fault(
    'application-secret-any-case',
    'compares secrets without regard to case',
    of('register', 'secret-in-another-case'),
    { applicationSecretMatches: (stored, given) => stored.toLowerCase() === given.toLowerCase() },
  ),
  fault('application-any-id', 'does not look at the id of an application', of('register', 'unknown-client'), {
    applicationIdMatches: () => true,
  }),
  fault('application-swapped', 'accepts id and secret in either order', of('register', 'id-and-secret-swapped'), () => {
    let id = '';
    return {
      applicationIdMatches: (stored, given) => {
        id = given;
        return stored === given || given.length > stored.length;
      },
      applicationSecretMatches: (stored, given) => stored === given || stored === id,
    };
  }),
  fault(
    'register-any-grant',
    'accepts any grant type at the registration',
    of('register', 'other-grant_type grant_type-password'),
    { registerGrant: () => true },
  ),
  fault(
    'register-names-optional',
    'registers users without a name',
    of('register', 'without-firstname without-lastname'),
    { registerRequired: ['grant_type', 'username', 'password'] },
  ),
  fault('register-default-grant', 'takes a missing grant type for `signup`', of('register', 'without-grant_type'), {
    registerRequired: ['firstname', 'lastname', 'username', 'password'],
    registerGrant: (grant) => grant === '' || grant === 'signup',
  }),
  fault(
    'register-without-username',
    'registers users without a username',
    of('register', 'without-username blank-username'),
    {
      registerRequired: ['grant_type', 'firstname', 'lastname', 'password'],
      duplicateAllowed: ({ identity }) => identity === '',
    },
  ),
  fault(
    'register-without-password',
    'registers users without a password',
    of('register', 'without-password blank-password short-password'),
    { registerRequired: ['grant_type', 'firstname', 'lastname', 'username'], minimumPassword: 0 },
    { blocks: ['register/refused-leaves-nothing'] },
  ),
  fault(
    'duplicate-409',
    'answers the registration of a username that exists with 409',
    of('register', 'duplicate-account duplicate-with-same-password'),
    { duplicate: { ...goactRules.duplicate, status: 409 } },
  ),

  fault(
    'id-shared',
    'gives every user the id 1',
    [
      ...of('login', 'user-ids-apart'),
      ...of('token-info', 'same-user each-user'),
      ...of('register', 'user-ids-apart token-of-user'),
    ],
    answers((body) => ({ ...body, user: 1 })),
  ),
  fault(
    'id-new-at-login',
    'gives a user another id at every login',
    [
      ...of('login', 'same-user'),
      ...of('token-info', 'same-user each-user'),
      ...of('register', 'same-user token-of-user'),
    ],
    () => {
      let id = 10_000;
      return answers((body) => ({ ...body, user: (id += 1) }));
    },
  ),
  fault(
    'token-shared',
    'gives the same token to everybody',
    [...of('login', 'users-apart'), ...of('token-info', 'each-user'), ...of('register', 'users-apart')],
    { newToken: () => token, keepSession: replacing },
  ),
  fault(
    'session-of-first',
    'opens every session for the first user',
    [...of('login', 'user-ids-apart'), ...of('register', 'user-ids-apart')],
    { ownerOf: (account, accounts) => accounts[0] ?? account },
  ),
  fault(
    'one-session',
    'ends the sessions of all others at a login',
    [...of('login', 'leaves-other-user'), ...of('register', 'leaves-sessions')],
    { keepSession: alone },
    { blocks: ['token-info/each-user'] },
  ),
  fault(
    'login-by-rate',
    'refuses a second login within 5 seconds',
    of('login', 'second-login'),
    (clock) => {
      let last = 0;
      return {
        loginAnswer: (session, account, lifetime) => {
          const early = clock.now() - last < 5000;
          last = clock.now();
          return early
            ? { status: 429, body: { response: 'Too many logins.' } }
            : goactRules.loginAnswer(session, account, lifetime);
        },
      };
    },
    { refuses: ['login'] },
  ),
  fault(
    'tokens-dead',
    'issues tokens that do not work',
    [
      ...of('login', 'second-login leaves-other-user'),
      ...of('token-info', 'success again'),
      ...of('register', 'working-token leaves-sessions'),
    ],
    { keepSession: (_sessions, session) => session },
    { refuses: ['token-info'] },
  ),
  fault(
    'register-token-dead',
    'issues tokens at the registration that do not work',
    of('register', 'working-token'),
    {
      registerAnswer: (session, account, lifetime) =>
        goactRules.registerAnswer({ ...session, token: `dead${session.token}` }, account, lifetime),
    },
    { blocks: ['register/token-of-user'] },
  ),
];
