/** Permitted choices of an `ar` server. */
import { arRules, type ArRules } from '../ar.ts';
import type { Answer } from '../types.ts';
import * as choices from './choices.ts';
import { variantsOf } from './variant.ts';

const variant = variantsOf<ArRules>('ar');

const created = (answer: Answer): Answer => ({ ...answer, status: 201 });

/** Choices that ar.txt leaves open. */
export const arVariants = [
  variant('failure-200', 'answers every failure with 200 and success: false', {
    present: (answer) => (answer.status < 400 ? answer : { status: 200, body: { success: false, message: 'failed' } }),
  }),
  variant('created', 'answers login and register with 201', {
    loginAnswer: (session) => created(arRules.loginAnswer(session)),
    registerAnswer: (session) => created(arRules.registerAnswer(session)),
  }),
  variant('forbids', 'answers wrong credentials and signatures with 403', { present: choices.restatus(401, 403) }),
  variant('unauthorized', 'answers a client without the group with 401', {
    notAuthorized: { ...arRules.notAuthorized, status: 401 },
  }),
  variant('unprocessable', 'answers parameters that it cannot use with 422', {
    missingParameter: (names) => ({ ...arRules.missingParameter(names), status: 422 }),
    invalidParameter: (names) => ({ ...arRules.invalidParameter(names), status: 422 }),
    notConfirmed: { ...arRules.notConfirmed, status: 422 },
    duplicate: { ...arRules.duplicate, status: 422 },
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
  variant('sha1-only', 'supports no signature method but HMAC-SHA1', { signatureMethods: ['HMAC-SHA1'] }),
  variant('any-application', 'accepts any application code', { applicationId: () => 1 }),
  variant('short-secret', 'issues short tokens and secrets', {
    newToken: choices.hexToken,
    newTokenSecret: choices.hexToken,
  }),
  variant('uuid-token', 'issues UUIDs as tokens and secrets', {
    newToken: choices.uuidToken,
    newTokenSecret: choices.uuidToken,
  }),
  variant('base64-token', 'issues tokens and secrets with +, / and =', {
    newToken: choices.base64Token,
    newTokenSecret: choices.base64Token,
  }),
  variant('any-case', 'compares addresses without regard to case', { identityMatches: choices.sameIdentity }),
  variant('pbkdf2', 'keeps passwords as PBKDF2 keys', { passwordMatches: choices.derivedPassword }),
];
