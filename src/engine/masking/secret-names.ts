/** What is a secret though nobody configured it: by the name of its place in a request or an answer. */
import type { HttpRequest, HttpResult } from '../http/http.ts';
import { isDeep } from '../http/json-depth.ts';

const secretNames =
  /^(set-cookie|cookie|authorization|proxy-authorization)$|passw|passwd|secret|token$|[_-]token|session_?(key|id)$|api_?key|signature$|nonce$/i;

/** Whether what stands under a name is a secret. */
export function isSecretName(name: string): boolean {
  return secretNames.test(name);
}

/** The secrets that an exchange shows by name: cookies, session keys, signatures with their nonces, second tokens. */
export function secretsIn(request: HttpRequest, result: HttpResult | undefined): string[] {
  const found = new Set<string>();
  const add = (text: string): void => {
    if (isTokenLike(text)) found.add(text);
  };
  // What is sent as credentials is a token even where chance gave it no digit and no capital.
  for (const [name, value] of Object.entries(request.headers))
    if (isSecretName(name))
      for (const part of partsOf(value))
        if (part.length < 16) add(part);
        else found.add(part);
  // A password is configured or made by the run, and a false one may be anybody's name.
  for (const [name, value] of request.query) if (isSecretName(name) && !/passw/i.test(name)) add(value);
  if (result !== undefined && 'response' in result) {
    for (const [name, value] of result.response.headers) inHeader(name, value, add);
    inBody(Buffer.from(result.response.body.subarray(0, mostBytes)).toString('utf8'), add);
  }
  return [...found];
}

/** Behind that many bytes nothing is read, and nothing is shown. */
const mostBytes = 200_000;

/** No word and no sentence: "missing_password" under `password` is a message. */
function isTokenLike(text: string): boolean {
  return /^[^\s\p{Cc}]{8,4000}$/u.test(text) && (/\d/.test(text) || /[a-z][A-Z]|[A-Z][a-z]+[A-Z]/.test(text));
}

function partsOf(header: string): string[] {
  const quoted = [...header.matchAll(/(\w+)="([^"]*)"/g)].filter(([, name]) => isSecretName(name ?? ''));
  if (quoted.length > 0) return quoted.flatMap(([, , value]) => [value ?? '', decoded(value ?? '')]);
  return header.split(/[\s=:,;"]+/);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function inHeader(name: string, value: string, add: (text: string) => void): void {
  if (/^set-cookie$/i.test(name)) {
    const text = /^[^=;]*=\s*"?([^;"]*)/.exec(value)?.[1] ?? '';
    add(text);
    add(decoded(text));
  } else if (isSecretName(name)) for (const part of partsOf(value)) add(part);
  else inText(value, add);
}

function inBody(text: string, add: (text: string) => void): void {
  let json: unknown;
  try {
    json = isDeep(text) ? undefined : JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (json === undefined) inText(text, add);
  else inJson(json, '', add);
}

function inJson(value: unknown, name: string, add: (text: string) => void): void {
  if (typeof value === 'string') {
    if (isSecretName(name)) add(value);
    if (/^\s*[[{]/.test(value)) inBody(value, add);
    else inText(value, add);
  } else if (Array.isArray(value)) for (const item of value) inJson(item, name, add);
  else if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value)) {
      inText(key, add);
      inJson(member, key, add);
    }
}

/** `access_token=…` in a URL, a form, a page; and what has the shape of a JSON Web Token, whatever stands before it. */
function inText(text: string, add: (text: string) => void): void {
  for (const [token] of text.matchAll(/eyJ[\w-]{6,}\.eyJ[\w-]{6,}\.[\w-]*/g)) add(token);
  for (const [, name, value] of text.matchAll(
    /([\w.[\]-]{3,60})\\*["']?\s*(?:=|:|%3D)\s*\\*["']?([^\s&"'<>;,\\]{8,})/gi,
  ))
    if (isSecretName(name ?? '')) {
      add(value ?? '');
      add(decoded(value ?? ''));
    }
}
