/** Which users and sessions a `lodge` server can mix up, at the login, the registration and token info. */
import { createHash } from 'node:crypto';
import { cookieOf, lodgeRules } from '../../lodge-rules.ts';
import { conflictingLogin, hastyLogin, mixedAnswers, ofOthers, replacing } from '../sessions.ts';
import type { Session } from '../../world.ts';
import { without } from '../shared.ts';
import { answers, crash, fault, issued, ofUser, token } from './shared.ts';

const conflict = { status: 409, body: { error: 'logged_in' } };

export const userFaults = [
  fault('login-email-optional', 'logs the first user in when the address is missing', 'login/without-email', {
    loginRequired: ['password'],
    identityMatches: (stored, given) => given === '' || stored === given,
  }),
  fault('login-password-optional', 'logs a user in whose password is missing', 'login/without-password', {
    loginRequired: ['email'],
    passwordMatches: (stored, given) => given === '' || stored === given,
  }),
  fault(
    'session-instead-of-password',
    'asks for no password within a session of a user',
    'login/without-password-in-session',
    () => {
      const ids = new Set<string>();
      let isKnown = false;
      return {
        keepSession: (sessions, session) => {
          if (session.account !== null) ids.add(session.token);
          return lodgeRules.keepSession(sessions, session);
        },
        sessionIdFrom: (request) => {
          const id = cookieOf(request);
          isKnown = id !== undefined && ids.has(id);
          return id;
        },
        isBlank: (text) => !isKnown && text.trim() === '',
        passwordMatches: (stored, given) => stored === given || (isKnown && given === ''),
      };
    },
  ),
  fault('missing-crashes', 'fails with 500 when a member is missing', 'login/without-email', {
    missingParameter: () => crash,
  }),
  fault('unreadable-crashes', 'fails with 500 on a body that is not JSON', 'login/malformed-json', {
    unreadable: crash,
  }),
  fault('wrong-password-400', 'answers a wrong password with 400', 'login/wrong-password', {
    wrongPassword: { ...lodgeRules.wrongPassword, status: 400 },
  }),
  fault('unknown-user-404', 'answers an unknown user with 404', 'login/unknown-user', {
    unknownUser: { ...lodgeRules.unknownUser, status: 404 },
  }),
  fault('unknown-user-told', 'tells an unknown user from a wrong password', 'login/same-refusal', {
    unknownUser: { status: 401, body: { error: 'invalid_credentials', detail: 'There is no such account.' } },
  }),
  fault('wrong-password-issues', 'begins a session with its refusal of a wrong password', 'login/wrong-password', {
    wrongPassword: { ...issued, status: 401 },
  }),
  fault('wrong-password-redirected', 'redirects a wrong password to a page', 'login/no-redirect', {
    wrongPassword: { status: 302, headers: { location: '/login' } },
  }),
  fault('unknown-user-issues', 'logs a user in that it does not know', 'login/unknown-user', { unknownUser: issued }),
  fault('cacheable', 'lets caches keep its answers', 'login/answer/header-cache-control', { credentialHeaders: {} }),
  fault(
    'password-back',
    'sends the password back',
    'login/no-password',
    answers((body, { account }) => ({ ...body, password: account.password })),
  ),
  fault(
    'id-shared',
    'gives every user the same id',
    'login/user-ids-apart',
    answers((body) => ({ ...body, user: { ...(body['user'] as object), id: 'u_1' } })),
  ),
  fault('id-new-at-login', 'gives a user another id at every login', 'login/same-user', () => {
    let id = 10_000;
    return answers((body) => ({ ...body, user: { ...(body['user'] as object), id: `u_${(id += 1)}` } }));
  }),
  fault(
    'email-of-nobody',
    'names another address than that of the user',
    'login/own-identity',
    answers((body) => ({ ...body, user: { ...(body['user'] as object), email: 'heidi@lodge.example' } })),
  ),
  fault('token-shared', 'gives the same session id to everybody', 'login/users-apart', {
    newToken: () => token,
    keepSession: replacing,
  }),
  fault('session-of-first', 'opens every session for the first user', 'login/user-ids-apart', {
    // A deletion would hit the account of all others.
    ownerOf: (account, accounts) => (account === accounts[1] ? (accounts[0] ?? account) : account),
  }),
  fault('one-user', 'ends the sessions of all others at a login', 'login/leaves-other-user', {
    keepSession: (sessions, session) => {
      const isOther = ({ account }: Session): boolean => account !== null && account !== session.account;
      const kept = session.account === null ? sessions : sessions.filter((each) => !isOther(each));
      sessions.splice(0, sessions.length, ...kept, session);
      return session;
    },
  }),
  fault('login-reused', 'gives a user the session that is there', 'login/sessions-apart', (clock) => ({
    keepSession: (sessions, session) => {
      const isSame = (one: typeof session): boolean =>
        one.account === session.account && lodgeRules.isLive(one, clock.now());
      const found = session.account && sessions.find(isSame);
      return found ?? lodgeRules.keepSession(sessions, session);
    },
    idAfterVisit: (fresh) => fresh,
  })),
  fault(
    'login-again-refused',
    'takes a second login within 5 seconds for a conflict',
    'login/second-login',
    conflictingLogin(lodgeRules.loginAnswer, conflict),
  ),
  fault(
    'hasty-login-without-expiry',
    'leaves `expires_in` out of the answer to a second login within 5 seconds',
    'login/second-login',
    hastyLogin(lodgeRules.loginAnswer, (answer) => ({ ...answer, body: without(answer.body, 'expires_in') })),
  ),
  fault(
    'expiry-of-others',
    'writes `expires_in` of other users than the first as text',
    'login/another-user',
    ofOthers((isOther) => ({
      loginAnswer: (...given: Parameters<typeof lodgeRules.loginAnswer>) => {
        const answer = lodgeRules.loginAnswer(...given);
        return isOther(given[0].account)
          ? { ...answer, body: { ...(answer.body as object), expires_in: '1800' } }
          : answer;
      },
    })),
  ),
  fault('sessions-dead', 'begins sessions that it does not know', 'session/success', {
    keepSession: (sessions, session) =>
      session.account === null ? lodgeRules.keepSession(sessions, session) : session,
  }),
  fault('never-expires', 'knows no end of a session', 'session/expired-token', { isLive: () => true }),
  fault('register-dead', 'begins sessions at the registration that it does not know', 'register/working-token', {
    registerAnswer: (begun, lifetime) => {
      begun.session.expiresAt = 0;
      return lodgeRules.registerAnswer(begun, lifetime);
    },
  }),
  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    'login/at-once',
    mixedAnswers('loginAnswer', lodgeRules.loginAnswer),
  ),
  fault('rights-for-asking', 'makes a user an administrator who asks for it', 'register/chosen-rights', () => {
    let asked = false;
    return {
      parseBody: (text) => {
        const parsed = lodgeRules.parseBody(text);
        asked = typeof parsed === 'object' && parsed !== null && 'role' in parsed && parsed.role === 'admin';
        return parsed;
      },
      registerAnswer: (begun, lifetime) => {
        const answer = lodgeRules.registerAnswer(begun, lifetime);
        return asked ? { ...answer, body: { ...(answer.body as object), role: 'admin' } } : answer;
      },
    };
  }),
  fault('common-crashes', 'fails with 500 on a common password', 'register/common-password-survived', {
    isCommonPassword: (password) => {
      if (lodgeRules.isCommonPassword(password)) throw new Error('in the list');
      return false;
    },
  }),
  fault('register-without-email', 'registers users without an address', 'register/without-email', {
    registerRequired: ['password'],
    isAddress: () => true,
    duplicateAllowed: ({ identity }) => identity === '',
  }),
  fault('register-without-password', 'registers users without a password', 'register/without-password', {
    registerRequired: ['email'],
    minimumPassword: 0,
  }),
  fault('register-any-address', 'registers any text as an address', 'register/malformed-email', {
    isAddress: () => true,
  }),
  fault('register-ascii-only', 'fails with 500 on an address beyond ASCII', 'register/email-beyond-ascii', {
    isAddress: (email) => {
      if (/[^\p{ASCII}]/u.test(email)) throw new TypeError('not ASCII');
      return lodgeRules.isAddress(email);
    },
  }),
  fault('register-malformed-crashes', 'fails with 500 on an address that is none', 'register/malformed-email', {
    malformedAddress: crash,
  }),
  fault('duplicate-400', 'answers the registration of a known address with 400', 'register/duplicate-account', {
    duplicate: { ...lodgeRules.duplicate, status: 400 },
  }),
  fault('info-of-first', 'names the first user at token info', 'session/each-user', {
    sessionAnswer: (session, account) => ofUser(lodgeRules.sessionAnswer(session, account), 'u_y7'),
  }),
  fault('info-of-next', 'names another id at token info', 'session/same-user', {
    sessionAnswer: (session, account) => lodgeRules.sessionAnswer(session, { ...account, id: account.id + 1 }),
  }),
  fault('info-of-nobody', 'names another address at token info', 'session/own-identity', {
    sessionAnswer: (session, account) =>
      lodgeRules.sessionAnswer(session, { ...account, identity: 'heidi@lodge.example' }),
  }),
  fault(
    'infos-mixed',
    'gives everybody who asks at the same time the answer to the last of them',
    'session/at-once',
    mixedAnswers('sessionAnswer', lodgeRules.sessionAnswer),
  ),
  fault('info-of-asked', 'names the user at token info whom the query asks for', 'session/asked-for-others', {
    present: (answer, request) => {
      const id = new URL(request.url).searchParams.get('user_id');
      return id === null || answer.status !== 200
        ? answer
        : { ...answer, body: { user: { id, email: `user-${id}@lodge.example` } } };
    },
  }),
  fault('info-password-hash', 'tells the hash of the password at token info', 'session/no-password', {
    sessionAnswer: (session, account) => {
      const answer = lodgeRules.sessionAnswer(session, account);
      const hash = createHash('sha256').update(account.password).digest('hex');
      return { ...answer, body: { ...(answer.body as object), password_hash: hash } };
    },
  }),
  fault('info-once', 'accepts a session id once', 'session/again', () => {
    const asked = new Set<string>();
    return {
      sessionAnswer: (session, account) => {
        const before = asked.has(session.token);
        asked.add(session.token);
        return before ? lodgeRules.unknownSession : lodgeRules.sessionAnswer(session, account);
      },
    };
  }),
];
