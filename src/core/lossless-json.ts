/** JSON whose numbers keep their digits: ids and tokens may have more than a JavaScript number holds. */
import { randomBytes } from 'node:crypto';

/** Before digits that stand in a text of JSON for a while. No document can contain it. */
const mark = randomBytes(16).toString('hex');

/** Digits that a JavaScript number holds, whatever they are. */
const mostSafe = 15;

/** Such numbers of one document that keep their digits; an honest one has fewer. */
const mostKept = 10_000;

/** A number that JavaScript would write with other digits. */
class ExactNumber {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
  toJSON(): string {
    return mark + this.digits;
  }
}

/** Parses JSON; of members with one name the last counts. @throws SyntaxError */
export function parseLossless(text: string): unknown {
  const value = JSON.parse(text) as unknown;
  const marked = markedIn(text);
  return marked === undefined ? value : unmarked(JSON.parse(marked));
}

/** Writes JSON; numbers have the digits that they were parsed with. */
export function stringifyLossless(value: unknown, space?: number): string {
  const text = (JSON.stringify(value, undefined, space) as string | undefined) ?? 'null';
  return text.replaceAll(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1');
}

/** The digits of a number, however it was parsed; undefined for any other value. */
export function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return value instanceof ExactNumber ? value.digits : undefined;
}

/** Valid JSON with texts for the numbers that would change; undefined without any. */
function markedIn(text: string): string | undefined {
  let marked = '';
  let from = 0;
  let inString = false;
  for (let at = 0, count = 0; at < text.length && count < mostKept; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x22) inString = !inString;
    else if (inString) at += character === 0x5c ? 1 : 0;
    else if (isOfNumber(character) && character !== 0x65) {
      const begin = at;
      let isPlain = true;
      for (; at < text.length && isOfNumber(text.charCodeAt(at)); at += 1) isPlain &&= isDigit(text.charCodeAt(at));
      // Small whole numbers are told without a copy.
      if (!isPlain || at - begin > mostSafe || character === 0x30) {
        const digits = text.slice(begin, at);
        if (String(Number(digits)) !== digits) {
          marked += `${text.slice(from, begin)}"${mark}${digits}"`;
          from = at;
          count += 1;
        }
      }
      at -= 1;
    }
  }
  return from === 0 ? undefined : marked + text.slice(from);
}

function isDigit(character: number): boolean {
  return character >= 0x30 && character <= 0x39;
}

/** Digits, signs, the point and the exponent. Outside of texts an `e` stands in words too, which do not begin with it. */
function isOfNumber(character: number): boolean {
  return (
    isDigit(character) || character === 0x2b || character === 0x2d || character === 0x2e || (character | 0x20) === 0x65
  );
}

function unmarked(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? new ExactNumber(value.slice(mark.length)) : value;
  if (Array.isArray(value)) return value.map(unmarked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unmarked(member)]));
}
