/** The keywords of an OpenAPI 3.1 schema that constrain an instance; all others describe, name or belong to other tools. */
import { escapeToken } from '../core/json-pointer.ts';

/** Annotations and identifiers of JSON Schema, and additions of OpenAPI. After dereferencing, identifiers are unused. */
export const annotations = new Set(
  'title description default examples example deprecated readOnly writeOnly discriminator xml externalDocs $schema $id $anchor $dynamicAnchor $comment $vocabulary contentMediaType contentEncoding contentSchema'.split(
    ' ',
  ),
);
/** The keywords whose values are schemas by name, schemas in a list, or one schema. */
export const named = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
export const listed = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
export const single = new Set(
  'items additionalProperties not if then else contains propertyNames unevaluatedItems unevaluatedProperties'.split(
    ' ',
  ),
);

/** The keywords and formats that a validator knows. */
export interface Known {
  keyword(name: string): boolean;
  format(name: string): boolean;
  pattern(source: string): boolean;
  refuse(pointer: string, what: string): never;
}

/** A copy of a schema with its assertions only; pointers into it are the same. Unknown formats are annotations. */
export function assertionsOf(schema: unknown, known: Known, pointer = ''): unknown {
  if (!isObject(schema)) return schema;
  const at = (key: string | number): string => `${pointer}/${escapeToken(String(key))}`;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (annotations.has(key) || key.startsWith('x-')) continue;
    if (key === 'format' && typeof value === 'string' && !known.format(value)) continue;
    // A keyword of OpenAPI 3.0; JSON Schema has the type `null` for it.
    if (key === 'nullable' && schema['type'] === undefined) continue;
    const below = at(key);
    const each = ([name, member]: [string, unknown]): [string, unknown] => [
      name,
      assertionsOf(member, known, `${below}/${escapeToken(name)}`),
    ];
    const sources =
      key === 'pattern' ? [value] : key === 'patternProperties' && isObject(value) ? Object.keys(value) : [];
    for (const source of sources)
      if (typeof source === 'string' && !known.pattern(source))
        known.refuse(below, `${JSON.stringify(source)} is no regular expression of ECMA-262`);
    if (named.has(key) && isObject(value)) copy[key] = Object.fromEntries(Object.entries(value).map(each));
    else if (listed.has(key) && Array.isArray(value))
      copy[key] = value.map((member, index) => assertionsOf(member, known, `${below}/${index}`));
    else if (single.has(key)) copy[key] = assertionsOf(value, known, below);
    else if (key === 'required' && Array.isArray(value)) copy[key] = value.filter((name) => !isWriteOnly(schema, name));
    else if (known.keyword(key)) copy[key] = value;
    else known.refuse(below, `unknown keyword "${key}" in a schema; keywords of one's own begin with "x-"`);
  }
  return copy;
}

/** A property of requests only; responses may omit it even if it is required (OpenAPI 3.0.3 section 4.7.24). */
function isWriteOnly(schema: Record<string, unknown>, name: unknown): boolean {
  const members = schema['properties'];
  const member = isObject(members) ? members[String(name)] : undefined;
  return isObject(member) && member['writeOnly'] === true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
