/** JSON whose numbers keep their digits: ids and tokens may have more than a JavaScript number holds. */
import { randomBytes } from 'node:crypto';
import { parse } from 'lossless-json';

/** Before digits that stand in a text of JSON for a while. No document can contain it. */
const mark = randomBytes(16).toString('hex');

/**
 * Numbers that JavaScript may write with other digits: more than 15 of them, an exponent, a zero at the end of a fraction,
 * or many at its beginning. The parser that keeps them takes ten times as long.
 */
const uncertain =
  /(?:^|[:,[\s])(?:-0(?![.\d])|-?[\d.]{17}|-?\d{16}|-?\d+[eE]|-?0\.00000|-?\d+\.(?:\d*0(?!\d)|\d+[eE]))/;

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

/** Whether `JSON.parse` may lose digits of a text. */
export function losesDigits(text: string): boolean {
  return uncertain.test(text);
}

/** Parses JSON; of members with one name the last counts. @throws SyntaxError */
export function parseLossless(text: string): unknown {
  if (!losesDigits(text)) return JSON.parse(text);
  return parse(text, undefined, {
    parseNumber: (digits) => (String(Number(digits)) === digits ? Number(digits) : new ExactNumber(digits)),
    onDuplicateKey: ({ newValue }) => newValue,
  });
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
