/** Reads JSON Web Tokens without verifying them. */

/** Three base64url parts of which header and payload are JSON objects (RFC 7519 section 7.2). */
export function isJwt(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 3 &&
    parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part)) &&
    jwtPart(text, 0) !== undefined &&
    jwtPart(text, 1) !== undefined
  );
}

/** The header (0) or the claims (1) of a JSON Web Token, unverified. */
export function jwtPart(token: string, index: 0 | 1): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
