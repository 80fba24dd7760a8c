/** Reads around mistakes in the schemas of a document that its users cannot correct, and notes each kind once. */
import { escapeToken } from '../core/json-pointer.ts';
import { listed, named, single } from './assertions.ts';
import type { Locate } from './build.ts';
import type { Json, JsonObject } from './json.ts';
import { isPattern } from './pattern.ts';
import { isKeyword } from './validate.ts';

/** A document whose schemas can be used, and what was read around. */
interface Readable {
  readonly document: JsonObject;
  readonly notes: readonly string[];
}

const numbers = new Set(
  'minLength maxLength minItems maxItems minProperties maxProperties minimum maximum exclusiveMinimum exclusiveMaximum multipleOf'.split(
    ' ',
  ),
);
const lists = new Set(['required', 'enum', ...listed]);
const types: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'].map((name) => [name, name]),
  ),
  int: 'integer',
  long: 'integer',
  bool: 'boolean',
  float: 'number',
  double: 'number',
};

/** Leaves out what is no JSON Schema in the schemas of a document: what remains of them is what its readers agree on. */
export function readAround(document: JsonObject, locate: Locate): Readable {
  const found = new Map<string, { readonly first: string; count: number }>();
  const done = new Map<JsonObject, JsonObject>();
  const note = (what: string, pointer: string): void => {
    const known = found.get(what);
    if (known === undefined) found.set(what, { first: locate(pointer), count: 1 });
    else known.count += 1;
  };
  const schemaOf = (value: Json, pointer: string): Json => {
    if (!isObject(value)) return typeof value === 'boolean' ? value : {};
    const known = done.get(value);
    if (known !== undefined) return known;
    const copy: JsonObject = {};
    done.set(value, copy);
    for (const [key, member] of Object.entries(value)) {
      const at = `${pointer}/${escapeToken(key)}`;
      const kept = keywordOf(key, member, at);
      if (kept === undefined) note(`${key}: ${shortly(member)}`, at);
      else copy[key] = kept;
    }
    return copy;
  };
  const keywordOf = (key: string, value: Json, at: string): Json | undefined => {
    if (key === 'type') return typeOf(value);
    if (named.has(key)) {
      if (!isObject(value)) return undefined;
      const entries = Object.entries(value).map(([name, each]): [string, Json] => [
        name,
        schemaOf(each, `${at}/${escapeToken(name)}`),
      ]);
      return Object.fromEntries(entries);
    }
    if (single.has(key)) return isObject(value) || typeof value === 'boolean' ? schemaOf(value, at) : undefined;
    if (lists.has(key) && (!Array.isArray(value) || (value.length === 0 && key !== 'required'))) return undefined;
    if (listed.has(key)) return (value as Json[]).map((each, index) => schemaOf(each, `${at}/${index}`));
    if (numbers.has(key)) return typeof value === 'number' ? value : undefined;
    if (key === 'pattern') return typeof value === 'string' ? patternOf(value) : undefined;
    // Of an older draft.
    if (key === 'id') return undefined;
    return isKeyword(key) || key === 'nullable' ? value : undefined;
  };
  const walk = (value: Json, pointer: string): Json => {
    if (Array.isArray(value)) return value.map((each, index) => walk(each, `${pointer}/${index}`));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, member]): [string, Json] => {
      const at = `${pointer}/${escapeToken(key)}`;
      if (key.startsWith('x-') || key === 'example' || key === 'examples') return [key, member];
      return [key, key === 'schema' ? schemaOf(member, at) : walk(member, at)];
    });
    return Object.fromEntries(entries);
  };
  const paths = walk(document['paths'] ?? {}, '/paths');
  return {
    document: { ...document, paths },
    notes: [...found].map(
      ([what, { first, count }]) =>
        `${first}: ${what} is no JSON Schema, and is ignored${count === 1 ? '' : ` there and in ${count - 1} more`}`,
    ),
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type that a document means by `String` or `int`; undefined where it means none of JSON Schema. */
function typeOf(value: Json): Json | undefined {
  if (!Array.isArray(value)) return typeof value === 'string' ? types[value.toLowerCase()] : undefined;
  const known = value.flatMap((each) => typeOf(each) ?? []);
  return known.length === value.length && known.length > 0 ? known : undefined;
}

/** Some documents have the pattern between the slashes of a language. */
function patternOf(source: string): string | undefined {
  const inside = /^\/(\^.*\$)\/[a-z]*$/.exec(source)?.[1] ?? source;
  return isPattern(inside) ? inside : undefined;
}

function shortly(value: Json): string {
  const text = JSON.stringify(value, (key, member: unknown) => (key === 'x-source' ? undefined : member));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
