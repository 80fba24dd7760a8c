/** Faults of a `flame` server at a login. */
import { flameRules } from '../../flame.ts';
import type { Session, StoredAccount } from '../../world.ts';
import { alone, conflictingLogin, hastyLogin, mixedAnswers, ofOthers, replacing } from '../sessions.ts';
import { without } from '../shared.ts';
import { faultsOf } from '../fault.ts';

const fault = faultsOf('flame');

export const loginFaults = [
  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    'login/at-once',
    mixedAnswers('loginAnswer', flameRules.loginAnswer),
  ),
  fault('user-optional', 'logs the first user in when `user` is missing or blank', 'login/without-user', {
    loginRequired: ['password'],
    identityMatches: (stored, given) => given === '' || stored === given,
  }),
  fault('password-optional', 'logs a user in whose password is missing or blank', 'login/without-password', {
    loginRequired: ['user'],
    passwordMatches: (stored, given) => given === '' || stored === given,
  }),
  fault('missing-crashes', 'fails with 500 when a parameter is missing', 'login/without-user', {
    missingParameter: () => ({ status: 500, body: { error: 'user is undefined' } }),
  }),
  fault('unreadable-crashes', 'fails with 500 on a body that is not JSON', 'login/malformed-json', {
    unreadable: { status: 500, body: { error: 'unexpected end of input' } },
  }),
  fault('wrong-password-issues', 'sends a session with its refusal of a wrong password', 'login/wrong-password', {
    wrongPassword: { status: 401, body: { auth_token: 'pWJq2mQGv0aQ0Z1n7yNH', id: 1, email: 'kate@example.com' } },
  }),
  fault(
    'token-in-header',
    'sends a token in the header Authorization of its refusal of a wrong password',
    'login/wrong-password',
    {
      wrongPassword: { ...flameRules.wrongPassword, headers: { authorization: 'Bearer pWJq2mQGv0aQ0Z1n7yNH' } },
    },
  ),
  fault('unknown-user-issues', 'logs a user in that it does not know', 'login/unknown-user', {
    unknownUser: { status: 201, body: { auth_token: 'pWJq2mQGv0aQ0Z1n7yNH', id: 1, email: 'kate@example.com' } },
  }),
  fault('tells-users', 'answers an unknown user otherwise than a wrong password', 'login/same-refusal', {
    unknownUser: { status: 404, body: { error: 'There is no such user.' } },
  }),
  fault('tells-users-in-words', 'tells an unknown user in its message', 'login/same-refusal', {
    unknownUser: { status: 401, body: { error: 'There is no such user.' } },
  }),
  fault('cacheable', 'lets caches keep its tokens', 'login/no-store', { credentialHeaders: {} }),
  fault('password-back', 'sends the password back', 'login/no-password', {
    loginAnswer: (session, account) => ({
      status: 201,
      body: { auth_token: session.token, id: account.id, email: account.identity, password: account.password },
    }),
  }),
  fault('email-of-first', "answers with the first user's address", 'login/own-identity', () => {
    let first: string | undefined;
    return {
      loginAnswer: (session, account) =>
        flameRules.loginAnswer(session, { ...account, identity: (first ??= account.identity) }),
    };
  }),
  fault('id-shared', 'gives every user the id 1', 'login/user-ids-apart', {
    loginAnswer: (session, account) => flameRules.loginAnswer(session, { ...account, id: 1 }),
  }),
  fault(
    'id-of-others-as-text',
    'writes the id of other users than the first as text',
    'login/another-user',
    ofOthers((isOther) => ({
      loginAnswer: (session: Session, account: StoredAccount) => {
        const answer = flameRules.loginAnswer(session, account);
        return isOther(account) ? { ...answer, body: { ...(answer.body as object), id: String(account.id) } } : answer;
      },
    })),
  ),
  fault('id-new-at-login', 'gives a user another id at every login', 'login/same-user', () => {
    let id = 10_000;
    return { loginAnswer: (session, account) => flameRules.loginAnswer(session, { ...account, id: (id += 1) }) };
  }),
  fault('token-shared', 'gives the same token to everybody', 'login/users-apart', {
    newToken: () => 'pWJq2mQGv0aQ0Z1n7yNH',
    keepSession: replacing,
  }),
  fault('session-of-first', 'opens every session for the first user', 'login/user-ids-apart', {
    ownerOf: (account, accounts) => accounts[0] ?? account,
  }),
  fault('one-session', 'ends the sessions of all others at a login', 'login/leaves-other-user', { keepSession: alone }),
  fault(
    'login-again-refused',
    'takes a second login within 5 seconds for a conflict',
    'login/second-login',
    conflictingLogin(flameRules.loginAnswer, { status: 409, body: { error: 'Already logged in.' } }),
  ),
  fault(
    'hasty-login-without-id',
    'leaves `id` out of the answer to a second login within 5 seconds',
    'login/second-login',
    hastyLogin(flameRules.loginAnswer, (answer) => ({ ...answer, body: without(answer.body, 'id') })),
  ),
  fault(
    'charset-without-email',
    'leaves `email` out of the answer to a login whose media type has a charset',
    'login/with-charset',
    {
      present: (answer, request) =>
        request.headers.get('content-type')?.includes('charset') === true
          ? { ...answer, body: without(answer.body, 'email') }
          : answer,
    },
  ),
];
