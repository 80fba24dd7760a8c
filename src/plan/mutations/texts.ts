/** Mutations of an identity or a password: pure functions of a text. */
import { createHash } from 'node:crypto';
import { successor } from './characters.ts';

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

/** The text with the character of a kind that is nearest to its middle made another of that kind. */
function withOther(text: string, kind: RegExp, other: (character: string) => string): string | undefined {
  const middle = text.length / 2;
  const places = Array.from(text.matchAll(kind), ({ index }) => index);
  const [at] = places.sort((one, next) => Math.abs(one - middle) - Math.abs(next - middle));
  return at === undefined ? undefined : text.slice(0, at) + other(text.charAt(at)) + text.slice(at + 1);
}

/** Whether an address has a domain in which strangers cannot get mail (RFC 2606). */
function isReserved(text: string): boolean {
  return /@([^@]+\.)?(example(\.(com|net|org))?|test|invalid|localhost)$/i.test(text);
}

/** A pure change of a text; undefined when it would not change it. */
type Edit = (text: string) => string | undefined;

const table = {
  cut: (text) => (text.length > 1 ? text.slice(0, -1) : undefined),
  extended: (text) => `${text}x`,
  'first-changed': (text) => (text === '' ? undefined : (/^x/i.test(text) ? 'y' : 'x') + text.slice(1)),
  // The last character of a token in base64 may have bits that no decoder reads.
  'first-counted-up': (text) => (/[a-z\d]/i.test(text) ? text.replace(/[a-z\d]/i, successor) : undefined),
  'without-first': (text) => (text.length > 1 ? text.slice(1) : undefined),
  'swap-case': (text) => {
    const swapped = text.replace(/\p{L}/gu, inOtherCase);
    return swapped === text ? undefined : swapped;
  },
  'space-before': (text) => ` ${text}`,
  'space-after': (text) => `${text} `,
  'space-inside': (text) => (text.length > 1 ? `${text.slice(0, 2)} ${text.slice(2)}` : undefined),
  'last-changed': (text) => (text === '' ? undefined : text.slice(0, -1) + (/x$/i.test(text) ? 'y' : 'x')),
  'other-digit': (text) => withOther(text, /\d/g, successor),
  'other-letter': (text) => withOther(text, /[a-z]/gi, successor),
  'other-sign': (text) => withOther(text, /[!-/:-@[-`{-~]/g, (sign) => (sign === '.' ? '-' : '.')),
  'nul-after': (text) => `${text}\0x`,
  'first-letters-in-capitals': (text) => {
    const capital = text.replace(/^\p{Ll}+/u, (letters) => letters.toUpperCase());
    return capital === text ? undefined : capital;
  },
  'up-to-at': (text) => (/^[^@]+@/.test(text) ? text.slice(0, text.indexOf('@')) : undefined),
  'percent-second': (text) => (text.length > 1 ? `${text.charAt(0)}%${text.slice(2)}` : undefined),
  'another-domain': (text) => (isReserved(text) ? text.replace('@', '@mail.') : undefined),
  'letter-for-dot': (text) => (text.includes('.') ? text.replace('.', 'x') : undefined),
  'sql-comment-after': (text) => `${text}' -- `,
  'any-pattern': () => '%',
  'star-end': (text) => `${text.slice(0, Math.ceil(text.length / 2))}*`,
  'hyphen-in-domain': (text) => (isReserved(text) ? text.replace('@', '@my-mail9.') : undefined),
  'plus-tag': (text) => (text.includes('@') ? text.replace('@', '+tag@') : undefined),
  'swap-first-case': (text) => {
    const swapped = text.replace(/\p{L}/u, inOtherCase);
    return swapped === text ? `${text}A` : swapped;
  },
  'swap-accent': (text) => {
    const without = text.normalize('NFD').replace(/\p{M}/gu, '');
    return without === text.normalize('NFD') ? withAccent(text) : without;
  },
  'swap-beyond-ascii': (text) =>
    text.replace(/[^\p{ASCII}]/u, (letter) => (letter === 'ø' ? 'å' : 'ø')) + (/^\p{ASCII}*$/u.test(text) ? 'ø' : ''),
  'underscore-second': (text) => `${text.charAt(0)}_${text.slice(2)}`,
  'percent-end': (text) => `${text.slice(0, Math.ceil(text.length / 2))}%`,
  'eight-spaces': () => ' '.repeat(8),
  'first-five': (text) => (text.length > 5 ? text.slice(0, 5) : `${text}x`),
  'first-half': (text) => text.slice(0, Math.floor(text.length / 2)),
  'second-half': (text) => text.slice(Math.floor(text.length / 2)),
  'sha-256': (text) => createHash('sha256').update(text).digest('hex'),
  md5: (text) => createHash('md5').update(text).digest('hex'),
  twice: (text) => text + text,
  backwards: (text) => Array.from(text).reverse().join(''),
  'percent-encoded': (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&'),
  'html-entity': (text) =>
    Array.from(text, (letter, index) => (index === 0 ? `&#${letter.codePointAt(0) ?? 0};` : letter)).join(''),
  base64: (text) => Buffer.from(text).toString('base64'),
  'tag-after': (text) => `${text}<b></b>`,
  'control-after': (text) => `${text}\u0007`,
  'invisible-inside': (text) => `${text.slice(0, 2)}\u200b${text.slice(2)}`,
  'line-break-after': (text) => `${text}\n`,
  'inner-space-doubled': (text) => (/\S \S/.test(text) ? text.replace(/(\S) (\S)/, '$1  $2') : undefined),
  'full-width-first': (text) =>
    text.replace(/[a-z]/, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
  // Names of the harness have neither letter.
  'after-ki': (text) => `ki${text}`,
  'kelvin-sign': (text) => `\u212ai${text}`,
  'dotless-i': (text) => `k\u0131${text}`,
  'accent-after-first': (text) => text.replace(/[a-z]/, '$&\u0301'),
  'any-regex': () => '.*',
  // A registered address made malformed is not registered, and no other run has it.
  'without-domain': (text) => (text.includes('@') ? text.slice(0, text.indexOf('@') + 1) : undefined),
  'without-name': (text) => (text.includes('@') ? `@${text.replace('@', '.')}` : undefined),
  'two-domains': (text) => (text.includes('@') ? text.replace('@', '@nobody@') : undefined),
  'space-in-name': (text) => (/^..+@/.test(text) ? `${text.slice(0, 1)} ${text.slice(1)}` : undefined),
  'two-lines': (text) => (text.includes('@') ? text.replace('@', '\nnobody@') : undefined),
  'without-at': (text) => (text.includes('@') ? text.replaceAll('@', '.') : undefined),
} satisfies Record<string, Edit>;

export type TextEdit = keyof typeof table;

const textEdits: Readonly<Record<TextEdit, Edit>> = table;

/** Mutations that make a password which a published rule lets a verifier take for the correct one. */
const forgivable: ReadonlySet<TextEdit> = new Set<TextEdit>([
  'space-before',
  'space-after',
  'line-break-after',
  'inner-space-doubled',
  'invisible-inside',
  'swap-first-case',
]);

/** An identity or a password mutated; undefined if that is not possible, or the result may count as the correct password. */
export function mutated(text: string, by: TextEdit, part: 'identity' | 'password'): string | undefined {
  const made = textEdits[by](text);
  const isForgiven = made !== undefined && part === 'password' && !forgivable.has(by);
  return isForgiven && prepared(made) === prepared(text) ? undefined : made;
}

/** A password as a verifier may prepare it (NIST SP 800-63B-4 section 3.1.1.2, RFC 4013 section 2, RFC 8265 section 4.2). */
function prepared(password: string): string {
  const visible = password.normalize('NFKC').replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '');
  const plain = visible.replace(/\s+/g, ' ').trim();
  return plain.slice(0, 1).toLowerCase() + plain.slice(1);
}
