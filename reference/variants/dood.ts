/** Permitted choices of a `dood` server. */
import { doodRules, withCode, type DoodRules } from '../dood.ts';
import * as choices from './choices.ts';
import { variantsOf } from './variant.ts';

const variant = variantsOf<DoodRules>('dood');

const rejectLogin = (answer: DoodRules['loginIncomplete']): Partial<DoodRules> => ({
  unknownUser: answer,
  wrongPassword: answer,
  loginIncomplete: answer,
});

/** Choices that dood.txt leaves open. */
export const doodVariants = [
  variant('login-401', 'answers a failed login with 401 and no body', rejectLogin({ status: 401 })),
  variant('login-401-code', 'answers a failed login with 401 and its code', {
    unknownUser: withCode('ERR_WRONG_LOGIN', 401),
    wrongPassword: withCode('ERR_WRONG_PASS', 401),
  }),
  variant(
    'login-401-html',
    'answers a failed login with 401 and an HTML page',
    rejectLogin({ status: 401, text: '<h1>401</h1>', headers: { 'content-type': 'text/html' } }),
  ),
  variant('logout-code', 'answers a logout without a session with 200 and a code', {
    noKey: withCode('ERR_NEED_LOGIN'),
    unknownKey: withCode('ERR_SESSION_EXPIRED'),
  }),
  variant('logout-401', 'answers a logout without a session with 401 and no body', {
    noKey: { status: 401 },
    unknownKey: { status: 401 },
  }),
  variant('logout-empty-data', 'answers a logout with an empty list of data', {
    logoutAnswer: () => withCode('MSG_OK', 200, []),
  }),
  variant('bare-session', 'sends sessions with type and key alone', {
    apiSession: ({ token }) => ({ type: 'APISession', session_key: token }),
  }),
  variant('more-session', 'sends sessions with members that the document does not name', {
    apiSession: (session) => ({ ...doodRules.apiSession(session), user: { nickname: 'kate' }, category_version: 0 }),
  }),
  variant('messages', 'sends a message with each code', {
    present: (answer) =>
      typeof answer.body === 'object' ? { ...answer, body: { ...answer.body, message: 'see code' } } : answer,
  }),
  variant('no-messages', 'sends no message with a code', {
    present: (answer) =>
      typeof answer.body === 'object' && answer.body && 'code' in answer.body && !('data' in answer.body)
        ? { ...answer, body: { code: answer.body.code } }
        : answer,
  }),
  variant('any-system', 'accepts a login that names no system', { loginRequired: [] }),
  variant('no-challenge', 'sends no WWW-Authenticate', { challenge: '' }),
  variant('more-members', 'sends members that the document does not name', { present: choices.moreMembers }),
  variant('dressed', 'indents its JSON and declares a charset', choices.dressed),
  variant('escaped', 'escapes characters in its JSON', choices.escaped),
  variant('hex-key', 'issues short keys of hexadecimal digits', { newToken: choices.hexToken }),
  variant('uuid-key', 'issues UUIDs as keys', { newToken: choices.uuidToken }),
  variant('base64-key', 'issues keys with +, / and =', { newToken: choices.base64Token }),
  variant('any-case', 'compares addresses without regard to case', { identityMatches: choices.sameIdentity }),
  variant('one-session', 'ends the earlier session of a user who logs in again', {
    keepSession: (sessions, session) => {
      const earlier = sessions.findIndex(({ account }) => account !== null && account === session.account);
      if (earlier >= 0) sessions.splice(earlier, 1);
      sessions.push(session);
      return session;
    },
  }),
  variant('pbkdf2', 'keeps passwords as PBKDF2 keys', { passwordMatches: choices.derivedPassword }),
];
