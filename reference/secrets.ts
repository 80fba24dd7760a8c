/** Random values, and comparisons in constant time. */
import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';
const digits = '23456789';

/** Compares two texts in a time that depends only on their length. */
export function sameText(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A token of 20 letters, digits, `-` and `_` (120 bits), shaped like the documents' examples. */
export function randomToken(): string {
  return draw(15).toString('base64url');
}

/** `bytes` random bytes in lower-case hexadecimal digits. */
export function randomHex(bytes: number): string {
  return draw(bytes).toString('hex');
}

let drawn = Buffer.alloc(0);

/** Random bytes, each returned once. They are generated in blocks, since a few bytes cost nearly as much. */
function draw(bytes: number): Buffer {
  if (drawn.length < bytes) drawn = randomBytes(Math.max(4096, bytes));
  const own = drawn.subarray(0, bytes);
  drawn = drawn.subarray(bytes);
  return own;
}

/** A password of 15 characters, each kind of which stands at the same places, so that a mutation always changes the same. */
export function randomPassword(): string {
  const kinds = [
    'aeu',
    letters,
    '-',
    ...Array<string>(4).fill(letters),
    digits,
    ...Array<string>(6).fill(letters),
    digits,
  ];
  return kinds.map(pick).join('');
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}
