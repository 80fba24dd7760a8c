/** Text that is safe to show. */

/** Control characters, marks of writing direction (UAX #9), halves of surrogate pairs, and code points that are no characters. */
const unprintable = /(?![\n\t])\p{Cc}|\p{Bidi_Control}|\p{Cs}|\p{Noncharacter_Code_Point}/gu;

/** Replaces characters that steer a terminal, reorder text, or make XML invalid: a response is hostile input. */
export function printable(text: string): string {
  return text.replace(unprintable, '\uFFFD');
}
