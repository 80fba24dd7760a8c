/** Which sessions a `dood` server can mix up, lose or keep. */
import { doodRules, withCode } from '../../dood.ts';
import { of } from '../fault.ts';
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
import { fault, keyless, unknown, crash, session } from './lattice.ts';

export const sessionsFaults = [
  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    ['login/at-once'],
    mixedAnswers('loginAnswer', doodRules.loginAnswer),
  ),
  fault(
    'session-fixed',
    'logs a user in under the key of the anonymous session that the request names',
    ['login/fixed-session'],
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
    ['register/at-once'],
    mixedAnswers('registerAnswer', doodRules.registerAnswer),
  ),
  fault(
    'key-shared',
    'gives the same key to everybody',
    [
      ...of('start', 'sessions-apart'),
      ...of(
        'login',
        'users-apart sessions-apart sessions-by-get apart-from-anonymous fixed-session at-once beside-token-of-another',
      ),
      ...of('register', 'users-apart at-once session-apart-from-login apart-from-anonymous'),
      ...of(
        'logout',
        'leaves-anonymous-session leaves-other-session leaves-other-user stays-revoked anonymous-leaves-user user-leaves-anonymous',
      ),
    ],
    { newToken: () => session.session_key, keepSession: replacing },
    { blocks: ['logout/dead-token-leaves-session'] },
  ),
  fault(
    'key-of-user',
    'gives a user the same key at every login',
    [
      ...of('login', 'sessions-apart sessions-by-get'),
      ...of('logout', 'leaves-other-session stays-revoked'),
      'register/session-apart-from-login',
    ],
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
    { blocks: ['login/unguessable-token', 'logout/dead-token-leaves-session'] },
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
    [
      ...of('login', 'leaves-other-user leaves-anonymous-sessions'),
      'start/leaves-sessions',
      'register/leaves-sessions',
      'logout/anonymous-leaves-user',
    ],
    { keepSession: alone },
    { blocks: of('logout', 'leaves-other-user user-leaves-anonymous nothing-of-others names-no-others') },
  ),
  fault(
    'photo-server-of-others',
    'has a number for the photo server of other users than the first',
    of('login', 'another-user'),
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
    [...of('login', 'second-login'), 'register/account-outlives-session'],
    conflictingLogin(doodRules.loginAnswer, { status: 409, body: { code: 16 } }),
    { refuses: ['login'] },
  ),
  fault(
    'logout-locks',
    'refuses a login within 5 seconds of a logout',
    of('login', 'after-logout'),
    (clock) => {
      let ended = 0;
      return {
        logoutForgets: (each, gone) => {
          ended = clock.now();
          return each.token === gone.token;
        },
        loginAnswer: (given) =>
          clock.now() - ended < 5000 ? { status: 409, body: { code: 16 } } : doodRules.loginAnswer(given),
      };
    },
    {
      blocks: [
        ...of('login', 'wrong-password-after-logout'),
        ...of('logout', 'stays-revoked leaves-other-user dead-token-leaves-session another-user'),
        ...of('register', '*'),
      ],
    },
  ),
  fault(
    'dead-key-ends-session',
    'ends the new session of a user whose old key is used again',
    of('logout', 'dead-token-leaves-session'),
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
    { blocks: ['logout/stays-revoked'] },
  ),
  fault('logout-hands-out-key', 'hands out a key at a logout', of('logout', 'no-new-token'), {
    logoutAnswer: () => ({ status: 200, body: { code: 0, message: 'MSG_OK', data: [], next: session } }),
  }),
  fault(
    'keys-dead',
    'issues keys that do not work',
    [
      ...of('login', 'second-login leaves-other-user failed-leaves-session leaves-anonymous-sessions lasting-token'),
      ...of('logout', 'success anonymous-session refused-leaves-session'),
      ...of('register', 'working-token leaves-sessions'),
      ...of('start', 'leaves-sessions'),
    ],
    { keepSession: (_sessions, kept) => kept },
    { refuses: ['logout'] },
  ),
  fault(
    'anonymous-keys-dead',
    'issues anonymous keys that do not work',
    [...of('logout', 'anonymous-session user-leaves-anonymous'), 'login/leaves-anonymous-sessions'],
    {
      keepSession: (sessions, kept) => {
        if (kept.account !== null) sessions.push(kept);
        return kept;
      },
    },
    {
      blocks: [
        ...of('logout', 'revoked-anonymous-session leaves-anonymous-session anonymous-leaves-user'),
        ...of('start', 'system-*'),
      ],
    },
  ),
  fault(
    'register-key-dead',
    'issues keys at the registration that do not work',
    of('register', 'working-token'),
    {
      registerAnswer: (given) =>
        doodRules.registerAnswer({ ...given, session_key: `dead${String(given['session_key'])}` }),
    },
    { blocks: of('register', '*') },
  ),
  fault(
    'key-taken-over',
    'gives a user who logs in the key of the latest anonymous session',
    [...of('login', 'apart-from-anonymous fixed-session'), ...of('register', 'apart-from-anonymous')],
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
    { partly: true },
  ),
  fault(
    'key-of-registration',
    'gives a user at the first login the key of the registration',
    of('register', 'session-apart-from-login'),
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
    { partly: true },
  ),
  fault(
    'logout-forgets-nothing',
    'forgets nothing at a logout',
    [
      ...of('logout', 'revoked-token revoked-anonymous-session stays-revoked older-session another-user'),
      'register/revoked-token',
      'login/sessions-by-get',
    ],
    { logoutForgets: () => false },
    { blocks: ['logout/dead-token-leaves-session'] },
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
    of(
      'logout',
      'leaves-other-user leaves-other-session leaves-anonymous-session anonymous-leaves-user user-leaves-anonymous',
    ),
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
    { blocks: of('logout', 'refusal-media-type refused-leaves-session') },
  ),
  fault(
    'anybody-logs-all-out',
    'ends all sessions at a logout without a key, which it refuses',
    of('logout', 'refused-leaves-session'),
    endedByAnybody((endAll) => ({
      keyIn: (parameters) => {
        if (parameters['session_key'] === undefined) endAll();
        return parameters['session_key'];
      },
    })),
    {
      blocks: of(
        'logout',
        'without-credentials same-connection cookies-instead user-of-a-proxy challenge token-in-cookie',
      ),
    },
  ),
  fault(
    'logout-idempotent',
    'answers a logout with any key like one with its own',
    [
      ...unknown,
      ...of('logout', 'stays-revoked older-session another-user'),
      'register/revoked-token',
      'login/sessions-by-get',
    ],
    { unknownKey: withCode('MSG_OK') },
    { blocks: ['logout/refused-leaves-session', 'logout/dead-token-leaves-session'] },
  ),
  fault(
    'logout-keyless-crashes',
    'fails with 500 at a logout without a key',
    keyless,
    { noKey: crash },
    { blocks: of('logout', 'refusal-media-type refused-leaves-session') },
  ),
  fault('logout-keyless-404', 'answers a logout without a key with 404', keyless, { noKey: { status: 404 } }),
  fault(
    'logout-unknown-404',
    'answers a key that it does not know with 404',
    unknown.filter((each) => !/revoked-anonymous-session|token-beyond-ascii/.test(each)),
    { unknownKey: { status: 404 } },
  ),
  fault(
    'logout-unknown-crashes',
    'fails with 500 on a key that it does not know',
    [
      ...unknown,
      ...of('logout', 'stays-revoked older-session another-user'),
      'register/revoked-token',
      'login/sessions-by-get',
    ],
    { unknownKey: crash },
    { blocks: ['logout/refused-leaves-session', 'logout/dead-token-leaves-session'] },
  ),
];
