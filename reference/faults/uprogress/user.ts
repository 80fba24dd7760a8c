/** Faults of a `uprogress` server with the current user. */
import { uprogressRules } from '../../uprogress.ts';
import { cookieOf, withCookie } from '../cookies.ts';
import { fault, crash, somebody, showing } from './shared.ts';

/** A hash as bcrypt writes one, of no password of this target. */
const bcrypt = '$2b$10$vI8aWBnW3fID.ZQ4/zo1G.q1lRps.9cGLcZEiGDMVr5yUP1KUOYTa';

export const userFaults = [
  fault('id-new-at-login', 'gives a user a new id at every login', 'token-info/same-user-again', () => {
    let logins = 0;
    return {
      tokenClaims: (account, now) => {
        logins += 1;
        return uprogressRules.tokenClaims(account, now);
      },
      currentUser: (account) => ({ ...uprogressRules.currentUser(account), id: account.id + 1000 * logins }),
    };
  }),
  fault('head-for-anybody', 'answers a HEAD without a token', 'token-info/head-without-credentials', {
    present: (answer, { method }) => (method === 'HEAD' && answer.status > 399 ? { status: 200 } : answer),
  }),
  fault('info-of-nobody', 'answers the first user without a token', 'token-info/without-credentials', {
    noToken: somebody,
  }),
  fault('info-tokenless-crashes', 'fails with 500 without a token', 'token-info/without-credentials', {
    noToken: crash,
  }),
  fault('info-tokenless-403', 'answers a request without a token with 403', 'token-info/without-credentials', {
    noToken: { status: 403, body: { error: 'Authorization token invalid' } },
  }),
  fault('info-invalid-crashes', 'fails with 500 on a token that is not genuine', 'token-info/malformed-token', {
    invalidToken: crash,
  }),
  fault('info-invalid-message', 'calls a token that is not genuine wrong', 'token-info/malformed-token', {
    invalidToken: { status: 401, body: { error: 'Wrong token' } },
  }),
  fault('cookie-session', 'sets a cookie at the login and takes it for the token', 'token-info/cookies-instead', {
    loginAnswer: (token) => withCookie(uprogressRules.loginAnswer(token), token),
    tokenFrom: (request) => request.headers.get('uprogresstoken') ?? cookieOf(request) ?? null,
  }),
  fault(
    'token-from-other-query',
    'accepts a token in the query, whatever it is called',
    'token-info/token-in-query-by-other-names',
    {
      tokenFrom: (request) =>
        request.headers.get('uprogresstoken') ?? [...new URL(request.url).searchParams.values()][0] ?? null,
    },
  ),
  fault('token-from-query', 'accepts a token in the query', 'token-info/token-in-query', {
    tokenFrom: (request) =>
      request.headers.get('uprogresstoken') ?? new URL(request.url).searchParams.get('access_token'),
  }),
  fault('user-of-first', 'shows the first user to everybody', 'token-info/user-ids-apart', {
    accountOf: (_claims, accounts) => accounts[0],
  }),
  fault('user-of-next', 'shows another user', 'token-info/own-identity', {
    accountOf: (claims, accounts) => accounts.find(({ id }) => id !== claims['id']),
  }),
  fault('user-of-query', 'shows the user whom the query asks for', 'token-info/asked-for-others', () => {
    let asked: string | null = null;
    return {
      tokenFrom: (request) => {
        asked = new URL(request.url).searchParams.get('id');
        return uprogressRules.tokenFrom(request);
      },
      accountOf: (claims, accounts) =>
        asked === null ? uprogressRules.accountOf(claims, accounts) : accounts[Number(asked) - 1],
    };
  }),
  fault(
    'users-mixed',
    'shows everybody who asks at the same time the user of the last of them',
    'token-info/at-once',
    () => {
      let last = '';
      return {
        tokenFrom: (request) => (last = uprogressRules.tokenFrom(request) ?? ''),
        readToken: async (token, ...given) => {
          await uprogressRules.readToken(token, ...given);
          return uprogressRules.readToken(last, ...given);
        },
      };
    },
  ),
  fault(
    'user-with-hash',
    'shows the hash of the password',
    'token-info/no-password',
    showing((user) => ({ ...user, password_digest: bcrypt })),
  ),
  fault('user-public', 'lets shared caches keep the user', 'token-info/not-shared', {
    currentAnswer: (user) => ({ ...uprogressRules.currentAnswer(user), headers: { 'cache-control': 'public' } }),
  }),
  fault('user-twice', 'shows another id at every second request', 'token-info/again', () => {
    const asked = new Map<unknown, number>();
    let token = '';
    return {
      tokenFrom: (request) => (token = uprogressRules.tokenFrom(request) ?? ''),
      currentUser: (account) => {
        const before = asked.get(token) ?? 0;
        asked.set(token, before + 1);
        return { ...uprogressRules.currentUser(account), id: account.id + before };
      },
    };
  }),
  fault(
    'id-shared',
    'gives every user the id 1',
    'token-info/user-ids-apart',
    showing((user) => ({ ...user, id: 1 })),
  ),
  fault(
    'id-as-text',
    'writes ids as text',
    'token-info/answer/current_user.id',
    showing((user) => ({ ...user, id: String(user['id']) })),
  ),
  fault(
    'attachment-as-list',
    'writes the attachment as a list',
    'token-info/answer/current_user.attachment',
    showing((user) => ({ ...user, attachment: [] })),
  ),
];
