/** Which sessions a `dood` server can mix up, lose or keep. */
import { doodRules, withCode } from '../../dood.ts';
import type { Session } from '../../world.ts';
import {
  alone,
  conflictingLogin,
  endedByAnybody,
  endedByDeadToken,
  ofOthers,
  replacing,
  mixedAnswers,
} from '../sessions.ts';
import { cookieOf, withCookie } from '../cookies.ts';
import { fault, crash, session } from './shared.ts';

export const sessionsFaults = [
  fault('cookie-session', 'sets a cookie at the login and takes it for the key', 'logout/cookies-instead', {
    loginAnswer: (session) => withCookie(doodRules.loginAnswer(session), String(session['session_key'])),
    keyElsewhere: cookieOf,
  }),
  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    'login/at-once',
    mixedAnswers('loginAnswer', doodRules.loginAnswer),
  ),
  fault(
    'session-fixed',
    'logs a user in under the key of the anonymous session that the request names',
    'login/fixed-session',
    () => {
      let named: string | undefined;
      return {
        formParameters: (pairs) => {
          named = pairs.find(([name]) => name === 'session_key')?.[1];
          return pairs;
        },
        newToken: (account, sessions) =>
          account !== null && sessions.some(({ token }) => token === named)
            ? (named ?? '')
            : doodRules.newToken(account, sessions),
      };
    },
  ),
  fault(
    'registrations-mixed',
    'gives everybody who registers at the same time the answer to the last of them',
    'register/at-once',
    mixedAnswers('registerAnswer', doodRules.registerAnswer),
  ),
  fault('key-shared', 'gives the same key to everybody', 'start/sessions-apart', {
    newToken: () => session.session_key,
    keepSession: replacing,
  }),
  fault('key-of-user', 'gives a user the same key at every login', 'login/sessions-apart', () => {
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
  }),
  fault('key-of-system', 'gives every anonymous session the same key', 'start/sessions-apart', {
    newToken: (account) => (account === null ? 'aZ0q9sLk3JmVn4TtY6Rr' : doodRules.newToken(null, [])),
    keepSession: replacing,
  }),
  fault('one-session', 'ends the sessions of all others at a login', 'login/leaves-other-user', { keepSession: alone }),
  fault(
    'photo-server-of-others',
    'has a number for the photo server of other users than the first',
    'login/another-user',
    ofOthers((isOther) => ({
      apiSession: (kept: Session) => ({
        ...doodRules.apiSession(kept),
        ...(isOther(kept.account) ? { photo_server: 7 as unknown as string } : {}),
      }),
    })),
  ),
  fault(
    'login-again-refused',
    'takes a second login within 5 seconds for a conflict',
    'login/second-login',
    conflictingLogin(doodRules.loginAnswer, { status: 409, body: { code: 16 } }),
  ),
  fault('logout-locks', 'refuses a login within 5 seconds of a logout', 'login/after-logout', (clock) => {
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
    'dead-key-ends-session',
    'ends the new session of a user whose old key is used again',
    'logout/dead-token-leaves-session',
    endedByDeadToken((ended, used) => ({
      logoutForgets: (session, gone) => {
        ended(gone);
        return session.token === gone.token;
      },
      keyIn: (parameters) => {
        const key = doodRules.keyIn(parameters);
        if (typeof key === 'string') used(key);
        return key;
      },
    })),
  ),
  fault('logout-hands-out-key', 'hands out a key at a logout', 'logout/no-new-token', {
    logoutAnswer: () => ({ status: 200, body: { code: 0, message: 'MSG_OK', data: [], next: session } }),
  }),
  fault('keys-dead', 'issues keys that do not work', 'login/second-login', { keepSession: (_sessions, kept) => kept }),
  fault('anonymous-keys-dead', 'issues anonymous keys that do not work', 'logout/anonymous-session', {
    keepSession: (sessions, kept) => {
      if (kept.account !== null) sessions.push(kept);
      return kept;
    },
  }),
  fault('register-key-dead', 'issues keys at the registration that do not work', 'register/working-token', {
    registerAnswer: (given) =>
      doodRules.registerAnswer({ ...given, session_key: `dead${String(given['session_key'])}` }),
  }),
  fault(
    'key-taken-over',
    'gives a user who logs in the key of the latest anonymous session',
    'login/fixed-session',
    () => {
      let latest: string | undefined;
      return {
        keepSession: (sessions, kept) => {
          if (kept.account === null) latest = kept.token;
          const given = kept.account === null || latest === undefined ? kept : { ...kept, token: latest };
          if (kept.account !== null) latest = undefined;
          return replacing(sessions, given);
        },
      };
    },
  ),
  fault(
    'key-of-registration',
    'gives a user at the first login the key of the registration',
    'register/session-apart-from-login',
    () => {
      const keys = new Map<number, string>();
      return {
        newToken: (account) => {
          const made = doodRules.newToken(null, []);
          if (account === null) return made;
          const kept = keys.get(account.id);
          keys.set(account.id, '');
          if (kept === undefined) keys.set(account.id, made);
          return kept === undefined || kept === '' ? made : kept;
        },
        keepSession: replacing,
      };
    },
  ),
  fault('logout-forgets-nothing', 'forgets nothing at a logout', 'logout/revoked-token', {
    logoutForgets: () => false,
  }),
  fault('logout-keeps-anonymous', 'forgets no anonymous session at a logout', 'logout/revoked-anonymous-session', {
    logoutForgets: (each, ended) => ended.account !== null && each.token === ended.token,
  }),
  fault('logout-forgets-all', 'ends all sessions at a logout', 'logout/leaves-other-user', {
    logoutForgets: () => true,
  }),
  fault('logout-forgets-user', 'ends all sessions of a user at a logout', 'logout/leaves-other-session', {
    logoutForgets: (each, ended) =>
      each.token === ended.token || (ended.account !== null && each.account === ended.account),
  }),
  fault('logout-forgets-anonymous', 'ends all anonymous sessions at a logout', 'logout/leaves-anonymous-session', {
    logoutForgets: (each, ended) => each.token === ended.token || (ended.account === null && each.account === null),
  }),
  fault('logout-open', 'answers a logout without a key like one with it', 'logout/without-credentials', {
    noKey: withCode('MSG_OK'),
  }),
  fault(
    'anybody-logs-all-out',
    'ends all sessions at a logout without a key, which it refuses',
    'logout/refused-leaves-session',
    endedByAnybody((endAll) => ({
      keyIn: (parameters) => {
        if (parameters['session_key'] === undefined) endAll();
        return parameters['session_key'];
      },
    })),
  ),
  fault('logout-idempotent', 'answers a logout with any key like one with its own', 'logout/unknown-token', {
    unknownKey: withCode('MSG_OK'),
  }),
  fault('logout-keyless-crashes', 'fails with 500 at a logout without a key', 'logout/without-credentials', {
    noKey: crash,
  }),
  fault('logout-keyless-404', 'answers a logout without a key with 404', 'logout/without-credentials', {
    noKey: { status: 404 },
  }),
  fault('logout-unknown-404', 'answers a key that it does not know with 404', 'logout/unknown-token', {
    unknownKey: { status: 404 },
  }),
  fault('logout-unknown-crashes', 'fails with 500 on a key that it does not know', 'logout/unknown-token', {
    unknownKey: crash,
  }),
];
