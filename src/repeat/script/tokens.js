/** What a JSON Web Token says. @param {string} token @param {number} part */
export function jwtPart(token, part) {
  try {
    return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Whether tokens can be guessed, and how. @param {(string | undefined)[]} tokens @param {string} identity */
export function guessable(tokens, identity) {
  if (tokens.some((token) => token === undefined)) return false;
  const texts = [...new Set(tokens.map(String))];
  if (texts.some((text) => text.length < 16)) return 'tokens that are short';
  const readings = texts.flatMap((text) => [
    text,
    ...['base64', 'hex'].map((form) => Buffer.from(text, /** @type {BufferEncoding} */ (form)).toString('latin1')),
  ]);
  if (readings.some((reading) => reading.includes(identity))) return 'a token that holds the identity';
  const close = texts.some((a, at) =>
    texts
      .slice(at + 1)
      .some((b) => a.length === b.length && Array.from(a).filter((each, index) => each !== b[index]).length < 5),
  );
  return close && !texts.every((text) => jwtPart(text, 1) !== undefined)
    ? 'tokens that differ in a few characters'
    : undefined;
}

/** @param {any} claims */
export function claimed(claims) {
  if (claims === undefined) return false;
  const now = Date.now() / 1000;
  const odd = ['exp', 'nbf', 'iat'].find((name) => claims[name] !== undefined && typeof claims[name] !== 'number');
  if (odd !== undefined) return `the claim ${odd} is no number`;
  return claims.exp <= now - 60 ? 'an exp in the past' : claims.nbf > now + 60 ? 'an nbf in the future' : undefined;
}
