/** Permitted choices of a `uprogress` server. */
import { SignJWT } from 'jose';
import type { Answer } from '../types.ts';
import { uprogressRules, type UprogressRules } from '../uprogress.ts';
import * as choices from './choices.ts';
import { variantsOf } from './variant.ts';

const variant = variantsOf<UprogressRules>('uprogress');

const rejectToken = (bodyFor: (message: string) => unknown): Partial<UprogressRules> => {
  const answer = (message: string): Answer => ({ status: 401, body: bodyFor(message) });
  return {
    noToken: answer('User not found'),
    invalidToken: answer('Authorization token invalid'),
    expiredToken: answer('Authorization token expired'),
    userNotFound: answer('User not found'),
  };
};

const rejectLogin = (answer: Answer): Partial<UprogressRules> => ({ unknownUser: answer, wrongPassword: answer });

/** Choices that uprogress.txt leaves open. */
export const uprogressVariants = [
  variant('created', 'answers a login with 201', {
    loginAnswer: (token) => ({ ...uprogressRules.loginAnswer(token), status: 201 }),
  }),
  variant('expiring', 'issues tokens that expire after an hour', {
    tokenClaims: (account, now) => ({
      ...uprogressRules.tokenClaims(account, now),
      exp: Math.floor(now / 1000) + 3600,
    }),
  }),
  variant('only-id', 'issues tokens with the id alone, the same at every login', {
    tokenClaims: ({ id }) => ({ id }),
  }),
  variant('more-claims', 'names a key and further claims in its tokens', {
    tokenClaims: (account, now) => ({
      ...uprogressRules.tokenClaims(account, now),
      sub: String(account.id),
      aud: 'web',
    }),
    signToken: (claims, key) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: '2016-11' }).sign(key),
  }),
  variant(
    'null-user',
    'answers an unusable token with a null user',
    rejectToken(() => ({ user: null })),
  ),
  variant(
    'null-user-message',
    'answers an unusable token with a null user and a message',
    rejectToken((message) => ({ user: null, message })),
  ),
  variant('errors-message', 'answers an unusable token with the message under errors', {
    ...rejectToken((errors) => ({ errors })),
  }),
  variant('one-message', 'sends one message for each field', {
    invalid: (errors) =>
      uprogressRules.invalid(
        Object.fromEntries(Object.entries(errors).map(([field, messages]) => [field, messages.slice(0, 1)])),
      ),
  }),
  variant('more-messages', 'sends messages beside the documented ones', {
    invalid: (errors) =>
      uprogressRules.invalid(
        Object.fromEntries(Object.entries(errors).map(([field, messages]) => [field, ['is wrong', ...messages]])),
      ),
  }),
  variant('bad-request', 'answers parameters that it cannot use with 400', {
    invalid: (errors) => ({ status: 400, body: { errors } }),
  }),
  variant(
    'login-422',
    'answers wrong credentials with 422 and an error of the address',
    rejectLogin({ status: 422, body: { errors: { email: ['or password is wrong'] } } }),
  ),
  variant(
    'login-404',
    'answers wrong credentials with 404 and an error of no field',
    rejectLogin({ status: 404, body: { errors: { base: ['User not found'] } } }),
  ),
  variant('any-client', 'accepts an authorization that lacks fields', {
    clientFields: [],
    authorizationErrors: (authorization) => (Object.keys(authorization).length === 0 ? ["can't be blank"] : []),
  }),
  variant('full-user', 'knows everything of the current user', {
    currentUser: (account) => ({
      ...uprogressRules.currentUser(account),
      first_name: 'Kate',
      last_name: 'Смит',
      description: '',
      location: 'Kraków',
      attachment: { id: 7, url: '/uploads/7.png' },
    }),
  }),
  variant('problems', 'answers errors with problem documents', choices.problems),
  variant('no-challenge', 'sends no WWW-Authenticate', { challenge: '' }),
  variant('more-members', 'sends members that the document does not name', { present: choices.moreMembers }),
  variant('dressed', 'indents its JSON and declares a charset', choices.dressed),
  variant('escaped', 'escapes characters in its JSON', choices.escaped),
  variant('any-case', 'compares addresses without regard to case', { identityMatches: choices.sameIdentity }),
  variant('pbkdf2', 'keeps passwords as PBKDF2 keys', { passwordMatches: choices.derivedPassword }),
];
