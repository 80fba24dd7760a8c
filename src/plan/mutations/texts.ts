/** What a false request makes of an identity or a password: pure changes of a text, each with how it reads. */
import { createHash } from 'node:crypto';

/** The text with an accent on its first vowel, or else its first letter, or else at its end. */
function withAccent(text: string): string {
  const letter = /[aeiou]/i.exec(text) ?? /[a-z]/i.exec(text);
  if (letter === null) return `${text}\u00e9`;
  const end = letter.index + 1;
  return `${text.slice(0, end)}\u0301${text.slice(end)}`.normalize('NFC');
}

/** A letter in its other case, if that is one letter too: of `ß` it is not. */
function inOtherCase(letter: string): string {
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return other.length === letter.length ? other : letter;
}

/** A pure change of a text; undefined when it would not change it. */
type Edit = (text: string) => string | undefined;

const table = {
  cut: ['cut', (text) => (text.length > 1 ? text.slice(0, -1) : undefined)],
  extended: ['extended', (text) => `${text}x`],
  'first-changed': [
    'with its first character changed',
    (text) => (text === '' ? undefined : (/^x/i.test(text) ? 'y' : 'x') + text.slice(1)),
  ],
  'without-first': ['without its first character', (text) => (text.length > 1 ? text.slice(1) : undefined)],
  'swap-case': [
    'in another case',
    (text) => {
      const swapped = text.replace(/\p{L}/gu, inOtherCase);
      return swapped === text ? undefined : swapped;
    },
  ],
  'space-before': ['with a space before', (text) => ` ${text}`],
  'space-after': ['with a space after', (text) => `${text} `],
  'space-inside': [
    'with a space inside',
    (text) => (text.length > 1 ? `${text.slice(0, 2)} ${text.slice(2)}` : undefined),
  ],
  'last-changed': [
    'with its last character changed',
    (text) => (text === '' ? undefined : text.slice(0, -1) + (/x$/i.test(text) ? 'y' : 'x')),
  ],
  'nul-after': ['with NUL and a letter after', (text) => `${text}\0x`],
  'first-letters-in-capitals': [
    'with its first letters in capitals',
    (text) => {
      const capital = text.replace(/^\p{Ll}+/u, (letters) => letters.toUpperCase());
      return capital === text ? undefined : capital;
    },
  ],
  'up-to-at': ['up to the @', (text) => (/^[^@]+@/.test(text) ? text.slice(0, text.indexOf('@')) : undefined)],
  'percent-second': [
    'with % for its second character',
    (text) => (text.length > 1 ? `${text.charAt(0)}%${text.slice(2)}` : undefined),
  ],
  'another-domain': ['at another domain', (text) => (text.includes('@') ? text.replace('@', '@mail.') : undefined)],
  'letter-for-dot': [
    'with another letter for a dot',
    (text) => (text.includes('.') ? text.replace('.', 'x') : undefined),
  ],
  'sql-comment-after': ['with a quote and a comment after', (text) => `${text}' -- `],
  'any-pattern': ['as a pattern', () => '%'],
  'star-end': ['with * for its end', (text) => `${text.slice(0, Math.ceil(text.length / 2))}*`],
  'hyphen-in-domain': [
    'with a hyphen in its domain',
    (text) => (text.includes('@') ? text.replace('@', '@my-mail9.') : undefined),
  ],
  'plus-tag': ['with a plus tag', (text) => (text.includes('@') ? text.replace('@', '+tag@') : undefined)],
  'swap-first-case': [
    'with its first letter in the other case',
    (text) => {
      const swapped = text.replace(/\p{L}/u, inOtherCase);
      return swapped === text ? `${text}A` : swapped;
    },
  ],
  'swap-accent': [
    'with an accent more or less',
    (text) => {
      const without = text.normalize('NFD').replace(/\p{M}/gu, '');
      return without === text.normalize('NFD') ? withAccent(text) : without;
    },
  ],
  'swap-beyond-ascii': [
    'with another letter for one beyond ASCII',
    (text) =>
      text.replace(/[^\p{ASCII}]/u, (letter) => (letter === 'ø' ? 'å' : 'ø')) + (/^\p{ASCII}*$/u.test(text) ? 'ø' : ''),
  ],
  'underscore-second': ['with _ for its second character', (text) => `${text.charAt(0)}_${text.slice(2)}`],
  'percent-end': ['with % for its end', (text) => `${text.slice(0, Math.ceil(text.length / 2))}%`],
  'eight-spaces': ['as eight spaces', () => ' '.repeat(8)],
  'first-five': ['cut to five characters', (text) => (text.length > 5 ? text.slice(0, 5) : `${text}x`)],
  'first-half': ['cut to its first half', (text) => text.slice(0, Math.floor(text.length / 2))],
  'second-half': ['cut to its second half', (text) => text.slice(Math.floor(text.length / 2))],
  'sha-256': ['as its SHA-256', (text) => createHash('sha256').update(text).digest('hex')],
  md5: ['as its MD5', (text) => createHash('md5').update(text).digest('hex')],
  twice: ['written twice', (text) => text + text],
  backwards: ['written backwards', (text) => Array.from(text).reverse().join('')],
  'percent-encoded': ['percent-encoded', (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&')],
  'html-entity': [
    'with its first character as an HTML entity',
    (text) => Array.from(text, (letter, index) => (index === 0 ? `&#${letter.codePointAt(0) ?? 0};` : letter)).join(''),
  ],
  base64: ['in base64', (text) => Buffer.from(text).toString('base64')],
  'tag-after': ['with a tag after', (text) => `${text}<b></b>`],
  'control-after': ['with a control character after', (text) => `${text}\u0007`],
  'invisible-inside': ['with an invisible character inside', (text) => `${text.slice(0, 2)}\u200b${text.slice(2)}`],
  'line-break-after': ['with a line break after', (text) => `${text}\n`],
  'any-regex': ['as a regular expression', () => '.*'],
  'without-at': ['without @', (text) => (text.includes('@') ? text.replaceAll('@', '.') : undefined)],
} satisfies Record<string, readonly [reads: string, edit: Edit]>;

export type TextEdit = keyof typeof table;

/** What can be made of an identity or a password, and how it reads: it completes "the password …". */
export const textEdits: Readonly<Record<TextEdit, readonly [reads: string, edit: Edit]>> = table;
