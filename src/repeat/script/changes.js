import { createHash, createHmac } from 'node:crypto';

/** @type {Record<string, (text: string) => string | undefined>} What a step does to a password, a token, a secret. */
export const changes = {
  cut: (text) => (text.length > 1 ? text.slice(0, -1) : undefined),
  extended: (text) => `${text}x`,
  'with a after': (text) => `${text}a`,
  'in another case': (text) => changed(text, text.replace(/\p{L}/gu, inOtherCase)),
  'with its first letter in the other case': (text) => {
    const swapped = text.replace(/\p{L}/u, inOtherCase);
    return swapped === text ? `${text}A` : swapped;
  },
  'with an accent more or less': (text) => {
    const without = text.normalize('NFD').replace(/\p{M}/gu, '');
    return without === text.normalize('NFD') ? withAccent(text) : without;
  },
  'with another letter for one beyond ASCII': (text) =>
    text.replace(/[^\p{ASCII}]/u, (letter) => (letter === 'ø' ? 'å' : 'ø')) + (/^\p{ASCII}*$/u.test(text) ? 'ø' : ''),
  'with _ for its second character': (text) => `${text.charAt(0)}_${text.slice(2)}`,
  'with % for its end': (text) => `${text.slice(0, Math.ceil(text.length / 2))}%`,
  'with * for its end': (text) => `${text.slice(0, Math.ceil(text.length / 2))}*`,
  'with a quote and a comment after': (text) => `${text}' -- `,
  'as a pattern': () => '%',
  'as eight spaces': () => ' '.repeat(8),
  'cut to five characters': (text) => (text.length > 5 ? text.slice(0, 5) : `${text}x`),
  'cut to its first half': (text) => text.slice(0, Math.floor(text.length / 2)),
  'cut to its second half': (text) => text.slice(Math.floor(text.length / 2)),
  'as its SHA-256': (text) => createHash('sha256').update(text).digest('hex'),
  'as its MD5': (text) => createHash('md5').update(text).digest('hex'),
  'written twice': (text) => text + text,
  'written backwards': (text) => Array.from(text).reverse().join(''),
  'percent-encoded': (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&'),
  'with its first character as an HTML entity': (text) =>
    Array.from(text, (letter, index) => (index === 0 ? `&#${letter.codePointAt(0)};` : letter)).join(''),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'with a tag after': (text) => `${text}<b></b>`,
  'with a control character after': (text) => `${text}\u0007`,
  'with an invisible character inside': (text) => `${text.slice(0, 2)}\u200b${text.slice(2)}`,
  'with another letter for a dot': (text) => (text.includes('.') ? text.replace('.', 'x') : undefined),
  'with a hyphen in its domain': (text) => (text.includes('@') ? text.replace('@', '@my-mail9.') : undefined),
  'in lower or upper case': (text) =>
    changed(text, text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase()),
  'with its first character changed': (text) =>
    text === '' ? undefined : (/^x/i.test(text) ? 'y' : 'x') + text.slice(1),
  'without its first character': (text) => (text.length > 1 ? text.slice(1) : undefined),
  'with a space before': (text) => ` ${text}`,
  'with a space after': (text) => `${text} `,
  'with a space inside': (text) => (text.length > 1 ? `${text.slice(0, 2)} ${text.slice(2)}` : undefined),
  'with its last character changed': (text) =>
    text === '' ? undefined : text.slice(0, -1) + (/x$/i.test(text) ? 'y' : 'x'),
  'with NUL and a letter after': (text) => `${text}\0x`,
  'with its first letters in capitals': (text) =>
    changed(
      text,
      text.replace(/^\p{Ll}+/u, (letters) => letters.toUpperCase()),
    ),
  'up to the @': (text) => (/^[^@]+@/.test(text) ? text.slice(0, text.indexOf('@')) : undefined),
  'with % for its second character': (text) => (text.length > 1 ? `${text.charAt(0)}%${text.slice(2)}` : undefined),
  'at another domain': (text) => (text.includes('@') ? text.replace('@', '@mail.') : undefined),
  'with a plus tag': (text) => (text.includes('@') ? text.replace('@', '+tag@') : undefined),
  'with a line break after': (text) => `${text}\n`,
  'as a regular expression': () => '.*',
  'without @': (text) => changed(text, text.replaceAll('@', '.')),
  'every character changed': (text) => Array.from(text, successor).join(''),
  'its middle changed': (text) => otherAt(text, Math.floor(text.length / 2)),
  'its halves swapped': (text) =>
    changed(text, text.slice(Math.floor(text.length / 2)) + text.slice(0, Math.floor(text.length / 2))),
  'its last character changed': endChanged,
  'behind another in a list': (text) => `${Array.from(text, successor).join('')},${text}`,
  'its first character changed': (text) => otherAt(text, 0),
  'without its last four characters': (text) => text.slice(0, -4),
  'signature changed near its end': (text) =>
    ofSignature(text, (signature) => otherAt(signature, Math.max(0, signature.length - 5))),
  'every character changed, and 4,000 of them': (text) =>
    Array.from(text, successor).join('').repeat(4000).slice(0, 4000),
  'with a colon and more after it': (text) => `${text}:a`,
  'without alg': (text) =>
    ofHeader(text, (header) => Object.fromEntries(Object.entries(header).filter(([name]) => name !== 'alg'))),
  'with another alg': (text) =>
    ofHeader(text, (header) => ({ ...header, alg: header['alg'] === 'RS256' ? 'ES256' : 'RS256' })),
  'with another typ': (text) => ofHeader(text, (header) => ({ ...header, typ: 'other' })),
  'with a signature of zeros': (text) => ofSignature(text, () => Buffer.alloc(32).toString('base64url')),
  'with a space in its signature': (text) =>
    ofSignature(text, (signature) => `${signature.slice(0, 5)} ${signature.slice(5)}`),
  'signed with a key of nobody': (text) => signedAnew(text, { typ: 'JWT', alg: 'HS256', kid: 'nobody' }, ''),
  'signed with a key of its own': (text) =>
    signedAnew(text, { typ: 'JWT', alg: 'HS256', jwk: { kty: 'oct', k: encoded('own') } }, Buffer.from('"own"')),
  'with a letter beyond ASCII after its second': (text) => `${text.slice(0, 2)}é${text.slice(2)}`,
  header: (text) => text.split('.')[0],
  payload: (text) => text.split('.')[1],
  signature: (text) => text.split('.')[2],
  'signature changed': (text) => ofSignature(text, (signature) => otherAt(signature, 2)),
  'half of the signature': (text) =>
    ofSignature(text, (signature) => signature.slice(0, Math.floor(signature.length / 2))),
  'signature in another case': (text) =>
    ofSignature(text, (signature) =>
      changed(signature, signature === signature.toLowerCase() ? signature.toUpperCase() : signature.toLowerCase()),
    ),
  'payload with admin': (text) => {
    const [header, payload = '', signature] = text.split('.');
    return signature === undefined
      ? undefined
      : `${header}.${encoded({ ...claims(payload), admin: true })}.${signature}`;
  },
};

/** Base64 may end in bits that mean nothing; a letter of the other case differs in the others. @param {string} token */
function endChanged(token) {
  const last = token.slice(-1);
  const mixed = /[a-z]/.test(token) && /[A-Z]/.test(token) && /[A-Za-z0-9]/.test(last);
  const other = /[A-P]/.test(last) ? 'w' : last === 'a' ? 'B' : 'A';
  return token.slice(0, -1) + (mixed ? other : successor(last) === last ? 'A' : successor(last));
}

/** @param {string} text @param {(header: Record<string, unknown>) => object} change */
function ofHeader(text, change) {
  const [header = '', payload, signature] = text.split('.');
  return signature === undefined ? undefined : `${encoded(change(claims(header)))}.${payload}.${signature}`;
}

/** @param {string} text @param {object} header @param {string | Buffer} key */
function signedAnew(text, header, key) {
  const [, payload, signature] = text.split('.');
  if (signature === undefined) return undefined;
  const input = `${encoded(header)}.${payload}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

/** A letter in its other case, if that is one letter too. @param {string} letter */
function inOtherCase(letter) {
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return other.length === letter.length ? other : letter;
}

/** @param {string} text */
function withAccent(text) {
  const letter = /[aeiou]/i.exec(text) ?? /[a-z]/i.exec(text);
  if (letter === null) return `${text}\u00e9`;
  const end = letter.index + 1;
  return `${text.slice(0, end)}\u0301${text.slice(end)}`.normalize('NFC');
}

/** @param {string} text @param {string} other */
function changed(text, other) {
  return text === other ? undefined : other;
}

/** Rows in which each character has a successor of its kind. */
const rows = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ'];

/** Another letter for a letter, another digit for a digit. @param {string} character */
function successor(character) {
  const row = rows.find((each) => each.includes(character));
  return row === undefined ? character : row.charAt((row.indexOf(character) + 1) % row.length);
}

/** The text with the letter or digit at a place changed, or the next one. @param {string} text @param {number} index */
function otherAt(text, index) {
  const places = [...Array(text.length).keys()].map((offset) => (index + offset) % text.length);
  const at = places.find((place) => successor(text.charAt(place)) !== text.charAt(place));
  return at === undefined ? `${text}b` : text.slice(0, at) + successor(text.charAt(at)) + text.slice(at + 1);
}

/** @param {string} token @param {(signature: string) => string | undefined} change */
function ofSignature(token, change) {
  const [header, payload, signature] = token.split('.');
  const other = signature === undefined ? undefined : change(signature);
  return other === undefined ? undefined : `${header}.${payload}.${other}`;
}

/** @param {unknown} value */
function encoded(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @param {string} payload @returns {Record<string, unknown>} */
function claims(payload) {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return {};
  }
}
