/** Permitted choices of a `flame` server. */
import { flameRules, type FlameRules } from '../flame.ts';
import * as choices from './choices.ts';
import { variantsOf } from './variant.ts';

const variant = variantsOf<FlameRules>('flame');

/** Choices that flame.txt leaves open. */
export const flameVariants = [
  variant('login-200', 'answers a login with 200 and a logout with 200 and no body', {
    loginAnswer: (session, account) => ({ ...flameRules.loginAnswer(session, account), status: 200 }),
    logoutAnswer: () => ({ status: 200 }),
  }),
  variant('logout-json', 'answers a logout with 202 and an empty JSON object', {
    logoutAnswer: () => ({ status: 202, body: {} }),
  }),
  variant('logout-text', 'answers a logout with a line of text', {
    logoutAnswer: () => ({ status: 200, text: 'bye\n', headers: { 'content-type': 'text/plain' } }),
  }),
  variant('one-token', 'gives each user one token, the same at every login until it is deleted', {
    keepSession: (sessions, session) => {
      const existing = sessions.find(({ account }) => account === session.account);
      if (!existing) sessions.push(session);
      return existing ?? session;
    },
  }),
  variant('html-errors', 'answers errors with an HTML page', { present: choices.htmlErrors }),
  variant('plain-errors', 'answers errors with plain text', { present: choices.plainErrors }),
  variant('empty-errors', 'answers errors without a body', { present: choices.emptyErrors }),
  variant('string-errors', 'answers errors with a JSON string', { present: choices.stringErrors }),
  variant('problems', 'answers errors with problem documents', choices.problems),
  variant('forbids', 'answers wrong credentials and tokens with 403', { present: choices.restatus(401, 403) }),
  variant('unprocessable', 'answers missing parameters with 422', { present: choices.restatus(400, 422) }),
  variant('no-challenge', 'sends no WWW-Authenticate', { challenge: '' }),
  variant('more-members', 'sends members that the document does not name', { present: choices.moreMembers }),
  variant('dressed', 'indents its JSON and declares a charset', choices.dressed),
  variant('escaped', 'escapes characters in its JSON', choices.escaped),
  variant('hex-token', 'issues short tokens of hexadecimal digits', { newToken: choices.hexToken }),
  variant('uuid-token', 'issues UUIDs as tokens', { newToken: choices.uuidToken }),
  variant('base64-token', 'issues tokens with +, / and =', { newToken: choices.base64Token }),
  variant('long-token', 'issues tokens shaped like a JSON Web Token', { newToken: choices.longToken }),
  variant('any-case', 'compares user names without regard to case', { identityMatches: choices.sameIdentity }),
  variant('large-ids', 'has user ids beyond 32 bits', {
    loginAnswer: (session, account) => flameRules.loginAnswer(session, { ...account, id: account.id + 2 ** 40 }),
  }),
  variant('other-address', 'has users who log in with another name than their address', {
    loginAnswer: (session, account) =>
      flameRules.loginAnswer(session, { ...account, identity: `user.${account.id}@mail.example.com` }),
  }),
  variant('pbkdf2', 'keeps passwords as PBKDF2 keys', { passwordMatches: choices.derivedPassword }),
];
