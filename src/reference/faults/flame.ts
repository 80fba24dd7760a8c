/** Faults that a `flame` server could have. */
import { flameRules } from '../flame.ts';
import type { FlameRules } from '../flame.ts';
import type { Session, StoredAccount } from '../world.ts';
import { faultsOf, of } from './fault.ts';
import {
  endedByDeadToken,
  alone,
  conflictingLogin,
  endedByAnybody,
  endedByFailure,
  guessableTokens,
  hastyLogin,
  looseTokens,
  ofOthers,
  replacing,
  mixedAnswers,
  shortLived,
} from './sessions.ts';
import { exampleFaults, sessionInstead } from './examples.ts';
import { indiscreetFaults, readsQuery } from './indiscreet.ts';
import { identityFaults, passwordFaults } from './passwords.ts';
import { serverFaults, without } from './shared.ts';
import { typeFaults } from './values.ts';

const shape = { identity: 'user', json: true, registers: false };
const fault = faultsOf('flame');

const all = ['login/*', 'logout/*'];

/** Requests whose Authorization header has no token in it. */
const tokenless = of(
  'logout',
  'without-credentials same-connection cookies-instead user-of-a-proxy token-in-cookie empty-credentials scheme-alone scheme-longer scheme-extended scheme-glued token-in-another-header basic-login access-token bearer-token token-alone without-scheme scheme-bearer scheme-basic without-token other-token empty-token',
  'token-in-query token-in-body status-of-refusal',
);
/** Requests with a token that was not issued, or no longer is one. */
const unknown = of(
  'logout',
  'unknown-token token-changed token-end-changed token-of-the-example identity-as-token user-id-as-token token-null token-number token-of-every-object token-long token-beyond-ascii token-in-list token-start-changed token-pattern token-sql token-in-query-too token-cut token-extended token-doubled token-halves-swapped token-in-another-case revoked-token',
);

const credentials = (read: (request: Request, header: string) => string | null | Promise<string | null>) => ({
  credentialsFrom: (request: Request) => read(request, request.headers.get('authorization') ?? ''),
});

export const flameFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...exampleFaults({ identity: 'support@flameanalytics.com', password: 'apipassword' }),
    sessionInstead((headers) => headers.get('authorization')?.startsWith('Token ') === true),
    ...typeFaults(shape, flameRules.textOf),
    ...indiscreetFaults({ issuers: [/sessions$/], operations: ['login'] }),
    readsQuery((members) => members),
    ...serverFaults(all, ['login', 'logout']),
    ...guessableTokens(['login']),
    ...looseTokens('logout'),
    endedByFailure,
    shortLived,
  ].map(([id, sentence, breaks, rules, more]) => fault(id, sentence, breaks, rules, more)),

  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    ['login/at-once'],
    mixedAnswers('loginAnswer', flameRules.loginAnswer),
  ),
  fault(
    'user-optional',
    'logs the first user in when `user` is missing or blank',
    of('login', 'without-user blank-user user-number user-boolean user-null user-array user-object'),
    { loginRequired: ['password'], identityMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'password-optional',
    'logs a user in whose password is missing or blank',
    of(
      'login',
      'without-password blank-password password-number password-boolean password-null password-array password-object without-password-in-session',
    ),
    { loginRequired: ['user'], passwordMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'missing-crashes',
    'fails with 500 when a parameter is missing',
    of(
      'login',
      'without-user blank-user user-number user-boolean user-null user-array user-object',
      'without-password blank-password password-number password-boolean password-null password-array password-object array-body string-body empty-object password-pattern body-not-utf-8 without-password-in-session null-body',
    ),
    { missingParameter: () => ({ status: 500, body: { error: 'user is undefined' } }) },
  ),
  fault(
    'unreadable-crashes',
    'fails with 500 on a body that is not JSON',
    of('login', 'malformed-json empty-body wrong-password-in-other-media-types'),
    {
      unreadable: { status: 500, body: { error: 'unexpected end of input' } },
    },
  ),
  fault(
    'wrong-password-issues',
    'sends a session with its refusal of a wrong password',
    of(
      'login',
      'wrong-password password-cut password-extended password-end password-first-character-changed password-beyond-ascii password-half-a-pair password-of-the-example password-twice default-passwords password-around-space wrong-password-repeatedly wrong-password-of-another-account password-lookalike password-lookalike-of-another-account password-pattern password-part password-derived password-encoded password-cleaned wrong-password-in-session wrong-password-at-once wrong-password-after-logout wrong-password-with-* password-last-character-changed password-in-another-case',
      'password-after-space password-before-space password-of-another-account password-is-identity password-sql',
      'identity-of-another-account password-very-long password-with-nul same-refusal password-wild-card wrong-password-on-same-connection',
    ),
    { wrongPassword: { status: 401, body: { auth_token: 'pWJq2mQGv0aQ0Z1n7yNH', id: 1, email: 'kate@example.com' } } },
  ),
  fault(
    'unknown-user-issues',
    'logs a user in that it does not know',
    of(
      'login',
      'unknown-user user-beyond-ascii user-half-a-pair user-very-long user-with-nul identity-cut identity-extended identity-pattern identity-any-pattern identity-wild-card identity-letter-for-dot identity-and-password-swapped default-account account-of-the-example identity-with-plus-tag unknown-user-repeatedly identity-sql identity-sql-comment',
    ),
    { unknownUser: { status: 201, body: { auth_token: 'pWJq2mQGv0aQ0Z1n7yNH', id: 1, email: 'kate@example.com' } } },
    { blocks: of('login', 'same-refusal failed-leaves-session unknown-user-media-type') },
  ),
  fault('tells-users', 'answers an unknown user otherwise than a wrong password', of('login', 'same-refusal'), {
    unknownUser: { status: 404, body: { error: 'There is no such user.' } },
  }),
  fault('tells-users-in-words', 'tells an unknown user in its message', of('login', 'same-refusal'), {
    unknownUser: { status: 401, body: { error: 'There is no such user.' } },
  }),
  fault('cacheable', 'lets caches keep its tokens', of('login', 'no-store'), { credentialHeaders: {} }),
  fault('password-back', 'sends the password back', of('login', 'no-password'), {
    loginAnswer: (session, account) => ({
      status: 201,
      body: { auth_token: session.token, id: account.id, email: account.identity, password: account.password },
    }),
  }),
  fault('email-of-first', "answers with the first user's address", of('login', 'own-identity'), () => {
    let first: string | undefined;
    return {
      loginAnswer: (session, account) =>
        flameRules.loginAnswer(session, { ...account, identity: (first ??= account.identity) }),
    };
  }),
  fault('id-shared', 'gives every user the id 1', of('login', 'user-ids-apart at-once'), {
    loginAnswer: (session, account) => flameRules.loginAnswer(session, { ...account, id: 1 }),
  }),
  fault(
    'id-of-others-as-text',
    'writes the id of other users than the first as text',
    of('login', 'another-user'),
    ofOthers((isOther) => ({
      loginAnswer: (session: Session, account: StoredAccount) => {
        const answer = flameRules.loginAnswer(session, account);
        return isOther(account) ? { ...answer, body: { ...(answer.body as object), id: String(account.id) } } : answer;
      },
    })),
  ),
  fault(
    'id-new-at-login',
    'gives a user another id at every login',
    of('login', 'same-user after-logout at-once beside-token-of-another extra-members'),
    () => {
      let id = 10_000;
      return { loginAnswer: (session, account) => flameRules.loginAnswer(session, { ...account, id: (id += 1) }) };
    },
  ),
  fault(
    'token-shared',
    'gives the same token to everybody',
    [...of('login', 'users-apart at-once beside-token-of-another'), ...of('logout', 'leaves-other-user stays-revoked')],
    { newToken: () => 'pWJq2mQGv0aQ0Z1n7yNH', keepSession: replacing },
    { blocks: ['logout/dead-token-leaves-session'] },
  ),
  fault(
    'session-of-first',
    'opens every session for the first user',
    of('login', 'user-ids-apart own-identity at-once'),
    {
      ownerOf: (account, accounts) => accounts[0] ?? account,
    },
  ),
  fault(
    'one-session',
    'ends the sessions of all others at a login',
    of('login', 'leaves-other-user'),
    { keepSession: alone },
    { blocks: ['logout/leaves-other-user', 'logout/nothing-of-others'] },
  ),
  fault(
    'login-again-refused',
    'takes a second login within 5 seconds for a conflict',
    of('login', 'second-login'),
    conflictingLogin(flameRules.loginAnswer, { status: 409, body: { error: 'Already logged in.' } }),
    { refuses: ['login'] },
  ),
  fault(
    'tokens-dead',
    'issues tokens that do not work',
    [
      ...of('login', 'second-login leaves-other-user failed-leaves-session lasting-token'),
      ...of('logout', 'success refused-leaves-session safe-methods'),
    ],
    { keepSession: (_sessions, session) => session },
    { refuses: ['logout'] },
  ),
  fault(
    'logout-locks',
    'refuses a login within 5 seconds of a logout',
    of('login', 'after-logout'),
    (clock) => {
      const ended = new Map<unknown, number>();
      return {
        logoutForgets: (session, gone) => {
          ended.set(gone.account?.id, clock.now());
          return session.token === gone.token;
        },
        loginAnswer: (session, account) =>
          clock.now() - (ended.get(account.id) ?? 0) < 5000
            ? { status: 409, body: { error: 'Wait.' } }
            : flameRules.loginAnswer(session, account),
      };
    },
    {
      blocks: [
        ...of('login', 'wrong-password-after-logout'),
        ...of('logout', 'stays-revoked leaves-other-user dead-token-leaves-session'),
      ],
    },
  ),
  fault(
    'logout-forgets-nothing',
    'forgets nothing at a logout',
    of('logout', 'revoked-token stays-revoked older-session another-user'),
    {
      logoutForgets: () => false,
    },
    { blocks: ['logout/dead-token-leaves-session'] },
  ),
  fault(
    'logout-ends-newest',
    'ends the newest session of a user instead of the one that is logged out',
    of('logout', 'older-session'),
    () => {
      const newest = new Map<StoredAccount | null, Session>();
      return {
        keepSession: (sessions, session) => {
          newest.set(session.account, session);
          return flameRules.keepSession(sessions, session);
        },
        logoutForgets: (session, { account }) => session === newest.get(account),
      };
    },
  ),
  fault(
    'dead-token-ends-session',
    'ends the new session of a user whose old token is used again',
    of('logout', 'dead-token-leaves-session'),
    endedByDeadToken((ended, used) => ({
      logoutForgets: (session, gone) => {
        ended(gone);
        return session.token === gone.token;
      },
      tokenIn: (credentials) => {
        const token = flameRules.tokenIn(credentials);
        used(token ?? '');
        return token;
      },
    })),
    { blocks: ['logout/stays-revoked'] },
  ),
  fault('logout-shows-others', 'shows all tokens in the answer to a logout', of('logout', 'nothing-of-others'), () => {
    const tokens: string[] = [];
    return {
      keepSession: (sessions, session) => {
        tokens.push(session.token);
        return flameRules.keepSession(sessions, session);
      },
      logoutAnswer: () => ({ status: 200, body: { sessions: tokens } }),
    };
  }),
  fault('logout-forgets-all', 'ends all sessions at a logout', of('logout', 'leaves-other-user'), {
    logoutForgets: () => true,
  }),
  fault(
    'logout-open',
    'answers a logout without a token like one with it',
    tokenless,
    { noToken: { status: 204 } },
    { blocks: of('logout', 'refusal-media-type refused-leaves-session') },
  ),
  fault(
    'anybody-logs-all-out',
    'ends all sessions at a logout without a token, which it refuses',
    of('logout', 'refused-leaves-session'),
    endedByAnybody((endAll) => ({
      credentialsFrom: (request) => {
        const header = request.headers.get('authorization');
        if (header === null) endAll();
        return header;
      },
    })),
    {
      blocks: of(
        'logout',
        'without-credentials same-connection cookies-instead user-of-a-proxy token-in-query token-in-body token-in-another-header status-of-refusal challenge token-in-cookie',
      ),
    },
  ),
  fault(
    'hasty-login-without-id',
    'leaves `id` out of the answer to a second login within 5 seconds',
    of('login', 'second-login after-logout user-ids-apart same-user another-user'),
    hastyLogin(flameRules.loginAnswer, (answer) => ({ ...answer, body: without(answer.body, 'id') })),
    { partly: true, blocks: ['login/at-once', 'login/beside-token-of-another', 'login/extra-members'] },
  ),
  fault(
    'charset-without-email',
    'leaves `email` out of the answer to a login whose media type has a charset',
    of('login', 'with-charset'),
    {
      present: (answer, request) =>
        request.headers.get('content-type')?.includes('charset') === true
          ? { ...answer, body: without(answer.body, 'email') }
          : answer,
    },
  ),
  fault(
    'logout-idempotent',
    'answers a logout with any token like one with its own',
    [...unknown, ...of('logout', 'stays-revoked older-session another-user')],
    { unknownToken: { status: 204 } },
    { blocks: ['logout/refused-leaves-session', 'logout/dead-token-leaves-session'] },
  ),
  fault(
    'logout-unknown-crashes',
    'fails with 500 on a token that it does not know',
    [...unknown, ...of('logout', 'stays-revoked older-session another-user')],
    {
      unknownToken: { status: 500, body: {} },
    },
    { blocks: ['logout/refused-leaves-session', 'logout/dead-token-leaves-session'] },
  ),
  fault(
    'logout-tokenless-crashes',
    'fails with 500 on a request without a token',
    tokenless,
    { noToken: { status: 500, body: { error: 'split of undefined' } } },
    { blocks: of('logout', 'refusal-media-type refused-leaves-session') },
  ),
  fault('logout-refusal-400', 'answers a request without a token with 400', of('logout', 'status-of-refusal'), {
    noToken: { status: 400, body: { error: 'Authenticate with a token.' } },
  }),
  fault('scheme-case', 'knows its scheme in one case only', of('logout', 'scheme-in-lower-case'), {
    schemeMatches: (scheme) => scheme === 'Token',
  }),
  fault(
    'scheme-any',
    'accepts its token under any scheme',
    of('logout', 'scheme-bearer scheme-longer scheme-extended'),
    {
      schemeMatches: () => true,
    },
  ),
  fault(
    'scheme-basic',
    'decodes Basic credentials for a token',
    of('logout', 'scheme-basic'),
    credentials((_, header) => {
      const [scheme, text = ''] = header.split(' ');
      const [token = ''] = Buffer.from(text, 'base64').toString().split(':');
      return scheme === 'Basic' ? `Token token=${token}` : header;
    }),
  ),
  fault(
    'scheme-optional',
    'accepts credentials without a scheme',
    of('logout', 'without-scheme'),
    credentials((_, header) => (header.startsWith('token=') ? `Token ${header}` : header)),
  ),
  fault('token-bare', 'accepts a token without `token=`', of('logout', 'without-token'), {
    tokenIn: (text) => /^(?:token=)?(\S+)$/i.exec(text)?.[1],
  }),
  fault(
    'token-from-query',
    'accepts a token in the query',
    of('logout', 'token-in-query token-in-query-too'),
    credentials((request, header) => {
      const token = new URL(request.url).searchParams.get('access_token');
      return token === null ? header : `Token token=${token}`;
    }),
  ),
  fault(
    'token-from-body',
    'accepts a token in the body',
    of('logout', 'token-in-body'),
    credentials(async (request, header) => {
      const token = /"access_token":"([^"]+)"/.exec(await request.text())?.[1];
      return token === undefined ? header : `Token token=${token}`;
    }),
  ),
  fault(
    'cookie-session',
    'sets a cookie at the login and takes it for the token',
    of('logout', 'cookies-instead token-in-cookie'),
    {
      loginAnswer: (session, account) => ({
        ...flameRules.loginAnswer(session, account),
        headers: { 'set-cookie': `session=${session.token}; HttpOnly` },
      }),
      credentialsFrom: (request) => {
        const cookie = /session=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
        return request.headers.get('authorization') ?? (cookie === undefined ? null : `Token token=${cookie}`);
      },
    },
  ),
  fault(
    'trusts-forwarded-user',
    'takes the user whom the header `X-Forwarded-User` names for logged in',
    of('logout', 'user-of-a-proxy'),
    () => {
      const tokens = new Map<string, string>();
      return {
        loginAnswer: (session, account) => {
          tokens.set(account.identity, session.token);
          return flameRules.loginAnswer(session, account);
        },
        credentialsFrom: (request) => {
          const token = tokens.get(request.headers.get('x-forwarded-user') ?? '');
          return token === undefined ? request.headers.get('authorization') : `Token token=${token}`;
        },
      };
    },
  ),
  fault(
    'refusals-show-token',
    'puts the newest token into what it says of a refusal',
    ['login/*', 'logout/*'],
    () => {
      let newest = '';
      return {
        loginAnswer: (session, account) => {
          newest = session.token;
          return flameRules.loginAnswer(session, account);
        },
        present: (answer) =>
          answer.status < 400 ? answer : { ...answer, body: { ...(answer.body as object), session: newest } },
      };
    },
    { partly: true },
  ),
  fault('token-of-the-example', "knows the token of the document's example", of('logout', 'token-of-the-example'), {
    tokenMatches: (stored, given) => stored === given || given === 'ULzr7GuYA6iyo9EyiFrf',
  }),
  fault('token-empty', 'takes an empty token for that of the last session', of('logout', 'empty-token'), emptyToken()),
];

function emptyToken(): Partial<FlameRules> {
  return {
    tokenIn: (text) => /^token=(\S*)$/i.exec(text)?.[1],
    tokenMatches: (stored, given) => given === '' || stored === given,
  };
}
