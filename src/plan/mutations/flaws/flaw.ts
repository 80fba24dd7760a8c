/** What the flaws of credentials share. */
import type { CredentialFlaw, Credentials } from '../../model.ts';
import { fill, place } from '../template.ts';

export type Present = CredentialFlaw['present'];

/** The credentials as documented, with the token changed. */
export function withToken(change: (token: string, credentials: Credentials) => string | undefined): Present {
  return (scheme, credentials) => {
    const token = credentials.token === undefined ? undefined : change(credentials.token, credentials);
    const text = token === undefined ? undefined : fill(scheme.template, { ...credentials, token });
    return text === undefined ? undefined : place(scheme, text);
  };
}

export function flaw(id: string, phrase: string, present: Present, more: Partial<CredentialFlaw> = {}): CredentialFlaw {
  return { id, phrase, present, ...more };
}

/** Rows in which each character has a successor of its kind; hexadecimal stays hexadecimal. */
const rows = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ'];

/** Another letter for a letter, another digit for a digit; what is neither gives a token its form, and stays. */
function successor(character: string): string {
  const row = rows.find((each) => each.includes(character));
  return row === undefined ? character : row.charAt((row.indexOf(character) + 1) % row.length);
}

/** The text with the letter or digit at a place changed, or the next one where neither stands there. */
export function changed(text: string, index: number): string {
  const places = [...Array(text.length).keys()].map((offset) => (index + offset) % text.length);
  const at = places.find((place) => successor(text.charAt(place)) !== text.charAt(place));
  return at === undefined ? `${text}b` : text.slice(0, at) + successor(text.charAt(at)) + text.slice(at + 1);
}

/** A text of the same length and form that nobody was given. */
export function scrambled(token: string): string {
  return Array.from(token, successor).join('');
}

/**
 * The text with its last character changed. In base64 the low bits of that one may mean nothing, so that a letter of the
 * other case stands there, which differs in the high ones.
 */
export function endChanged(token: string): string {
  const last = token.slice(-1);
  const mixed = /[a-z]/.test(token) && /[A-Z]/.test(token) && /[A-Za-z0-9]/.test(last);
  const other = /[A-P]/.test(last) ? 'w' : last === 'a' ? 'B' : 'A';
  return token.slice(0, -1) + (mixed ? other : successor(last) === last ? 'A' : successor(last));
}

/** What is no token, of whatever kind tokens are. */
export const wordFlaws: readonly CredentialFlaw[] = [
  flaw(
    'identity-as-token',
    'the identity of the user in place of the token',
    withToken((_, { identity }) => (identity !== undefined && /^[\x20-\x7e]+$/.test(identity) ? identity : undefined)),
  ),
  flaw(
    'token-null',
    'the word null as the token',
    withToken(() => 'null'),
  ),
  flaw(
    'token-number',
    'the number 1 as the token',
    withToken(() => '1'),
  ),
  flaw(
    'token-of-every-object',
    'the name `constructor`, which every object of JavaScript has, as the token',
    withToken(() => 'constructor'),
  ),
  flaw(
    'token-long',
    'a token of 4,000 characters',
    withToken((token) => scrambled(token).repeat(4000).slice(0, 4000)),
  ),
  flaw(
    'token-beyond-ascii',
    'a token with a letter beyond ASCII in it',
    withToken((token) => `${token.slice(0, 2)}é${token.slice(2)}`),
    { anyRefusal: true },
  ),
];
