/** Permitted choices of a `goact` server. */
import { goactRules, type GoactRules } from '../goact.ts';
import type { Answer } from '../types.ts';
import * as choices from './choices.ts';
import { variantsOf } from './variant.ts';

const variant = variantsOf<GoactRules>('goact');

const withStatus = (answer: Answer, status: number): Answer => ({ ...answer, status });

/** Choices that goact.txt leaves open. */
export const goactVariants = [
  variant('short-lived', 'issues tokens that expire after a second', { tokenLifetime: () => 1 }),
  variant('endless', 'issues tokens that do not expire, without expires_in', { tokenLifetime: () => undefined }),
  variant('unknown-user-404', 'answers an unknown user like a wrong password', {
    unknownUser: goactRules.wrongPassword,
  }),
  variant('unknown-token-400', 'answers an unknown or missing token with 400', {
    unknownToken: withStatus(goactRules.unknownToken, 400),
    noToken: withStatus(goactRules.noToken, 400),
  }),
  variant('unknown-token-403', 'answers an unknown or missing token with 403', {
    unknownToken: withStatus(goactRules.unknownToken, 403),
    noToken: withStatus(goactRules.noToken, 403),
  }),
  variant('application-403', 'answers wrong application credentials with 403', {
    wrongApplication: withStatus(goactRules.wrongApplication, 403),
  }),
  variant('unprocessable', 'answers parameters that it cannot use with 422', {
    missingParameter: (names) => withStatus(goactRules.missingParameter(names), 422),
    wrongGrant: withStatus(goactRules.wrongGrant, 422),
    shortPassword: withStatus(goactRules.shortPassword, 422),
  }),
  variant('oauth-error', 'answers another grant type with the error of RFC 6749', {
    wrongGrant: { status: 400, body: { error: 'unsupported_grant_type' } },
  }),
  variant('token-info-more', 'repeats token and remaining lifetime in token info', {
    tokenInfoAnswer: ({ token }, { id }) => ({
      status: 200,
      body: { user: id, token_type: 'user', access_token: token, expires_in: 1800 },
    }),
  }),
  variant('html-errors', 'answers errors with an HTML page', { present: choices.htmlErrors }),
  variant('plain-errors', 'answers errors with plain text', { present: choices.plainErrors }),
  variant('empty-errors', 'answers errors without a body', { present: choices.emptyErrors }),
  variant('string-errors', 'answers errors with a JSON string', { present: choices.stringErrors }),
  variant('problems', 'answers errors with problem documents', choices.problems),
  variant('no-challenge', 'sends no WWW-Authenticate', { challenge: '' }),
  variant('more-members', 'sends members that the document does not name', { present: choices.moreMembers }),
  variant('dressed', 'indents its JSON and declares a charset', choices.dressed),
  variant('escaped', 'escapes characters in its JSON', choices.escaped),
  variant('hex-token', 'issues short tokens of hexadecimal digits', { newToken: choices.hexToken }),
  variant('uuid-token', 'issues UUIDs as tokens', { newToken: choices.uuidToken }),
  variant('base64-token', 'issues tokens with +, / and =', { newToken: choices.base64Token }),
  variant('long-token', 'issues tokens shaped like a JSON Web Token', { newToken: choices.longToken }),
  variant('any-case', 'compares usernames without regard to case', { identityMatches: choices.sameIdentity }),
  variant('pbkdf2', 'keeps passwords as PBKDF2 keys', { passwordMatches: choices.derivedPassword }),
];
