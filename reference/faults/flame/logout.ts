/** Faults of a `flame` server at a logout, and with the tokens that it is asked with. */
import { flameRules } from '../../flame.ts';
import type { FlameRules } from '../../flame.ts';
import type { Session, StoredAccount } from '../../world.ts';
import { cookieOf, withCookie } from '../cookies.ts';
import { endedByAnybody, endedByDeadToken } from '../sessions.ts';
import { faultsOf } from '../fault.ts';

const fault = faultsOf('flame');

const credentials = (read: (request: Request, header: string) => string | null | Promise<string | null>) => ({
  credentialsFrom: (request: Request) => read(request, request.headers.get('authorization') ?? ''),
});

export const logoutFaults = [
  fault('tokens-dead', 'issues tokens that do not work', 'logout/success', {
    keepSession: (_sessions, session) => session,
  }),
  fault('logout-locks', 'refuses a login within 5 seconds of a logout', 'login/after-logout', (clock) => {
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
  }),
  fault('logout-forgets-nothing', 'forgets nothing at a logout', 'logout/revoked-token', {
    logoutForgets: () => false,
  }),
  fault(
    'logout-ends-newest',
    'ends the newest session of a user instead of the one that is logged out',
    'logout/older-session',
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
    'logout/dead-token-leaves-session',
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
  ),
  fault('logout-hands-out-token', 'hands out a token at a logout', 'logout/no-new-token', {
    logoutAnswer: () => ({ status: 200, body: { auth_token: 'pWJq2mQGv0aQ0Z1n7yNH' } }),
  }),
  fault('logout-forgets-all', 'ends all sessions at a logout', 'logout/leaves-other-user', {
    logoutForgets: () => true,
  }),
  fault('logout-open', 'answers a logout without a token like one with it', 'logout/without-credentials', {
    noToken: { status: 204 },
  }),
  fault(
    'anybody-logs-all-out',
    'ends all sessions at a logout without a token, which it refuses',
    'logout/refused-leaves-session',
    endedByAnybody((endAll) => ({
      credentialsFrom: (request) => {
        const header = request.headers.get('authorization');
        if (header === null) endAll();
        return header;
      },
    })),
  ),
  fault('logout-idempotent', 'answers a logout with any token like one with its own', 'logout/unknown-token', {
    unknownToken: { status: 204 },
  }),
  fault('logout-unknown-crashes', 'fails with 500 on a token that it does not know', 'logout/unknown-token', {
    unknownToken: { status: 500, body: {} },
  }),
  fault('logout-tokenless-crashes', 'fails with 500 on a request without a token', 'logout/without-credentials', {
    noToken: { status: 500, body: { error: 'split of undefined' } },
  }),
  fault('logout-refusal-400', 'answers a request without a token with 400', 'logout/status-of-refusal', {
    noToken: { status: 400, body: { error: 'Authenticate with a token.' } },
  }),
  fault('scheme-case', 'knows its scheme in one case only', 'logout/scheme-in-lower-case', {
    schemeMatches: (scheme) => scheme === 'Token',
  }),
  fault('scheme-any', 'accepts its token under any scheme', 'logout/scheme-bearer', {
    schemeMatches: () => true,
  }),
  fault(
    'scheme-basic',
    'decodes Basic credentials for a token',
    'logout/scheme-basic',
    credentials((_, header) => {
      const [scheme, text = ''] = header.split(' ');
      const [token = ''] = Buffer.from(text, 'base64').toString().split(':');
      return scheme === 'Basic' ? `Token token=${token}` : header;
    }),
  ),
  fault(
    'scheme-optional',
    'accepts credentials without a scheme',
    'logout/without-scheme',
    credentials((_, header) => (header.startsWith('token=') ? `Token ${header}` : header)),
  ),
  fault('token-bare', 'accepts a token without `token=`', 'logout/without-token', {
    tokenIn: (text) => /^(?:token=)?(\S+)$/i.exec(text)?.[1],
  }),
  fault(
    'token-from-query',
    'accepts a token in the query',
    'logout/token-in-query',
    credentials((request, header) => {
      const token = new URL(request.url).searchParams.get('access_token');
      return token === null ? header : `Token token=${token}`;
    }),
  ),
  fault(
    'token-from-body',
    'accepts a token in the body',
    'logout/token-in-body',
    credentials(async (request, header) => {
      const token = /"access_token":"([^"]+)"/.exec(await request.text())?.[1];
      return token === undefined ? header : `Token token=${token}`;
    }),
  ),
  fault('cookie-session', 'sets a cookie at the login and takes it for the token', 'logout/token-in-cookie', {
    loginAnswer: (session, account) => withCookie(flameRules.loginAnswer(session, account), session.token),
    credentialsFrom: (request) => {
      const cookie = cookieOf(request);
      return request.headers.get('authorization') ?? (cookie === undefined ? null : `Token token=${cookie}`);
    },
  }),
  fault(
    'token-from-other-query',
    'accepts a token in the query, whatever it is called',
    'logout/token-in-query-by-other-names',
    credentials((request, header) => {
      const [token] = new URL(request.url).searchParams.values();
      return token === undefined ? header : `Token token=${token}`;
    }),
  ),
  fault(
    'trusts-forwarded-user',
    'takes the user whom the header `X-Forwarded-User` names for logged in',
    'logout/user-of-a-proxy',
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
    'logout/*',
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
    { varies: true },
  ),
  fault('token-of-the-example', "knows the token of the document's example", 'logout/token-of-the-example', {
    tokenMatches: (stored, given) => stored === given || given === 'ULzr7GuYA6iyo9EyiFrf',
  }),
  fault('token-empty', 'takes an empty token for that of the last session', 'logout/empty-token', emptyToken()),
];

function emptyToken(): Partial<FlameRules> {
  return {
    tokenIn: (text) => /^token=(\S*)$/i.exec(text)?.[1],
    tokenMatches: (stored, given) => given === '' || stored === given,
  };
}
