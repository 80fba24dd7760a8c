/** The forms in which a secret stands in a text. What escaping does to it is undone in the text instead. */
import { unescaped } from './unescape.ts';

/** A prefix of a secret of so many characters is a secret too. */
export const prefix = 6;

/** One form, and how much of it has to be there. */
interface SecretForm {
  readonly text: string;
  readonly least: number;
}

/** The number of characters that may be missing at the beginning of a secret. */
const mostLacking = 3;

/**
 * The forms of a secret, part by part for a JWT; capitals do not count.
 * @param telling the length of the beginning of a text that is no public word
 */
export function formsOf(secret: string, telling: (text: string) => number): SecretForm[] {
  const parts = secret.split('.').length === 3 ? secret.split('.').filter((part) => part.length >= prefix) : [];
  const forms = [secret, ...parts, ...otherwiseWritten(secret), ...withDoubledQuotes(secret)].flatMap((text) => {
    const bytes = Buffer.from(text, 'utf8');
    const few = Buffer.byteLength(text.slice(0, telling(text)));
    return [
      { text, least: Math.min(prefix, text.length) },
      { text: unescaped(text), least: Math.min(prefix, unescaped(text).length) },
      { text: bytes.toString('hex'), least: few * 2 },
      ...[0, 1, 2].flatMap((offset) => base64At(bytes, few, offset)),
      { text: base32(bytes), least: Math.floor((few * 8) / 5) },
    ];
  });
  const latin = latinOf(secret);
  if (latin !== undefined) forms.push(...[0, 1, 2].flatMap((offset) => base64At(latin, prefix, offset)));
  for (let lacking = 1; lacking <= mostLacking && secret.length - lacking > prefix; lacking += 1)
    forms.push({ text: secret.slice(lacking), least: secret.length - lacking });
  return [...new Map(forms.filter(({ text }) => text !== '').map((form) => [form.text, form])).values()];
}

/** A secret with letters beyond ASCII in other normal forms, and as it reads where UTF-8 and Latin-1 were mixed up. */
function otherwiseWritten(secret: string): string[] {
  if (/^\p{ASCII}*$/u.test(secret)) return [];
  const asLatin = Buffer.from(secret, 'utf8').toString('latin1');
  const inLatin = latinOf(secret)?.toString('utf8') ?? [];
  return [secret.normalize('NFC'), secret.normalize('NFD'), asLatin].concat(inLatin);
}

/** A secret as it stands in a text of SQL or CSV. */
function withDoubledQuotes(secret: string): string[] {
  return [`'`, `"`].filter((quote) => secret.includes(quote)).map((quote) => secret.replaceAll(quote, quote + quote));
}

/** A secret as a server in Western Europe may store it; undefined where it is the same as UTF-8, or impossible. */
function latinOf(secret: string): Buffer | undefined {
  const isLatin = /\P{ASCII}/u.test(secret) && !/[^\p{ASCII}\x80-\xff]/u.test(secret);
  return isLatin ? Buffer.from(secret, 'latin1') : undefined;
}

/** The base64 characters that a text determines if `offset` bytes precede it. */
function base64At(bytes: Buffer, few: number, offset: number): SecretForm[] {
  const [skipped, padded] = [Math.ceil((offset * 8) / 6), Buffer.concat([Buffer.alloc(offset), bytes])];
  const upTo = (count: number): number => Math.floor(((offset + count) * 8) / 6);
  const all = padded.toString('base64').slice(skipped, upTo(bytes.length));
  const least = upTo(few) - skipped;
  if (least < 4) return [];
  return [
    { text: all, least },
    { text: all.replaceAll('+', '-').replaceAll('/', '_'), least },
  ];
}

/** Base32 (RFC 4648 section 6), as far as the bytes alone decide it. */
function base32(bytes: Buffer): string {
  let [text, bits, value] = ['', 0, 0];
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt((value >> (bits - 5)) & 31);
  }
  return text;
}
