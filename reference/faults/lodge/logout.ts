/** Faults of a `lodge` server at a logout. */
import { cookieOf, lodgeRules } from '../../lodge-rules.ts';
import type { Session, StoredAccount } from '../../world.ts';
import { endedByAnybody, endedByDeadToken } from '../sessions.ts';
import { fault, token } from './shared.ts';

const same = (session: Session, ended: Session): boolean => session === ended;

export const logoutFaults = [
  fault('logout-clears-cookie-only', 'clears the cookie at a logout, and nothing else', 'session/after-logout', {
    logoutForgets: () => false,
  }),
  fault('logout-forgets-all', 'ends all sessions at a logout', 'logout/leaves-other-user', {
    logoutForgets: () => true,
  }),
  fault('logout-forgets-user', 'ends all sessions of the user at a logout', 'logout/leaves-other-session', {
    logoutForgets: (session, { account }) => session.account === account,
  }),
  fault('logout-ends-newest', 'ends the newest session of the user instead', 'logout/older-session', () => {
    const newest = new Map<StoredAccount | null, Session>();
    return {
      keepSession: (sessions, session) => {
        newest.set(session.account, session);
        return lodgeRules.keepSession(sessions, session);
      },
      logoutForgets: (session, { account }) => session === newest.get(account),
    };
  }),
  fault('logout-of-first-only', 'ends the sessions of the first user only', 'logout/another-user', () => {
    let first: StoredAccount | undefined;
    return {
      ownerOf: (account, accounts) => {
        first = accounts[0];
        return account;
      },
      logoutForgets: (session, ended) => same(session, ended) && session.account === first,
    };
  }),
  fault('logout-forgets-account', 'deletes the account at a logout', 'register/account-outlives-session', () => {
    const gone = new Set<string>();
    return {
      logoutForgets: (session, ended) => {
        if (ended.account !== null && ended.account.id > 1232) gone.add(ended.account.identity);
        return same(session, ended);
      },
      identityMatches: (stored, given) => stored === given && !gone.has(stored),
    };
  }),
  fault('logout-locks', 'refuses a login within 5 seconds of a logout', 'login/after-logout', (clock) => {
    const ended = new Map<unknown, number>();
    return {
      logoutForgets: (session, gone) => {
        ended.set(gone.account?.id, clock.now());
        return same(session, gone);
      },
      loginAnswer: (begun, lifetime) =>
        clock.now() - (ended.get(begun.account.id) ?? 0) < 5000
          ? { status: 409, body: { error: 'wait' } }
          : lodgeRules.loginAnswer(begun, lifetime),
    };
  }),
  fault(
    'dead-id-ends-session',
    'ends the new session of a user whose old session id is used again',
    'logout/dead-token-leaves-session',
    endedByDeadToken((ended, used) => ({
      logoutForgets: (session, gone) => {
        ended(gone);
        return same(session, gone);
      },
      sessionIdFrom: (request) => {
        const id = cookieOf(request);
        used(id ?? '');
        return id;
      },
    })),
  ),
  fault(
    'anybody-logs-all-out',
    'ends all sessions at a request without a session id, which it refuses',
    'logout/refused-leaves-session',
    endedByAnybody((endAll) => ({
      sessionIdFrom: (request) => {
        const id = cookieOf(request);
        if (id === undefined && /\/(logout|sessions)$/.test(new URL(request.url).pathname)) endAll();
        return id;
      },
    })),
  ),
  fault('logout-begins-session', 'issues the tokens of another session at a logout', 'logout/no-new-token', {
    logoutAnswer: () => ({ status: 200, body: { csrf_token: token, refresh_token: `${token}r` } }),
    logoutCookie: `__Host-lodge=${token}; ${lodgeRules.cookieAttributes}`,
  }),
  fault('logout-by-get', 'logs out by GET too', 'logout/safe-methods', { logoutMethods: ['POST', 'GET', 'HEAD'] }),
  fault('revives', 'begins the sessions that were logged out again at the next login', 'logout/stays-revoked', () => {
    const ended: Session[] = [];
    return {
      logoutForgets: (session, gone) => {
        if (same(session, gone)) ended.push(session);
        return same(session, gone);
      },
      keepSession: (sessions, session) => {
        if (session.account !== null) sessions.push(...ended.splice(0));
        return lodgeRules.keepSession(sessions, session);
      },
    };
  }),
];
