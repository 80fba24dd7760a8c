/** The inputs of an operation: parameters, and the members of its body. */
import type { Parameter, Provenance, Role, Schema } from './model.ts';
import { isToken, list, object, provenance, text } from './raw.ts';
import type { JsonObject } from './json.ts';

/** Those of path and operation; the operation's go before. OpenAPI leaves some headers to other parts of the document. */
export function declaredParameters(item: JsonObject, raw: JsonObject): JsonObject[] {
  const own = list(raw['parameters']);
  const same = (a: JsonObject, b: JsonObject): boolean => a['name'] === b['name'] && a['in'] === b['in'];
  return [...list(item['parameters']).filter((each) => !own.some((other) => same(each, other))), ...own].filter(
    (each) => each['in'] !== 'header' || !/^(accept|content-type|authorization)$/i.test(text(each['name'])),
  );
}

export function buildParameter(raw: JsonObject, inherited: Provenance, fail: (what: string) => never): Parameter {
  const place = raw['in'];
  if (place !== 'query' && place !== 'header' && place !== 'path')
    return fail(`parameter "${text(raw['name'])}" is in "${text(place)}"; only query, header and path are supported`);
  const name = text(raw['name']);
  if (place === 'header' && !isToken(name)) return fail(`parameter ${JSON.stringify(name)} is no name of a header`);
  const example = raw['example'] ?? object(Object.values(object(raw['examples']))[0])['value'];
  const schema = withExample(object(raw['schema']), example);
  const role = (raw['x-role'] ?? schema['x-role']) as Role | undefined;
  return {
    name,
    in: place,
    pointer: `/${name}`,
    required: raw['required'] === true,
    schema,
    ...(role === undefined ? {} : { role }),
    provenance: provenance(raw, inherited),
  };
}

/** OpenAPI's `example`, of a parameter or a schema, is the first of JSON Schema's `examples`. */
function withExample(schema: Schema, example = schema['example']): Schema {
  return example === undefined ? schema : { ...schema, examples: [example, ...(schema.examples ?? [])] };
}

/** The members of a body, objects before their members; what only answers have is not sent. */
export function bodyParameters(schema: Schema, pointer: string, inherited: Provenance): Parameter[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    if (member['readOnly'] === true) return [];
    const role = member['x-role'] as Role | undefined;
    const parameter: Parameter = {
      name,
      in: 'body',
      pointer: `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      required: (schema.required ?? []).includes(name),
      schema: withExample(member),
      ...(role === undefined ? {} : { role }),
      provenance: provenance(member, inherited),
    };
    return [parameter, ...(member.type === 'object' ? bodyParameters(member, parameter.pointer, inherited) : [])];
  });
  return [...own, ...(schema.allOf ?? []).flatMap((branch) => bodyParameters(branch, pointer, inherited))];
}
