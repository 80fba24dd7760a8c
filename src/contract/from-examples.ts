/** The schema of a body that a document describes by an example alone. */
import type { Json, JsonObject } from './json.ts';
import { object } from './raw.ts';

/** The schema of a media type; made of its example where the schema names no property. */
export function schemaOfMedia(media: JsonObject): JsonObject | undefined {
  const schema = media['schema'] === undefined ? undefined : object(media['schema']);
  const isDescribed = ['properties', 'items', 'allOf', 'anyOf', 'oneOf'].some(
    (keyword) => Object.keys(object(schema?.[keyword])).length > 0 || Array.isArray(schema?.[keyword]),
  );
  if (isDescribed) return schema;
  const [first] = Object.values(object(media['examples']));
  const example = parsed(media['example'] ?? object(first)['value'] ?? schema?.['example']);
  return typeof example === 'object' && example !== null ? { ...schema, ...describe(example) } : schema;
}

/** Some documents have JSON as a text. */
function parsed(example: Json | undefined): Json | undefined {
  if (typeof example !== 'string' || !/^\s*[[{]/.test(example)) return example;
  try {
    return JSON.parse(example) as Json;
  } catch {
    return example;
  }
}

/** A schema with all properties of an example, each with its value; their types are not known. */
function describe(example: Json): JsonObject {
  if (Array.isArray(example))
    return { type: 'array', ...(example[0] === undefined ? {} : { items: describe(example[0]) }) };
  if (typeof example !== 'object' || example === null) return { example };
  const properties = Object.fromEntries(Object.entries(example).map(([name, value]) => [name, describe(value)]));
  return { type: 'object', properties, required: Object.keys(properties) };
}
