/** What a `flame` server can do wrong at a logout, and with the tokens that it is asked with. */
import { flameRules } from '../../flame.ts';
import type { FlameRules } from '../../flame.ts';
import type { Session, StoredAccount } from '../../world.ts';
import { of } from '../fault.ts';
import { endedByAnybody, endedByDeadToken } from '../sessions.ts';
import { fault, tokenless, unknown } from './lattice.ts';

const credentials = (read: (request: Request, header: string) => string | null | Promise<string | null>) => ({
  credentialsFrom: (request: Request) => read(request, request.headers.get('authorization') ?? ''),
});

export const logoutFaults = [
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
  fault('logout-hands-out-token', 'hands out a token at a logout', of('logout', 'no-new-token'), {
    logoutAnswer: () => ({ status: 200, body: { auth_token: 'pWJq2mQGv0aQ0Z1n7yNH' } }),
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
