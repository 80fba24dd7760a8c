/** Facts about every exchange, without its content. */
import type { Masker } from './masking/mask.ts';
import type { Observation } from './observe/observation.ts';
import { escapeToken } from '../core/json-pointer.ts';
import { documentedFor } from './documented.ts';
import type { Documented, Place } from './documented.ts';

/** The compact facts of one exchange. */
export interface CallFacts {
  readonly operation: string;
  /** Absent without a response. */
  readonly status?: number;
  /** Milliseconds from sending to the last byte. */
  readonly duration: number;
  /** Undocumented properties as JSON Pointers, in which `*` is any index; absent without any. */
  readonly members?: readonly string[];
  /** Headers that are neither documented nor part of HTTP, in lower case; absent without any. */
  readonly headers?: readonly string[];
}

/** Headers that frame, date or describe a message (RFC 9110, RFC 9112), which need no documentation. */
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
/** Maximum number of names in a report. */
const mostNames = 20;
const longestName = 120;

/** The facts of an exchange; names from the server are masked. */
export function factsOf(exchange: Observation, masker: Masker): CallFacts {
  const { operation, result } = exchange;
  const duration = Math.round(exchange.duration * 10) / 10;
  if ('failure' in result) return { operation: operation.id, duration };
  const { status } = result.response;
  const documented = documentedFor(operation, status);
  const members = bounded(undocumentedMembers(exchange, documented), masker);
  const headers = bounded(undocumentedHeaders(exchange, documented), masker);
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

function undocumentedHeaders(exchange: Observation, { headers }: Documented): string[] {
  if (!('response' in exchange.result)) return [];
  return exchange.result.response.headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => !plainHeaders.has(name) && !headers.has(name));
}

function undocumentedMembers({ body }: Observation, documented: Documented): string[] {
  return documented.body !== undefined && 'json' in body ? strangers(body.json, documented.body, '') : [];
}

/** The properties of a value that no schema for its place names. A place without named properties is free. */
function strangers(value: unknown, place: Place, pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value))
    return value.slice(0, mostNames).flatMap((item) => strangers(item, place.items(), `${pointer}/*`));
  if (place.isFree) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = `${pointer}/${escapeToken(name)}`;
    const inside = place.member(name);
    return inside === undefined ? [at] : strangers(member, inside, at);
  });
}
