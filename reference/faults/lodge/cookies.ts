/** Faults of a `lodge` server with its cookie. */
import { cookieOf, lodgeRules } from '../../lodge-rules.ts';
import type { LodgeRules } from '../../lodge-rules.ts';
import type { Answer } from '../../types.ts';
import { fault, info, crash, notFound } from './shared.ts';

const without = (attribute: string): Partial<LodgeRules> => ({
  cookieAttributes: lodgeRules.cookieAttributes.replace(attribute, ''),
});

/** The answers to some requests have a changed cookie, or none; other answers have the right one. */
const cookies = (path: RegExp, change: (header: string) => string): Partial<LodgeRules> => ({
  present: (answer: Answer, request: Request) => {
    const { 'set-cookie': header, ...others } = answer.headers ?? {};
    if (header === undefined || !path.test(new URL(request.url).pathname)) return answer;
    const changed = change(header);
    return { ...answer, headers: changed === '' ? others : { ...others, 'set-cookie': changed } };
  },
});

const idFrom = (read: (request: Request) => string | null | undefined): Partial<LodgeRules> => ({
  sessionIdFrom: (request) => cookieOf(request) ?? read(request) ?? undefined,
});

/** The sessions of users by their identities. */
const trusting = (header: string) => () => {
  const ids = new Map<string, string>();
  const rules: Partial<LodgeRules> = {
    loginAnswer: (begun, lifetime) => {
      ids.set(begun.account.identity, begun.session.token);
      return lodgeRules.loginAnswer(begun, lifetime);
    },
    sessionIdFrom: (request) => ids.get(request.headers.get(header) ?? '') ?? cookieOf(request),
  };
  return rules;
};

export const cookieFaults = [
  fault('cookie-for-scripts', 'lets scripts read the session cookie', 'login/cookie-http-only', without('; HttpOnly')),
  fault('cookie-for-all-sites', 'lets every site send the cookie', 'login/cookie-same-site', without('; SameSite=Lax')),
  fault(
    'cookie-for-domain',
    'sends the cookie of a login to every host of its domain',
    'login/cookie-domain',
    cookies(/login$/, (header) => `${header}; Domain=lodge.example`),
  ),
  fault(
    'cookie-for-ever',
    'sets the cookie of a login for ten years',
    'login/cookie-lifetime',
    cookies(/login$/, (header) => `${header}; Max-Age=315360000`),
  ),
  fault(
    'cookie-without-tls',
    'sets the cookie of a login without `Secure`',
    'login/cookie-secure',
    cookies(/login$/, (header) => header.replace('; Secure', '')),
  ),
  fault(
    'cookie-of-other-name',
    'calls its cookie `lodge`',
    'csrf/answer/cookie-__Host-lodge',
    cookies(/./, (header) => header.replace('__Host-', '')),
  ),
  fault(
    'cookie-of-login-unbound',
    'calls the cookie of a login `lodge`',
    'login/cookie-host',
    cookies(/login$/, (header) => header.replace('__Host-', '')),
  ),
  fault(
    'cookie-of-empty-value',
    'sets an empty cookie at a login',
    'session/success',
    cookies(/login$/, (header) => header.replace(/=[^;]*/, '=')),
  ),
  ...['login', 'register', 'refresh'].map((operation) =>
    fault(
      `${operation}-without-cookie`,
      `sets no cookie at a ${operation === 'register' ? 'registration' : operation}`,
      `${operation}/answer/cookie-__Host-lodge`,
      cookies(new RegExp(`${operation}$`), () => ''),
    ),
  ),
  fault('session-fixed', 'keeps the id of the visit for the session of the user', 'login/cookie-fixed', {
    idAfterVisit: (fresh, visit) => visit ?? fresh,
  }),
  fault('session-of-nobody', 'answers for the session of a visit', 'session/without-credentials', {
    noSession: info,
  }),
  fault('session-of-anybody', 'answers for any session id', 'session/unknown-token', { unknownSession: info }),
  fault('sessionless-crashes', 'fails with 500 without a session id', 'session/without-credentials', {
    noSession: crash,
  }),
  fault('unknown-crashes', 'fails with 500 on an id that it does not know', 'session/unknown-token', {
    unknownSession: crash,
  }),
  fault('head-for-anybody', 'answers a HEAD without a session id', 'session/head-without-credentials', {
    present: (answer, { method }) => (method === 'HEAD' && answer.status === 401 ? { status: 200 } : answer),
  }),
  fault('head-crashes', 'fails with 500 on a HEAD without a session id', 'session/head-without-credentials-survived', {
    present: (answer, { method }) => (method === 'HEAD' && answer.status === 401 ? { status: 500 } : answer),
  }),
  fault('sessionless-404', 'answers a request without a session id with 404', 'session/without-credentials', {
    noSession: notFound,
  }),
  fault('unknown-404', 'answers an id that it does not know with 404', 'session/unknown-token', {
    unknownSession: notFound,
  }),
  fault('sessionless-redirected', 'redirects to a page without a session id', 'session/no-redirect', {
    noSession: { status: 302, headers: { location: '/welcome' } },
  }),
  fault('id-empty', 'takes an empty id for that of the newest session', 'session/empty-credentials', () => {
    let newest = '';
    return {
      loginAnswer: (begun, lifetime) => {
        newest = begun.session.token;
        return lodgeRules.loginAnswer(begun, lifetime);
      },
      sessionIdFrom: (request) =>
        /-lodge=(;|$)/.test(request.headers.get('cookie') ?? '') ? newest : cookieOf(request),
    };
  }),
  fault('cookie-twice-crashes', 'fails with 500 on two cookies of its name', 'session/cookie-twice', {
    sessionIdFrom: (request) => {
      if ((request.headers.get('cookie') ?? '').split('-lodge=').length > 2) throw new Error('two cookies');
      return cookieOf(request);
    },
  }),
  fault(
    'id-from-query',
    'takes a session id from the query',
    'session/token-in-query',
    idFrom((request) => new URL(request.url).searchParams.get('access_token')),
  ),
  fault(
    'trusts-remote-user',
    'takes the user whom the header `Remote-User` names for logged in',
    'session/user-of-a-proxy',
    trusting('remote-user'),
  ),
];
