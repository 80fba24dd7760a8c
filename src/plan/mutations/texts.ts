/** What a false request makes of an identity or a password: pure changes of a text, each with a name that completes a sentence. */
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
export type TextMutation = (text: string) => string | undefined;
export const textMutations = {
  cut: (text) => (text.length > 1 ? text.slice(0, -1) : undefined),
  extended: (text) => `${text}x`,
  'with its first character changed': (text) =>
    text === '' ? undefined : (/^x/i.test(text) ? 'y' : 'x') + text.slice(1),
  'without its first character': (text) => (text.length > 1 ? text.slice(1) : undefined),
  'in another case': (text) => {
    const swapped = text.replace(/\p{L}/gu, inOtherCase);
    return swapped === text ? undefined : swapped;
  },
  'with a space before': (text) => ` ${text}`,
  'with a space after': (text) => `${text} `,
  'with a space inside': (text) => (text.length > 1 ? `${text.slice(0, 2)} ${text.slice(2)}` : undefined),
  'with its last character changed': (text) =>
    text === '' ? undefined : text.slice(0, -1) + (/x$/i.test(text) ? 'y' : 'x'),
  'with NUL and a letter after': (text) => `${text}\0x`,
  'with its first letters in capitals': (text) => {
    const capital = text.replace(/^\p{Ll}+/u, (letters) => letters.toUpperCase());
    return capital === text ? undefined : capital;
  },
  'up to the @': (text) => (/^[^@]+@/.test(text) ? text.slice(0, text.indexOf('@')) : undefined),
  'with % for its second character': (text) => (text.length > 1 ? `${text.charAt(0)}%${text.slice(2)}` : undefined),
  'at another domain': (text) => (text.includes('@') ? text.replace('@', '@mail.') : undefined),
  'with another letter for a dot': (text) => (text.includes('.') ? text.replace('.', 'x') : undefined),
  'with a quote and a comment after': (text) => `${text}' -- `,
  'as a pattern': () => '%',
  'with * for its end': (text) => `${text.slice(0, Math.ceil(text.length / 2))}*`,
  'with a hyphen in its domain': (text) => (text.includes('@') ? text.replace('@', '@my-mail9.') : undefined),
  'with a plus tag': (text) => (text.includes('@') ? text.replace('@', '+tag@') : undefined),
  'with its first letter in the other case': (text) => {
    const swapped = text.replace(/\p{L}/u, inOtherCase);
    return swapped === text ? `${text}A` : swapped;
  },
  'with an accent more or less': (text) => {
    const without = text.normalize('NFD').replace(/\p{M}/gu, '');
    return without === text.normalize('NFD') ? withAccent(text) : without;
  },
  'with another letter for one beyond ASCII': (text) =>
    text.replace(/[^\p{ASCII}]/u, (letter) => (letter === 'ø' ? 'å' : 'ø')) + (/^\p{ASCII}*$/u.test(text) ? 'ø' : ''),
  'with _ for its second character': (text) => `${text.charAt(0)}_${text.slice(2)}`,
  'with % for its end': (text) => `${text.slice(0, Math.ceil(text.length / 2))}%`,
  'as eight spaces': () => ' '.repeat(8),
  'cut to five characters': (text) => (text.length > 5 ? text.slice(0, 5) : `${text}x`),
  'cut to its first half': (text) => text.slice(0, Math.floor(text.length / 2)),
  'cut to its second half': (text) => text.slice(Math.floor(text.length / 2)),
  'as its SHA-256': (text) => createHash('sha256').update(text).digest('hex'),
  'as its MD5': (text) => createHash('md5').update(text).digest('hex'),
  'written twice': (text) => text + text,
  'written backwards': (text) => Array.from(text).reverse().join(''),
  'percent-encoded': (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&'),
  'with its first character as an HTML entity': (text) =>
    Array.from(text, (letter, index) => (index === 0 ? `&#${letter.codePointAt(0) ?? 0};` : letter)).join(''),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'with a tag after': (text) => `${text}<b></b>`,
  'with a control character after': (text) => `${text}\u0007`,
  'with an invisible character inside': (text) => `${text.slice(0, 2)}\u200b${text.slice(2)}`,
  'with a line break after': (text) => `${text}\n`,
  'as a regular expression': () => '.*',
  'without @': (text) => (text.includes('@') ? text.replaceAll('@', '.') : undefined),
} satisfies Record<string, TextMutation>;
export type TextMutationName = keyof typeof textMutations;
