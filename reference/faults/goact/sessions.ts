/** Which users and tokens a `goact` server can mix up. */
import { goactRules } from '../../goact.ts';
import { of } from '../fault.ts';
import { alone, conflictingLogin, hastyLogin, ofOthers, replacing, mixedAnswers } from '../sessions.ts';
import { without } from '../shared.ts';
import { fault, token, answers } from './lattice.ts';

export const sessionsFaults = [
  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    ['login/at-once'],
    mixedAnswers('loginAnswer', goactRules.loginAnswer),
  ),
  fault(
    'registrations-mixed',
    'gives everybody who registers at the same time the answer to the last of them',
    ['register/at-once'],
    mixedAnswers('registerAnswer', goactRules.registerAnswer),
  ),
  fault(
    'id-shared',
    'gives every user the id 1',
    [
      ...of('login', 'user-ids-apart at-once beside-token-of-another'),
      ...of('token-info', 'same-user each-user at-once'),
      ...of('register', 'at-once user-ids-apart token-of-user'),
    ],
    answers((body) => ({ ...body, user: 1 })),
  ),
  fault(
    'id-new-at-login',
    'gives a user another id at every login',
    [
      ...of('login', 'same-user at-once beside-token-of-another extra-members'),
      ...of('token-info', 'same-user each-user at-once'),
      ...of('register', 'same-user at-once token-of-user same-password duplicate-leaves-first'),
    ],
    () => {
      let id = 10_000;
      return answers((body) => ({ ...body, user: (id += 1) }));
    },
  ),
  fault(
    'token-shared',
    'gives the same token to everybody',
    [
      ...of('login', 'users-apart at-once beside-token-of-another'),
      ...of('token-info', 'each-user at-once'),
      ...of('register', 'users-apart at-once'),
    ],
    { newToken: () => token, keepSession: replacing },
  ),
  fault(
    'session-of-first',
    'opens every session for the first user',
    [...of('login', 'user-ids-apart at-once'), ...of('register', 'user-ids-apart at-once')],
    { ownerOf: (account, accounts) => accounts[0] ?? account },
  ),
  fault(
    'one-session',
    'ends the sessions of all others at a login',
    [...of('login', 'leaves-other-user'), ...of('register', 'leaves-sessions')],
    { keepSession: alone },
    { blocks: [...of('token-info', 'each-user at-once'), ...of('login', 'at-once nothing-of-others names-no-others')] },
  ),
  fault(
    'login-again-refused',
    'takes a second login within 5 seconds for a conflict',
    of('login', 'second-login'),
    conflictingLogin(goactRules.loginAnswer, { status: 409, body: { response: 'Already logged in.' } }),
    { refuses: ['login'] },
  ),
  fault(
    'type-of-others',
    'gives other users than the first a token of type "User"',
    of('login', 'another-user'),
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
    of('login', 'second-login another-user'),
    hastyLogin(goactRules.loginAnswer, (answer) => ({ ...answer, body: without(answer.body, 'token_type') })),
  ),
  fault(
    'hasty-login-201',
    'answers a second login within 5 seconds with 201',
    of('login', 'second-login another-user'),
    hastyLogin(goactRules.loginAnswer, (answer) => ({ ...answer, status: 201 })),
  ),
  fault(
    'tokens-dead',
    'issues tokens that do not work',
    [
      ...of('login', 'second-login leaves-other-user failed-leaves-session lasting-token'),
      ...of('token-info', 'success again another-user'),
      ...of('register', 'working-token leaves-sessions'),
    ],
    { keepSession: (_sessions, session) => session },
    { refuses: ['token-info'] },
  ),
  fault(
    'register-token-dead',
    'issues tokens at the registration that do not work',
    of('register', 'working-token'),
    {
      registerAnswer: (session, account, lifetime) =>
        goactRules.registerAnswer({ ...session, token: `dead${session.token}` }, account, lifetime),
    },
    { blocks: of('register', '*') },
  ),
];
