/** What a `flame` server can do wrong at a login. */
import { flameRules } from '../../flame.ts';
import type { Session, StoredAccount } from '../../world.ts';
import { of } from '../fault.ts';
import { alone, conflictingLogin, hastyLogin, mixedAnswers, ofOthers, replacing } from '../sessions.ts';
import { without } from '../shared.ts';
import { fault } from './lattice.ts';

/** Every wrong password. */
const wrong = of(
  'login',
  'wrong-password password-cut password-extended password-end password-first-character-changed password-beyond-ascii password-half-a-pair password-of-the-example password-twice default-passwords password-around-space wrong-password-repeatedly wrong-password-of-another-account password-lookalike password-lookalike-of-another-account password-pattern password-part password-derived password-encoded password-cleaned wrong-password-in-session wrong-password-at-once wrong-password-after-logout wrong-password-with-* password-last-character-changed password-in-another-case',
  'password-after-space password-before-space password-of-another-account password-is-identity password-sql',
  'identity-of-another-account password-very-long password-with-nul password-wild-card wrong-password-on-same-connection',
);

export const loginFaults = [
  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    ['login/at-once'],
    mixedAnswers('loginAnswer', flameRules.loginAnswer),
  ),
  fault(
    'user-optional',
    'logs the first user in when `user` is missing or blank',
    of('login', 'without-user blank-user user-number user-boolean user-null user-array user-object'),
    { loginRequired: ['password'], identityMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'password-optional',
    'logs a user in whose password is missing or blank',
    of(
      'login',
      'without-password blank-password password-number password-boolean password-null password-array password-object without-password-in-session',
    ),
    { loginRequired: ['user'], passwordMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'missing-crashes',
    'fails with 500 when a parameter is missing',
    of(
      'login',
      'without-user blank-user user-number user-boolean user-null user-array user-object',
      'without-password blank-password password-number password-boolean password-null password-array password-object array-body string-body empty-object password-pattern body-not-utf-8 without-password-in-session null-body',
    ),
    { missingParameter: () => ({ status: 500, body: { error: 'user is undefined' } }) },
  ),
  fault(
    'unreadable-crashes',
    'fails with 500 on a body that is not JSON',
    of('login', 'malformed-json empty-body wrong-password-in-other-media-types'),
    {
      unreadable: { status: 500, body: { error: 'unexpected end of input' } },
    },
  ),
  fault(
    'wrong-password-issues',
    'sends a session with its refusal of a wrong password',
    [...wrong, 'login/same-refusal'],
    { wrongPassword: { status: 401, body: { auth_token: 'pWJq2mQGv0aQ0Z1n7yNH', id: 1, email: 'kate@example.com' } } },
  ),
  fault('token-in-header', 'sends a token in the header Authorization of its refusal of a wrong password', wrong, {
    wrongPassword: { ...flameRules.wrongPassword, headers: { authorization: 'Bearer pWJq2mQGv0aQ0Z1n7yNH' } },
  }),
  fault(
    'unknown-user-issues',
    'logs a user in that it does not know',
    of(
      'login',
      'unknown-user user-beyond-ascii user-half-a-pair user-very-long user-with-nul identity-cut identity-extended identity-pattern identity-any-pattern identity-wild-card identity-letter-for-dot identity-and-password-swapped default-account account-of-the-example identity-with-plus-tag unknown-user-repeatedly identity-sql identity-sql-comment',
    ),
    { unknownUser: { status: 201, body: { auth_token: 'pWJq2mQGv0aQ0Z1n7yNH', id: 1, email: 'kate@example.com' } } },
    { blocks: of('login', 'same-refusal failed-leaves-session unknown-user-media-type') },
  ),
  fault('tells-users', 'answers an unknown user otherwise than a wrong password', of('login', 'same-refusal'), {
    unknownUser: { status: 404, body: { error: 'There is no such user.' } },
  }),
  fault('tells-users-in-words', 'tells an unknown user in its message', of('login', 'same-refusal'), {
    unknownUser: { status: 401, body: { error: 'There is no such user.' } },
  }),
  fault('cacheable', 'lets caches keep its tokens', of('login', 'no-store'), { credentialHeaders: {} }),
  fault('password-back', 'sends the password back', of('login', 'no-password'), {
    loginAnswer: (session, account) => ({
      status: 201,
      body: { auth_token: session.token, id: account.id, email: account.identity, password: account.password },
    }),
  }),
  fault('email-of-first', "answers with the first user's address", of('login', 'own-identity'), () => {
    let first: string | undefined;
    return {
      loginAnswer: (session, account) =>
        flameRules.loginAnswer(session, { ...account, identity: (first ??= account.identity) }),
    };
  }),
  fault('id-shared', 'gives every user the id 1', of('login', 'user-ids-apart at-once'), {
    loginAnswer: (session, account) => flameRules.loginAnswer(session, { ...account, id: 1 }),
  }),
  fault(
    'id-of-others-as-text',
    'writes the id of other users than the first as text',
    of('login', 'another-user'),
    ofOthers((isOther) => ({
      loginAnswer: (session: Session, account: StoredAccount) => {
        const answer = flameRules.loginAnswer(session, account);
        return isOther(account) ? { ...answer, body: { ...(answer.body as object), id: String(account.id) } } : answer;
      },
    })),
  ),
  fault(
    'id-new-at-login',
    'gives a user another id at every login',
    of('login', 'same-user after-logout at-once beside-token-of-another extra-members'),
    () => {
      let id = 10_000;
      return { loginAnswer: (session, account) => flameRules.loginAnswer(session, { ...account, id: (id += 1) }) };
    },
  ),
  fault(
    'token-shared',
    'gives the same token to everybody',
    [...of('login', 'users-apart at-once beside-token-of-another'), ...of('logout', 'leaves-other-user stays-revoked')],
    { newToken: () => 'pWJq2mQGv0aQ0Z1n7yNH', keepSession: replacing },
    { blocks: ['logout/dead-token-leaves-session'] },
  ),
  fault(
    'session-of-first',
    'opens every session for the first user',
    of('login', 'user-ids-apart own-identity at-once'),
    {
      ownerOf: (account, accounts) => accounts[0] ?? account,
    },
  ),
  fault(
    'one-session',
    'ends the sessions of all others at a login',
    of('login', 'leaves-other-user'),
    { keepSession: alone },
    { blocks: of('logout', 'leaves-other-user nothing-of-others names-no-others') },
  ),
  fault(
    'login-again-refused',
    'takes a second login within 5 seconds for a conflict',
    of('login', 'second-login'),
    conflictingLogin(flameRules.loginAnswer, { status: 409, body: { error: 'Already logged in.' } }),
    { refuses: ['login'] },
  ),
  fault(
    'hasty-login-without-id',
    'leaves `id` out of the answer to a second login within 5 seconds',
    of('login', 'second-login after-logout user-ids-apart same-user another-user'),
    hastyLogin(flameRules.loginAnswer, (answer) => ({ ...answer, body: without(answer.body, 'id') })),
    { partly: true, blocks: ['login/at-once', 'login/beside-token-of-another', 'login/extra-members'] },
  ),
  fault(
    'charset-without-email',
    'leaves `email` out of the answer to a login whose media type has a charset',
    of('login', 'with-charset'),
    {
      present: (answer, request) =>
        request.headers.get('content-type')?.includes('charset') === true
          ? { ...answer, body: without(answer.body, 'email') }
          : answer,
    },
  ),
];
