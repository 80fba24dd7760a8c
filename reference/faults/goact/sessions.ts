/** Which users and tokens a `goact` server can mix up. */
import { goactRules } from '../../goact.ts';
import { alone, conflictingLogin, hastyLogin, ofOthers, replacing, mixedAnswers } from '../sessions.ts';
import { without } from '../shared.ts';
import { fault, token, answers } from './shared.ts';

export const sessionsFaults = [
  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    'login/at-once',
    mixedAnswers('loginAnswer', goactRules.loginAnswer),
  ),
  fault(
    'registrations-mixed',
    'gives everybody who registers at the same time the answer to the last of them',
    'register/at-once',
    mixedAnswers('registerAnswer', goactRules.registerAnswer),
  ),
  fault(
    'id-shared',
    'gives every user the id 1',
    'login/user-ids-apart',
    answers((body) => ({ ...body, user: 1 })),
  ),
  fault('id-new-at-login', 'gives a user another id at every login', 'login/same-user', () => {
    let id = 10_000;
    return answers((body) => ({ ...body, user: (id += 1) }));
  }),
  fault('token-shared', 'gives the same token to everybody', 'login/users-apart', {
    newToken: () => token,
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
    conflictingLogin(goactRules.loginAnswer, { status: 409, body: { response: 'Already logged in.' } }),
  ),
  fault(
    'type-of-others',
    'gives other users than the first a token of type "User"',
    'login/another-user',
    ofOthers((isOther) => ({
      loginAnswer: (...given: Parameters<typeof goactRules.loginAnswer>) => {
        const answer = goactRules.loginAnswer(...given);
        return isOther(given[1]) ? { ...answer, body: { ...(answer.body as object), token_type: 'User' } } : answer;
      },
    })),
  ),
  fault(
    'hasty-login-without-type',
    'leaves `token_type` out of the answer to a second login within 5 seconds',
    'login/second-login',
    hastyLogin(goactRules.loginAnswer, (answer) => ({ ...answer, body: without(answer.body, 'token_type') })),
  ),
  fault(
    'hasty-login-201',
    'answers a second login within 5 seconds with 201',
    'login/second-login',
    hastyLogin(goactRules.loginAnswer, (answer) => ({ ...answer, status: 201 })),
  ),
  fault('tokens-dead', 'issues tokens that do not work', 'token-info/success', {
    keepSession: (_sessions, session) => session,
  }),
  fault('register-token-dead', 'issues tokens at the registration that do not work', 'register/working-token', {
    registerAnswer: (session, account, lifetime) =>
      goactRules.registerAnswer({ ...session, token: `dead${session.token}` }, account, lifetime),
  }),
];
