/** Permitted choices of a `lodge` server. */
import { lodgeRules, type LodgeRules } from '../lodge-rules.ts';
import { randomHex } from '../secrets.ts';
import * as choices from './choices.ts';
import { variantsOf } from './variant.ts';

const variant = variantsOf<LodgeRules>('lodge');

/** Choices that lodge.md leaves open. */
export const lodgeVariants = [
  variant('short-lived', 'ends each session after a second', { lifetime: () => 1 }),
  variant('renewing', 'renews the id of a session with each response', { renewsIds: true }),
  variant('cookie-kept', 'leaves the cookie at a logout', { logoutCookie: '' }),
  variant('strict-cookie', 'sends the cookie to its own site only', {
    cookieAttributes: 'HttpOnly; SameSite=Strict; Path=/; Secure; Max-Age=1800',
  }),
  variant('cookie-in-capitals', 'writes the attributes of the cookie in capitals', {
    cookieAttributes: `PATH=/; SECURE; HTTPONLY; SAMESITE=LAX; EXPIRES=${new Date(Date.now() + 30 * 86_400_000).toUTCString()}`,
  }),
  variant('sliding', 'ends a session half an hour after its last use', {
    isLive: (session, now) => {
      const isLive = lodgeRules.isLive(session, now);
      if (isLive && session.expiresAt !== null) session.expiresAt = now + 1_800_000;
      return isLive;
    },
  }),
  variant('one-session', 'ends the other sessions of a user at a login', {
    keepSession: (sessions, session) => {
      const others = sessions.filter(({ account }) => account === null || account !== session.account);
      sessions.splice(0, sessions.length, ...others, session);
      return session;
    },
  }),
  variant('reuse-ends-family', 'ends all sessions that follow from a login whose refresh token is used twice', {
    reuseEndsFamily: true,
  }),
  variant('routed', 'writes the name of a server behind the session id', {
    newToken: () => `${randomHex(16)}.node0`,
  }),
  variant('guarded-by-origin', 'takes a missing Origin for its own and refuses another site', {
    present: (answer, request) =>
      /evil|other/.test(request.headers.get('origin') ?? '') ? lodgeRules.invalidCsrf : answer,
  }),
  variant('more-members', 'sends members that the document does not name', { present: choices.moreMembers }),
  variant('dressed', 'indents its JSON and declares a charset', choices.dressed),
  variant('escaped', 'escapes characters in its JSON', choices.escaped),
  variant('problems', 'answers errors with problem documents', choices.problems),
  variant('hex-token', 'issues short ids of hexadecimal digits', { newToken: choices.hexToken }),
  variant('uuid-token', 'issues UUIDs as session ids', { newToken: choices.uuidToken }),
  variant('long-tokens', 'issues ids and tokens shaped like a JSON Web Token', {
    newToken: choices.longToken,
    newCsrfToken: choices.longToken,
    newRefreshToken: choices.longToken,
  }),
  variant('any-case', 'compares addresses without regard to case', { identityMatches: choices.sameIdentity }),
  variant('pbkdf2', 'keeps passwords as PBKDF2 keys', { passwordMatches: choices.derivedPassword }),
];
