/** Limits the nesting of JSON. */

/** Maximum nesting; deeper JSON may exhaust the stack, and no API needs it. */
const deepest = 200;

/** Whether a text that may be JSON exceeds the limit, in one pass. */
export function isDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === 0x22) inString = !inString;
    else if (inString) index += character === 0x5c ? 1 : 0;
    else if (character === 0x5b || character === 0x7b) depth += 1;
    else if (character === 0x5d || character === 0x7d) depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
