/** Other characters of the same kind: what is changed keeps the form of a token or a secret. */

/** Rows in which each character has a successor of its kind; hexadecimal stays hexadecimal. */
const rows = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ'];

/** Another letter for a letter, another digit for a digit; what is neither gives a token its form, and stays. */
export function successor(character: string): string {
  const row = rows.find((each) => each.includes(character));
  return row === undefined ? character : row.charAt((row.indexOf(character) + 1) % row.length);
}

/** The text with the letter or digit at a place changed, or the next one where neither stands there. */
export function changed(text: string, index: number): string {
  const places = [...Array(text.length).keys()].map((offset) => (index + offset) % text.length);
  const at = places.find((place) => successor(text.charAt(place)) !== text.charAt(place));
  return at === undefined ? `${text}b` : text.slice(0, at) + successor(text.charAt(at)) + text.slice(at + 1);
}

/** An unknown text of the same length and form. */
export function scrambled(token: string): string {
  return Array.from(token, successor).join('');
}

/**
 * The text with its last character changed. In base64 the low bits of that one may mean nothing, so that a letter of the
 * other case stands there, which differs in the high ones.
 */
export function endChanged(token: string): string {
  const last = token.slice(-1);
  const mixed = /[a-z]/.test(token) && /[A-Z]/.test(token) && /[A-Za-z0-9]/.test(last);
  const other = /[A-P]/.test(last) ? 'w' : last === 'a' ? 'B' : 'A';
  return token.slice(0, -1) + (mixed ? other : successor(last) === last ? 'A' : successor(last));
}

/**
 * Whether a text is seen to be written in a notation that does not distinguish case: a UUID (RFC 9562 section 4), hexadecimal
 * (RFC 4648 section 8), base32 (section 6) or a ULID.
 */
function isCaseless(text: string): boolean {
  const bare = text.replace(/^(urn:uuid:)?[{(]?|[)}]$/gi, '');
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(bare)) return true;
  const digits = text.replace(/^0x/i, '').replace(/(?<=[0-9a-f]{2})[-:](?=[0-9a-f]{2})/gi, '');
  const isOfOneCase = text === text.toUpperCase() || text === text.toLowerCase();
  return (
    isOfOneCase &&
    (/^[0-9a-f]{8,}$/i.test(digits) || /^[a-z2-7]{16,}=*$/i.test(text) || /^[0-7][0-9a-hjkmnp-tv-z]{25}$/i.test(text))
  );
}

/**
 * The text in capitals, or in small letters where it is in capitals; undefined where it has no letter, or where case
 * distinguishes nothing.
 */
export function inOneCase(text: string): string | undefined {
  if (isCaseless(text)) return undefined;
  const swapped = text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase();
  return swapped === text ? undefined : swapped;
}

/** The text with a letter beyond ASCII in it. */
export function beyondAscii(text: string): string {
  return `${text.slice(0, 2)}é${text.slice(2)}`;
}

/** The first half of a text. */
export function firstHalf(text: string): string {
  return text.slice(0, Math.floor(text.length / 2));
}
