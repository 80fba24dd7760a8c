/** Reads the input of a client without assumptions about its types. */

/** Parameters by name, of any JSON type. */
export type Parameters = Record<string, unknown>;

/** Form or query parameters in order, duplicates included. */
export type Pairs = [name: string, value: string][];

/** The media type of a request's body, in lower case and without parameters. */
export function mediaTypeOf(request: Request): string {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

/** The value of a JSON text, or `undefined` if it is not well-formed. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The properties of a JSON object; empty for any other value. */
export function membersOf(value: unknown): Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Decodes `application/x-www-form-urlencoded` text, duplicates and empty values included. */
export function readPairs(text: string): Pairs {
  return [...new URLSearchParams(text)];
}

/** Parameters by name; of duplicates the first counts. */
export function firstOf(pairs: Pairs): Parameters {
  return Object.fromEntries([...pairs].reverse());
}

/** Scheme and credentials of an `Authorization` value; `undefined` if there are not both (RFC 9110 §11.4). */
export function readAuthorization(value: string | null): { scheme: string; credentials: string } | undefined {
  const [, scheme, credentials] = /^([!#$%&'*+.^_`|~\w-]+) +(\S.*)$/.exec(value ?? '') ?? [];
  return scheme !== undefined && credentials !== undefined ? { scheme, credentials } : undefined;
}
