/** JSON whose numbers keep their digits: ids and tokens may have more than a JavaScript number holds. */
import { isLosslessNumber, parse, stringify } from 'lossless-json';

/** Parses JSON; of members with one name the last counts, as with JSON.parse. @throws SyntaxError */
export function parseLossless(text: string): unknown {
  return parse(text, undefined, { onDuplicateKey: ({ newValue }) => newValue });
}

/** Writes JSON; numbers have the digits that they were parsed with. */
export function stringifyLossless(value: unknown, space?: number): string {
  return stringify(value, undefined, space) ?? 'null';
}

/** The digits of a number, however it was parsed; undefined for any other value. */
export function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return isLosslessNumber(value) ? value.value : undefined;
}
