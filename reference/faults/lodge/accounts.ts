/** Faults of a `lodge` server with changes of a password, logouts of all sessions and deletions. */
import { lodgeRules, userOf } from '../../lodge-rules.ts';
import { fault } from './shared.ts';

export const accountFaults = [
  fault('password-unchanged', 'keeps the old password at a change of it', 'change-password/new-password', {
    keepPassword: () => undefined,
  }),
  fault('old-password-kept', 'accepts the former password too after a change', 'change-password/old-password', () => {
    const former = new Map<string, string>();
    return {
      keepPassword: (account, chosen) => {
        former.set(chosen, account.password);
        account.password = chosen;
      },
      passwordMatches: (stored, given) => stored === given || former.get(stored) === given,
    };
  }),
  fault('password-of-all', 'changes the password of every user but the first two', 'change-password/other-user', {
    keepPassword: (_account, chosen, accounts) => {
      for (const each of accounts.slice(2)) each.password = chosen;
    },
  }),
  fault(
    'current-password-ignored',
    'changes the password whatever the current one is said to be',
    'change-password/wrong-current-password',
    { wrongCurrentPassword: { status: 204 } },
  ),
  fault(
    'current-password-optional',
    'changes the password without the current one',
    'change-password/without-current_password',
    {
      passwordRequired: ['new_password'],
      passwordMatches: (stored, given) => given === '' || stored === given,
    },
  ),
  fault('new-password-optional', 'takes no new password for an empty one', 'change-password/without-new_password', {
    passwordRequired: ['current_password'],
    minimumPassword: 0,
  }),
  fault('new-password-told', 'returns the new password', 'change-password/no-password', {
    passwordAnswer: ({ password }) => ({ status: 200, body: { password } }),
  }),
  fault('logout-all-keeps-others', 'ends one session at a logout of all', 'logout-all/other-sessions', {
    logoutAllForgets: (session, own) => session === own,
  }),
  fault('logout-all-keeps-own', 'ends the other sessions only at a logout of all', 'logout-all/own-session', {
    logoutAllForgets: (session, own) => session !== own && session.account === own.account,
  }),
  fault('logout-all-of-everybody', 'ends the sessions of all users at a logout of all', 'logout-all/other-user', {
    logoutAllForgets: ({ account }) => account !== null,
  }),
  fault('logout-all-locks', 'refuses a login within 5 seconds of a logout of all', 'logout-all/then-login', (clock) => {
    const ended = new Map<unknown, number>();
    return {
      logoutAllForgets: (session, own) => {
        ended.set(own.account?.id, clock.now());
        return lodgeRules.logoutAllForgets(session, own);
      },
      loginAnswer: (begun, lifetime) =>
        clock.now() - (ended.get(begun.account.id) ?? 0) < 5000
          ? { status: 409, body: { error: 'wait' } }
          : lodgeRules.loginAnswer(begun, lifetime),
    };
  }),
  fault('deletes-by-id', 'deletes the account whose id is in the path', 'delete-account/another-user-by-id', {
    accountToDelete: (_own, id, accounts) => accounts.find((each) => userOf(each).id === id),
  }),
  fault('deletion-forgotten', 'keeps the account at a deletion', 'delete-account/login-refused', {
    deletionKeeps: () => true,
  }),
  fault('deletion-of-newest', 'deletes every account that came after the one to delete', 'delete-account/other-user', {
    deletionKeeps: ({ id }, deleted) => id < deleted.id,
  }),
  fault('deleted-session-lives', 'keeps the session that deletes its account', 'delete-account/own-session', {
    deletionForgets: (session, deleted, own) => session !== own && session.account === deleted,
  }),
  fault('deleted-sessions-live', 'keeps the other sessions of a deleted account', 'delete-account/other-sessions', {
    deletionForgets: (session, _deleted, own) => session === own,
  }),
];
