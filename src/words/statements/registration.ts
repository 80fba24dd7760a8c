/** Statements about accounts and their registration, by slug. */
import { code } from '../text.ts';

export const registrationStatements = {
  'after-failed-login': 'creates an account for an identity whose login failed before',
  'then-login': 'creates an account with a working login and session',
  'keeps-account': 'keeps an account usable after other registrations',
  'wrong-password': 'creates an account that rejects wrong passwords',
  'same-user': 'returns the user id that the login returns',
  'working-token': 'issues a working token',
  'token-of-user': 'issues a token that belongs to the new user',
  'session-apart-from-login': 'issues a token that differs from that of the next login',
  'users-apart': 'issues different tokens to new users',
  'user-ids-apart': 'returns different user ids for two new users',
  'long-password-end': 'rejects a password of 40 characters that differs only in its end',
  'password-of-equal-number': 'rejects another password whose MD5 or SHA-1 also reads as zero',
  'same-name-elsewhere': 'accepts an address that differs from a registered one only in its domain',
  'chosen-rights': 'ignores undocumented rights in a registration',
  'chosen-id': 'ignores an undocumented user id in a registration',
  'same-password': 'distinguishes two accounts that have the same password',
  'at-once': 'creates two accounts for two concurrent registrations',
  'duplicate-at-once': 'creates one account for two concurrent registrations of one identity',
  'capitals-leave-first': 'keeps an account usable when its identity is registered in capitals',
  'duplicate-leaves-first': 'keeps an account and its session unchanged after a duplicate registration',
  'at-the-login': 'does not create an account from a registration sent to the login path',
  'revoked-token': 'issues a token that logout revokes',
  'account-outlives-session': 'keeps an account usable after its logout',
  'leaves-sessions': "keeps other users' sessions valid after a registration",
} as const;

/** Near misses of the registered password, by slug; each completes "rejects …". */
export const similarPasswords = {
  'similar-password': 'the registered password without its accent',
  'similar-password-other-letter': 'the registered password with another non-ASCII letter',
  'similar-password-first-letter': 'the registered password with its first letter in lower case',
  'similar-password-space-for-plus': 'the registered password with a space in place of its plus sign',
  'similar-password-two-spaces': 'the registered password with its inner space doubled',
  'similar-password-before-space': 'the registered password plus a trailing space',
} as const;

/** Registrations under names that look like a registered one, by slug. */
export const lookalikeStatements = {
  'spaces-leave-first': 'keeps an account when its identity is registered with a space before or after it',
  'full-width-leaves-first': 'keeps an account when its identity is registered with a full-width letter',
  'folded-letters-leave-first': 'keeps an account when its identity is registered with a Kelvin sign or dotless i',
  'accent-leaves-first': 'keeps an account when its identity is registered with a combining accent',
} as const;

/** Registered values that have to work at the login, by slug. */
const registeredValues = {
  'exact-password': ['password', 'symbols, space, accent'],
  'spaced-password': ['password', 'leading and trailing space'],
  'long-password': ['password', '40 characters'],
  'quoted-password': ['password', 'quotes, backslash, emoji'],
  'plus-in-identity': ['identity', 'plus sign'],
  'capitals-in-identity': ['identity', 'capital letters'],
} as const;

/** A registered password or identity works at the login exactly as it was sent. */
export function acceptsRegistered(value: keyof typeof registeredValues, method?: string): string {
  const [part, characters] = registeredValues[value];
  return `accepts the registered ${part} at login (${characters}${method === undefined ? '' : `, by ${method}`})`;
}

/** Addresses that a registration has to take, by slug. */
export const addressStatements = {
  'with-hyphen-in-domain': 'accepts an address with a hyphen and a digit in its domain',
  'with-plus-in-identity': 'accepts an address with a plus sign',
  'with-capitals-in-identity': 'accepts an address with capital letters',
} as const;

/** Rejected registrations that leave no account, by the start of their slug. */
export const noAccountStatements = {
  refused: 'does not create an account when the password is too short',
  unconfirmed: 'does not create an account when the password confirmation differs',
  unauthorized: 'does not create an account for a client that lacks the right to register',
  malformed: 'does not create an account when the address is malformed',
  unauthenticated: 'does not create an account when the request is not authenticated',
  without: (name: string) => `does not create an account when ${code(name)} is missing`,
} as const;
