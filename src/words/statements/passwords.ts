/** Statements about logins that are nearly right. */
import { code } from '../text.ts';
import { textPhrases } from '../mutations/texts.ts';
import type { TextMutationName } from '../mutations/texts.ts';

/** The correct password, mutated. */
export function mutatedPassword(mutation: TextMutationName, of: 'account' | 'second' = 'account'): string {
  return `${of === 'second' ? "the second account's" : 'the correct'} password ${textPhrases[mutation]}`;
}

/** The identity, mutated, with the correct password. */
export function mutatedIdentity(mutation: TextMutationName): string {
  return `the identity ${textPhrases[mutation]} (correct password)`;
}

/** A login with the account that many servers are installed with. */
export function defaultAccount(identity: string, password: string): string {
  return `${code(identity)} with the password ${code(password)}`;
}

/** A password that many servers are installed with. */
export function defaultPassword(password: string): string {
  return `the password ${code(password)}`;
}

/** A wrong password while the request is varied; `variation` stands in parentheses. */
export function wrongPasswordIn(variation: string): string {
  return `a wrong password (${variation})`;
}

/** A wrong password, and a required parameter left out. */
export function wrongPasswordWithout(name: string): string {
  return `a wrong password in a login without ${code(name)}`;
}

/** A login without a password in a request that carries a token. */
export function omittedInSession(name: string): string {
  return `rejects a login without ${code(name)} in a request that carries a valid token`;
}

export type PasswordPlace = 'by-get' | 'in-query' | 'by-basic';

/** A password that is read from somewhere else. */
export function passwordElsewhere(places: readonly PasswordPlace[]): string {
  const inUrl = places.some((place) => place !== 'by-basic') ? ['from the URL'] : [];
  const inHeader = places.includes('by-basic') ? ['from Basic credentials'] : [];
  return `does not accept the password ${[...inUrl, ...inHeader].join(' or ')}`;
}

/** Phrases that complete "rejects …" or "responds … to …", by slug. */
export const passwordPhrases = {
  'wrong-password': 'a wrong password',
  'common-password': 'one of the most common passwords',
  'unknown-user': 'an unknown user',
  'password-of-another-account': 'the password of another account',
  'password-is-identity': 'the identity as the password',
  'password-beyond-ascii': 'a wrong password of non-ASCII letters and an emoji',
  'identity-sql': 'an SQL fragment as the identity',
  'identity-sql-comment': 'the identity plus an SQL comment, with a wrong password',
  'password-sql': 'an SQL fragment as the password',
  'identity-and-password-swapped': 'identity and password in swapped places',
  'identity-of-another-account': 'the correct password with the identity of another account',
  'wrong-password-of-another-account': 'a wrong password (second account)',
  'password-of-the-example': 'the example password of the API document',
  'account-of-the-example': 'the example account of the API document',
  'wrong-password-with-open-session': 'a wrong password after a valid login',
} as const;

export const passwordStatements = {
  'wrong-password-repeatedly': 'responds to the third wrong password as to the first',
  'unknown-user-repeatedly': 'responds to the third unknown user as to the first',
  'password-beyond-72-bytes': 'rejects a password that differs only after 72 bytes',
  'wrong-password-in-session': 'rejects a wrong password in a request that carries a valid token',
  'wrong-password-in-other-media-types': 'rejects a wrong password in a body of another media type (without 5xx)',
  'wrong-password-on-same-connection': 'rejects a wrong password on the connection of a successful login',
  'beside-token-of-another': "issues a separate session to a login that carries another user's token",
  'limits-guesses': 'limits guesses at a password',
  'extra-members': 'ignores undocumented `id` and `user_id` in a login',
} as const;
