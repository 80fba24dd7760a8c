/** Limits for contracts, which are untrusted data: a document that would take minutes or all memory is an error. */

/** Maximum number of values of the flow operations with all references resolved; far above the needs of an API. */
export const maxNodes = 200_000;
/** Maximum levels of nesting. */
export const maxDepth = 100;
const maxEnum = 10_000;
const maxPattern = 1000;
const maxMinLength = 100_000;

/** Characters that control a terminal or disguise a text: control characters and marks of writing direction. */
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** @returns the problem of a property; undefined without one */
export function memberProblem(key: string, member: unknown, inPatterns: boolean): string | undefined {
  const pattern = inPatterns ? key : key === 'pattern' && typeof member === 'string' ? member : '';
  if (pattern.length > maxPattern) return `is a pattern of ${pattern.length} characters; ${maxPattern} are the most`;
  if (key === 'minLength' && typeof member === 'number' && member > maxMinLength)
    return `is ${member}; ${maxMinLength} is the most`;
  if (key === 'enum' && Array.isArray(member) && member.length > maxEnum)
    return `lists ${member.length} values; ${maxEnum} are the most`;
  return textProblem(key) ?? (typeof member === 'string' ? textProblem(member) : undefined);
}

function textProblem(text: string): string | undefined {
  const found = unprintable.exec(text)?.[0];
  if (found === undefined) return undefined;
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `holds the character U+${code}, which no terminal should print; take it away`;
}

/** A text without characters that control a terminal. */
export function printableText(text: string): string {
  return text.replace(new RegExp(unprintable, 'g'), '?');
}
