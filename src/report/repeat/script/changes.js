/** @type {Record<string, (text: string) => string | undefined>} What a step does to a password, a token, a secret. */
export const changes = {
  cut: (text) => (text.length > 1 ? text.slice(0, -1) : undefined),
  extended: (text) => `${text}x`,
  'with a after': (text) => `${text}a`,
  'in another case': (text) =>
    changed(
      text,
      text.replace(/\p{L}/gu, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      ),
    ),
  'in lower or upper case': (text) =>
    changed(text, text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase()),
  'with a space before': (text) => ` ${text}`,
  'with a space after': (text) => `${text} `,
  'with its last character changed': (text) =>
    text === '' ? undefined : text.slice(0, -1) + (text.endsWith('x') ? 'y' : 'x'),
  'with NUL after': (text) => `${text}\0`,
  'without @': (text) => changed(text, text.replaceAll('@', '.')),
  'every character changed': (text) => Array.from(text, (_, at) => otherAt(text, at).charAt(at)).join(''),
  'its middle changed': (text) => otherAt(text, Math.floor(text.length / 2)),
  'its halves swapped': (text) =>
    changed(text, text.slice(Math.floor(text.length / 2)) + text.slice(0, Math.floor(text.length / 2))),
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

/** @param {string} text @param {string} other */
function changed(text, other) {
  return text === other ? undefined : other;
}

/** Another character of the same kind in its place. @param {string} text @param {number} at */
function otherAt(text, at) {
  const old = text.charAt(at);
  const digit = /[0-9]/.test(old) ? String((Number(old) + 1) % 10) : undefined;
  const letter = /[a-eA-E]/.test(old) ? String.fromCharCode(old.charCodeAt(0) + 1) : old === 'b' ? 'c' : 'b';
  return text.slice(0, at) + (digit ?? letter) + text.slice(at + 1);
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
