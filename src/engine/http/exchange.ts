/** One request and what came of it. */
import type { Operation } from '../../contract/model.ts';
import type { HttpRequest, HttpResult } from './http.ts';
import { isDeep } from './json-depth.ts';

/** As it happened, secrets and all: stays in memory. */
export interface Exchange {
  readonly step: string;
  readonly operation: Operation;
  readonly request: HttpRequest;
  readonly result: HttpResult;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Milliseconds from sending to the last byte. */
  readonly duration: number;
  /** The identity and the password that the request acts for. */
  readonly identity: string;
  readonly password: string;
}

/** Why a body is not the JSON that it should be. */
export type BodyProblem = 'no-response' | 'empty' | 'byte-order-mark' | 'not-utf-8' | 'too-deep' | 'html' | 'not-json';

/** The response's body as JSON: parsed strictly, or why not. */
export type ParsedBody = { readonly json: unknown } | { readonly problem: BodyProblem };

const parsed = new WeakMap<Exchange, ParsedBody>();

/** Parses a body as UTF-8 JSON (RFC 8259): no byte order mark, no invalid UTF-8, nothing behind the value. */
export function parseBody(exchange: Exchange): ParsedBody {
  const known = parsed.get(exchange) ?? parse(exchange);
  parsed.set(exchange, known);
  return known;
}

function parse(exchange: Exchange): ParsedBody {
  if (!('response' in exchange.result)) return { problem: 'no-response' };
  const { body } = exchange.result.response;
  if (body.length === 0) return { problem: 'empty' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    if (text.startsWith('\uFEFF')) return { problem: 'byte-order-mark' };
    return isDeep(text) ? { problem: 'too-deep' } : { json: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof TypeError) return { problem: 'not-utf-8' };
    return { problem: /^\s*</.test(Buffer.from(body.slice(0, 64)).toString('latin1')) ? 'html' : 'not-json' };
  }
}

/** The value of a response header, case-insensitively; several are joined with a comma (RFC 9110 section 5.2). */
export function headerOf(exchange: Exchange, name: string): string | undefined {
  if (!('response' in exchange.result)) return undefined;
  const values = exchange.result.response.headers.filter(([each]) => each.toLowerCase() === name.toLowerCase());
  return values.length === 0 ? undefined : values.map(([, value]) => value).join(', ');
}

/** The value at a JSON Pointer whose `*` stands for the first array item; undefined where there is none. */
export function valueAt(json: unknown, pointer: string): unknown {
  let value = json;
  for (const token of pointer.split('/').slice(1)) {
    const key = token === '*' ? '0' : token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
