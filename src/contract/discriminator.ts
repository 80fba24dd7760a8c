/** The value of a discriminator in each branch of a schema (OpenAPI 3.1 section 4.8.25). */
import type { Json, JsonObject } from './json.ts';
import { object, text } from './raw.ts';

/**
 * The branches, each with the value by which a request says which one it is.
 * @param raw the schema with its references
 * @param branches its `oneOf` or `anyOf`, resolved
 */
export function withDiscriminator(raw: JsonObject, keyword: 'oneOf' | 'anyOf', branches: readonly Json[]): Json[] {
  const { propertyName, mapping } = object(raw['discriminator']);
  const references = Array.isArray(raw[keyword]) ? raw[keyword].map((each) => text(object(each)['$ref'])) : [];
  const values = Object.entries(object(mapping)).map(([value, to]) => [value, nameOf(text(to))] as const);
  return branches.map((branch, index) => {
    const name = nameOf(references[index] ?? '');
    if (typeof propertyName !== 'string' || name === '') return branch;
    const value = values.find(([, to]) => to === name)?.[0] ?? name;
    const schema = object(branch);
    const properties = object(schema['properties']);
    const said = object(properties[propertyName]);
    const isSaid = ['const', 'enum', 'default'].some((each) => said[each] !== undefined);
    if (isSaid) return branch;
    return { ...schema, properties: { ...properties, [propertyName]: { ...said, default: value } } };
  });
}

/** The name of the schema that a reference leads to; a mapping may have the name alone. */
function nameOf(reference: string): string {
  return reference.split(/[/#]/).at(-1) ?? '';
}
