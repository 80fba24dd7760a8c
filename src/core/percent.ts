/** Percent-encoding in the text of others, which may be malformed. */

/** A percent-decoded text; the text itself where it cannot be decoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
