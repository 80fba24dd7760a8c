/** The inputs of an operation: parameters, and the properties of its body. */
import { defined } from '../core/defined.ts';
import { escapeToken, tokensOf } from '../core/json-pointer.ts';
import type { Parameter, Provenance, Role, Schema } from './model.ts';
import { isToken, list, object, provenance, text } from './raw.ts';
import type { JsonObject } from './json.ts';

/** The parameters of path and operation; the operation's take precedence. Other parts of OpenAPI describe some headers. */
export function declaredParameters(item: JsonObject, raw: JsonObject): JsonObject[] {
  const own = list(raw['parameters']);
  const same = (a: JsonObject, b: JsonObject): boolean => a['name'] === b['name'] && a['in'] === b['in'];
  return [...list(item['parameters']).filter((each) => !own.some((other) => same(each, other))), ...own].filter(
    (each) => each['in'] !== 'header' || !/^(accept|content-type|authorization)$/i.test(text(each['name'])),
  );
}

/** Whether path or operation have the parameter `Accept`, which OpenAPI tells tools to send in their own way. */
export function namesAccept(item: JsonObject, raw: JsonObject): boolean {
  return [...list(item['parameters']), ...list(raw['parameters'])].some(
    (each) => each['in'] === 'header' && /^accept$/i.test(text(each['name'])),
  );
}

/** Headers about a connection and the framing of its messages (RFC 9110 section 7.6.1, RFC 9112 section 6). */
const ofTheConnection =
  /^(?:host|connection|content-length|expect|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;

/** @param roles roles by place and name, such as `query:username` */
export function buildParameter(
  raw: JsonObject,
  inherited: Provenance,
  roles: ReadonlyMap<string, string>,
  fail: (what: string) => never,
): Parameter[] {
  const place = raw['in'];
  const name = text(raw['name']);
  const example = raw['example'] ?? object(Object.values(object(raw['examples']))[0])['value'];
  const schema = withExample(object(raw['schema']), example);
  const role = (raw['x-role'] ?? schema['x-role'] ?? roles.get(`${text(place)}:${name}`)) as Role | undefined;
  const isCredential = place === 'cookie' && role !== undefined;
  if (place !== 'query' && place !== 'header' && place !== 'path' && !isCredential) {
    if (raw['required'] !== true) return [];
    return fail(
      `parameter "${name}" is in "${text(place)}"; give it "x-role: token", or write it as a security scheme`,
    );
  }
  if (place === 'header' && !isToken(name)) return fail(`parameter ${JSON.stringify(name)} is no name of a header`);
  if (place === 'header' && ofTheConnection.test(name))
    return fail(`parameter "${name}" is a header that the connection writes itself; take it out of the contract`);
  const parameter: Parameter = {
    name,
    in: place,
    pointer: `/${name}`,
    required: raw['required'] === true,
    schema,
    ...defined({ role }),
    provenance: provenance(raw, inherited),
  };
  return [parameter];
}

/** Parameters with one name at several places are named by their pointers: `identifier.type` and `type`. */
export function nameApart(parameters: readonly Parameter[]): Parameter[] {
  const isTaken = (name: string, own: Parameter): boolean =>
    parameters.some((other) => other !== own && other.name === name);
  return parameters.map((each) => {
    if (!isTaken(each.name, each)) return each;
    const dotted = each.in === 'body' ? tokensOf(each.pointer).join('.') : `${each.in}.${each.name}`;
    // The parameter at the top keeps the short name.
    return dotted === each.name ? each : { ...each, name: dotted };
  });
}

function exampleOf({ example, examples }: Schema): unknown {
  return example ?? examples?.[0];
}

/** OpenAPI's `example`, of a parameter or a schema, is the first of JSON Schema's `examples`. */
function withExample(schema: Schema, example = schema['example']): Schema {
  return example === undefined ? schema : { ...schema, examples: [example, ...(schema.examples ?? [])] };
}

/** The properties of a body, objects before their properties; read-only ones are not sent. */
export function bodyParameters(schema: Schema, pointer: string, inherited: Provenance, isItem = false): Parameter[] {
  const examples = object(exampleOf(schema));
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    if (member['readOnly'] === true) return [];
    const role = member['x-role'] as Role | undefined;
    const example = member['example'] ?? (member.examples === undefined ? examples[name] : undefined);
    const parameter: Parameter = {
      name,
      in: 'body',
      pointer: `${pointer}/${escapeToken(name)}`,
      // What stands beside a role in a list says which item it is.
      required: (schema.required ?? []).includes(name) || (isItem && (example ?? exampleOf(member)) !== undefined),
      schema: withExample(member, example),
      ...defined({ role }),
      provenance: provenance(member, inherited),
    };
    return [parameter, ...bodyParameters(parameter.schema, parameter.pointer, inherited)];
  });
  const listed = exampleOf(schema);
  const items = (schema.prefixItems ?? []).flatMap((item, index) => {
    const example = Array.isArray(listed) ? (listed[index] as unknown) : undefined;
    return bodyParameters(withExample(item, example), `${pointer}/${index}`, inherited, true);
  });
  const branches = [...(schema.allOf ?? []), ...alternative(schema)];
  return [...own, ...items, ...branches.flatMap((branch) => bodyParameters(branch, pointer, inherited))];
}

/** The branch of a body with the most roles; a login has identity and password in one of its branches. */
function alternative({ oneOf, anyOf }: Schema): readonly Schema[] {
  const branches = [...(oneOf ?? []), ...(anyOf ?? [])];
  const counted = branches.map((branch) => [branch, JSON.stringify(branch).split('"x-role"').length] as const);
  const [best] = [...counted].sort((a, b) => b[1] - a[1]);
  return best === undefined || best[1] === 1 ? [] : [best[0]];
}
