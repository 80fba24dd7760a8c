/** Guesses the operations that change a password, end all sessions, or delete the account. */
import type { Candidate } from './candidates.ts';
import { confirmationIn, currentPasswordIn, newPasswordIn, passwordIn, userIdOf } from './names.ts';

/** Points for properties of an operation, with their reasons. */
export type Clue = readonly [points: number, isTrue: boolean, reason: string];

/** The clues that an operation is one of these flows. */
export function accountClues(
  flow: 'change-password' | 'logout-all' | 'delete-account',
  each: Candidate,
  login: Candidate | undefined,
): Clue[] {
  const { method, path, words, last } = each;
  // The login may return the user's id; any other thing is not that of the session.
  const isOfUser = login !== undefined && userIdOf(true, login) !== undefined;
  const names = path.match(/\{[^}]*\}/g) ?? [];
  const parameters = names.filter((name) => !(isOfUser && /^\{user_?id\}$/i.test(name))).length;
  const isSecured = each.security !== undefined && each.security.length > 0;
  switch (flow) {
    case 'change-password':
      return [
        [6, newPasswordIn(each.inputs) !== undefined, 'its request has a new password'],
        [-9, newPasswordIn(each.inputs) === undefined, 'its request has no new password'],
        [4, /\b(password|passwd)\b/.test(`${last} ${words}`), 'its name speaks of the password'],
        [-9, /\b(reset|forgot|forgotten|recover|recovery)\b/.test(words), 'it is for a user who has forgotten it'],
        [-9, method === 'get' || method === 'delete', 'it changes nothing'],
        [-9, parameters > 0, 'its path has a parameter'],
      ];
    case 'logout-all':
      return [
        [
          9,
          /\b(log ?out|sign ?out|revoke|end|delete|terminate)\b/.test(words) &&
            /\b(all|everywhere|every)\b/.test(words),
          'its name says logout of all sessions',
        ],
        [7, method === 'delete' && last === 'sessions', 'it deletes the sessions'],
        [-6, /\b(others?|all users)\b/.test(words), 'it leaves a session, or is about all users'],
        [-4, parameters > 0, 'its path has a parameter'],
        [-9, method === 'get', 'it is a GET'],
      ];
    case 'delete-account':
      return [
        [
          6,
          method === 'delete' && /^(me|self|account|profile|current user|user)$/.test(last),
          `it deletes the ${last}`,
        ],
        [
          6,
          /\b(delete|close|remove) (me|(my|own|the|your)?\s?(user )?account|self|current user)\b/.test(words),
          'its name says that it deletes the account',
        ],
        [2, isSecured, 'it needs a token'],
        [-9, method === 'get' || method === 'put', 'it deletes nothing'],
        [-6, parameters > 0, 'its path has a parameter'],
      ];
  }
}

/** The places of passwords in the request of these flows, by role. */
export function accountRoles(
  flow: 'change-password' | 'delete-account',
  { inputs }: Candidate,
): Readonly<Record<string, string | undefined>> {
  if (flow === 'delete-account') return { password: passwordIn(inputs) };
  return {
    password: currentPasswordIn(inputs),
    'new-password': newPasswordIn(inputs),
    'password-confirmation': confirmationIn(inputs),
  };
}
