/** A response's body as JSON. */
import { digitsOf, losesDigits, parseLossless } from '../../core/lossless-json.ts';
import { tokensOf } from '../../core/json-pointer.ts';
import type { HttpResult } from '../http/http.ts';
import { isDeep } from '../http/json-depth.ts';

/** Why a body is not the JSON that it should be. */
export type BodyProblem = 'no-response' | 'empty' | 'byte-order-mark' | 'not-utf-8' | 'too-deep' | 'html' | 'not-json';

/** A body that was parsed strictly, with its text; or why it could not be. */
export type Body = { readonly json: unknown; readonly text: string } | { readonly problem: BodyProblem };

/** Parses a body as UTF-8 JSON (RFC 8259): no byte order mark, no invalid UTF-8, nothing behind the value. */
export function bodyOf(result: HttpResult): Body {
  if (!('response' in result)) return { problem: 'no-response' };
  const { body } = result.response;
  if (body.length === 0) return { problem: 'empty' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    if (text.startsWith('\uFEFF')) return { problem: 'byte-order-mark' };
    return isDeep(text) ? { problem: 'too-deep' } : { json: JSON.parse(text) as unknown, text };
  } catch (error) {
    if (error instanceof TypeError) return { problem: 'not-utf-8' };
    return { problem: /^\s*</.test(Buffer.from(body.slice(0, 64)).toString('latin1')) ? 'html' : 'not-json' };
  }
}

/** A body of text as a string, without a line break at its end. */
export function textBodyOf(result: HttpResult): Body {
  if (!('response' in result)) return { problem: 'no-response' };
  const text = Buffer.from(result.response.body).toString('utf8');
  return { json: text.replace(/\r?\n$/, ''), text };
}

/** Whether there are no bytes at all. */
export function isEmpty(body: Body): boolean {
  return 'problem' in body && (body.problem === 'empty' || body.problem === 'no-response');
}

/** The value at a JSON Pointer whose `*` stands for the first item of an array; undefined where there is none. */
export function valueAt(json: unknown, pointer: string): unknown {
  let value = json;
  for (const token of tokensOf(pointer)) {
    const key = token === '*' ? '0' : token;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** A text or a number as text, with the digits that it came with; undefined for anything else. */
export function textAt(body: Body, pointer: string): string | undefined {
  if ('problem' in body) return undefined;
  const value = valueAt(body.json, pointer);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? digitsOf(valueAt(exactly(body), pointer)) : undefined;
}

const exact = new WeakMap<Body, unknown>();

/** The JSON of a body with the digits of its numbers, parsed once. */
function exactly(body: Exclude<Body, { readonly problem: BodyProblem }>): unknown {
  if (!exact.has(body)) exact.set(body, losesDigits(body.text) ? parseLossless(body.text) : body.json);
  return exact.get(body);
}
