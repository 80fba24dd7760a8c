/** What is remembered of every exchange, passed or not: a few facts, no content. */
import type { Masker } from '../client/mask.ts';
import { parseBody } from '../client/exchange.ts';
import type { Exchange } from '../client/exchange.ts';
import { escape } from '../contract/members.ts';
import type { Answer, Schema } from '../contract/model.ts';
import { statusMatches } from '../verdict/outcome.ts';

/** The compact facts of one exchange. */
export interface Observation {
  readonly operation: string;
  /** Absent when no answer came. */
  readonly status?: number;
  /** Milliseconds from sending to the last byte. */
  readonly duration: number;
  /** Members that the documented schemas do not name, as JSON Pointers in which `*` stands for any index; absent without any. */
  readonly members?: readonly string[];
  /** Headers that are neither documented nor plain HTTP, in lower case; absent without any. */
  readonly headers?: readonly string[];
}

/** What a server may send without saying so: it frames, dates or describes the message (RFC 9110, RFC 9112). */
const plainHeaders = new Set([
  'allow',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'etag',
  'keep-alive',
  'transfer-encoding',
  'vary',
  'www-authenticate',
]);
/** A server chooses how much it sends; a report stays small. */
const mostNames = 20;
const longestName = 120;

/** The facts of an exchange; names that the server chose are masked. */
export function observe(exchange: Exchange, masker: Masker): Observation {
  const { operation, result } = exchange;
  const duration = Math.round(exchange.duration * 10) / 10;
  if ('failure' in result) return { operation: operation.id, duration };
  const { status } = result.response;
  const answers = operation.answers.filter((answer) => statusMatches(status, answer.status));
  const members = bounded(undocumentedMembers(exchange, answers), masker);
  const headers = bounded(undocumentedHeaders(exchange, answers), masker);
  return {
    operation: operation.id,
    status,
    duration,
    ...(members.length === 0 ? {} : { members }),
    ...(headers.length === 0 ? {} : { headers }),
  };
}

function bounded(names: readonly string[], masker: Masker): string[] {
  return [...new Set(names)].slice(0, mostNames).map((name) => masker.mask(name).slice(0, longestName));
}

function undocumentedHeaders(exchange: Exchange, answers: readonly Answer[]): string[] {
  if (!('response' in exchange.result)) return [];
  const documented = new Set(answers.flatMap(({ headers }) => headers.map(({ name }) => name.toLowerCase())));
  return exchange.result.response.headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => !plainHeaders.has(name) && !documented.has(name));
}

function undocumentedMembers(exchange: Exchange, answers: readonly Answer[]): string[] {
  const schemas = answers.flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
  const parsed = parseBody(exchange);
  return schemas.length > 0 && 'json' in parsed ? strangers(parsed.json, schemas, '') : [];
}

/** The members of a value that none of the schemas for its place names. A place whose members no schema names is free. */
function strangers(value: unknown, schemas: readonly Schema[], pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const all = schemas.flatMap(alternatives);
  if (Array.isArray(value)) {
    const items = all.flatMap(({ items: each }): Schema[] => (each === undefined ? [] : [each]));
    return value.slice(0, mostNames).flatMap((item) => strangers(item, items, `${pointer}/*`));
  }
  if (!all.some((schema) => schema.properties !== undefined) || all.some(isOpen)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const own = all.flatMap(({ properties = {} }) => (Object.hasOwn(properties, name) ? [properties[name]] : []));
    const named = own.filter((schema) => schema !== undefined);
    const at = `${pointer}/${escape(name)}`;
    return named.length === 0 ? [at] : strangers(member, named, at);
  });
}

/** A schema and all schemas that may hold at the same place. */
function alternatives(schema: Schema): Schema[] {
  const { allOf = [], anyOf = [], oneOf = [] } = schema;
  return [schema, ...[...allOf, ...anyOf, ...oneOf].flatMap(alternatives)];
}

/** Any member is documented: its names are up to the server. */
function isOpen(schema: Schema): boolean {
  return schema['patternProperties'] !== undefined || typeof schema['additionalProperties'] === 'object';
}
