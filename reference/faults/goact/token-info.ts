/** Faults of a `goact` server at token info. */
import { createHash } from 'node:crypto';
import { goactRules } from '../../goact.ts';
import { cookieOf, withCookie } from '../cookies.ts';
import { mixedAnswers } from '../sessions.ts';
import { fault, crash, token, info, credentials } from './shared.ts';

export const tokenInfoFaults = [
  fault(
    'info-reads-body',
    'refuses a GET that names a media type, for want of a body',
    'token-info/as-in-the-example',
    {
      present: (answer, request) =>
        request.method === 'GET' && request.headers.has('content-type')
          ? { status: 400, body: { response: 'The body is empty.' } }
          : answer,
    },
  ),
  fault('head-for-anybody', 'answers a HEAD without a token', 'token-info/head-without-credentials', {
    present: (answer, { method }) => (method === 'HEAD' && answer.status === 401 ? { status: 200 } : answer),
  }),
  fault('token-of-the-example', "knows the token of the document's example", 'token-info/token-of-the-example', {
    tokenMatches: (stored, given) => stored === given || given === '2YotnFZFEjr1zCsicMWpAA',
  }),
  fault(
    'trusts-remote-user',
    'takes the user whom the header `Remote-User` names for logged in',
    'token-info/user-of-a-proxy',
    () => {
      const tokens = new Map<string, string>();
      return {
        loginAnswer: (session, account, lifetime) => {
          tokens.set(account.identity, session.token);
          return goactRules.loginAnswer(session, account, lifetime);
        },
        credentialsFrom: (request) => {
          const known = tokens.get(request.headers.get('remote-user') ?? '');
          return known === undefined ? request.headers.get('authorization') : `UserToken ${known}`;
        },
      };
    },
  ),
  fault('info-of-nobody', 'answers token info without a token', 'token-info/without-credentials', { noToken: info }),
  fault('info-of-anybody', 'answers token info for any token', 'token-info/unknown-token', { unknownToken: info }),
  fault('info-tokenless-crashes', 'fails with 500 at token info without a token', 'token-info/without-credentials', {
    noToken: crash,
  }),
  fault('info-unknown-crashes', 'fails with 500 on a token that it does not know', 'token-info/unknown-token', {
    unknownToken: crash,
  }),
  fault('info-refusal-404', 'answers token info without a token with 404', 'token-info/without-credentials', {
    noToken: { status: 404, body: { response: 'not found' } },
  }),
  fault('info-unknown-404', 'answers a token that it does not know with 404', 'token-info/unknown-token', {
    unknownToken: { status: 404, body: { response: 'not found' } },
  }),
  fault('never-expires', 'accepts tokens that have expired', 'token-info/expired-token', { isLive: () => true }),
  fault('expired-401', 'answers an expired token with 401', 'token-info/expired-token', {
    expiredToken: { status: 401, body: { response: 'expired' } },
  }),
  fault('info-of-next', 'names the next user at token info', 'token-info/same-user', {
    tokenInfoAnswer: (session, account) => goactRules.tokenInfoAnswer(session, { ...account, id: account.id + 1 }),
  }),
  fault('info-of-first', 'names the first user at token info', 'token-info/each-user', {
    tokenInfoAnswer: (session, account) => goactRules.tokenInfoAnswer(session, { ...account, id: 1231 }),
  }),
  fault(
    'infos-mixed',
    'gives everybody who asks at the same time the answer to the last of them',
    'token-info/at-once',
    mixedAnswers('tokenInfoAnswer', goactRules.tokenInfoAnswer),
  ),
  ...[
    ['info-of-asked', 'user_id'],
    ['info-of-asked-by-its-name', 'user'],
  ].map(([id = '', parameter = '']) =>
    fault(id, `names the user at token info whom the query asks for (${parameter})`, 'token-info/asked-for-others', {
      present: (answer, request) => {
        const asked = new URL(request.url).searchParams.get(parameter);
        const { user } = (answer.body ?? {}) as { user?: number };
        return asked === null || user === undefined
          ? answer
          : { ...answer, body: { ...(answer.body as object), user: Number(asked) } };
      },
    }),
  ),
  fault('info-password-hash', 'tells the hash of the password at token info', 'token-info/no-password', {
    tokenInfoAnswer: (_session, account) => ({
      status: 200,
      body: {
        user: account.id,
        token_type: 'user',
        password_hash: createHash('sha256').update(account.password).digest('hex'),
      },
    }),
  }),
  fault('info-public', 'lets shared caches keep token info', 'token-info/not-shared', {
    tokenInfoAnswer: (...given) => ({
      ...goactRules.tokenInfoAnswer(...given),
      headers: { 'cache-control': 'public, max-age=60' },
    }),
  }),
  fault('info-other-token', 'names another token at token info', 'token-info/same-token', {
    tokenInfoAnswer: (_session, account) => ({
      status: 200,
      body: { user: account.id, token_type: 'user', access_token: token },
    }),
  }),
  fault('info-twice', 'names another user at every second token info', 'token-info/again', () => {
    const asked = new Map<string, number>();
    return {
      tokenInfoAnswer: (session, account) => {
        const before = asked.get(session.token) ?? 0;
        asked.set(session.token, before + 1);
        return goactRules.tokenInfoAnswer(session, { ...account, id: account.id + before });
      },
    };
  }),
  fault('info-once', 'accepts a token once', 'token-info/again', () => {
    const asked = new Set<string>();
    return {
      tokenInfoAnswer: (session, account) => {
        const before = asked.has(session.token);
        asked.add(session.token);
        return before ? goactRules.expiredToken : goactRules.tokenInfoAnswer(session, account);
      },
    };
  }),
  fault('first-use-fails', 'refuses the first request with a new token', 'token-info/success', () => {
    const asked = new Set<string>();
    return {
      isLive: (session) => {
        const before = asked.has(session.token);
        asked.add(session.token);
        return before;
      },
    };
  }),
  fault('scheme-case', 'knows its schemes in one case only', 'register/scheme-in-lower-case', {
    userScheme: (scheme) => scheme === 'UserToken',
    applicationScheme: (scheme) => scheme === 'Application',
  }),
  fault('user-scheme-bearer', 'accepts a user token under Bearer', 'token-info/scheme-bearer', {
    userScheme: (scheme) => /^(usertoken|bearer)$/i.test(scheme),
  }),
  fault('user-scheme-application', 'accepts a user token under Application', 'token-info/scheme-application', {
    userScheme: (scheme) => /^(usertoken|application)$/i.test(scheme),
  }),
  fault(
    'user-scheme-basic',
    'accepts a user token under Basic',
    'token-info/scheme-basic',
    credentials((header) =>
      header.startsWith('Basic ')
        ? `UserToken ${Buffer.from(header.slice(6), 'base64').toString().split(':')[0] ?? ''}`
        : header,
    ),
  ),
  fault(
    'user-scheme-optional',
    'accepts a user token without a scheme',
    'token-info/without-scheme',
    credentials((header) => (header !== '' && !header.includes(' ') ? `UserToken ${header}` : header)),
  ),
  fault('cookie-session', 'sets a cookie at the login and takes it for the token', 'token-info/cookies-instead', {
    loginAnswer: (session, owner, lifetime) =>
      withCookie(goactRules.loginAnswer(session, owner, lifetime), session.token),
    credentialsFrom: (request) => {
      const cookie = cookieOf(request);
      return request.headers.get('authorization') ?? (cookie === undefined ? null : `UserToken ${cookie}`);
    },
  }),
  fault(
    'token-from-other-query',
    'accepts a user token in the query, whatever it is called',
    'token-info/token-in-query-by-other-names',
    credentials((header, request) => {
      const [found] = new URL(request.url).searchParams.values();
      return found === undefined ? header : `UserToken ${found}`;
    }),
  ),
  fault(
    'token-from-query',
    'accepts a user token in the query',
    'token-info/token-in-query',
    credentials((header, request) => {
      const found = new URL(request.url).searchParams.get('access_token');
      return found === null ? header : `UserToken ${found}`;
    }),
  ),
];
