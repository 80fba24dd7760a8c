/** Roles that an operation assigns by place (`x-roles`), for schemas without `x-role`. */
import { tokensOf } from '../core/json-pointer.ts';
import type { JsonObject } from './json.ts';
import type { Role, Schema } from './model.ts';
import { object, text } from './raw.ts';

/** Roles by pointer into a body. */
type BodyRoles = ReadonlyMap<string, string>;

/** Roles by place: pointers into a JSON body, and other places. */
interface PlacedRoles {
  readonly body: BodyRoles;
  /** Roles by place and name, such as `query:username`; `body` is a body that is the value itself. */
  readonly beside: ReadonlyMap<string, string>;
}

/** The roles of a request: a pointer into the body, or `query:NAME`, `header:NAME`, `path:NAME`. */
export function requestRoles(operation: JsonObject, fail: (what: string) => never): PlacedRoles {
  const { request } = object(operation['x-roles']);
  const help = '; write a JSON Pointer such as /email, or query:NAME, header:NAME, path:NAME';
  return rolesByPlace(request, /^(\/|(query|header|path):.)/, help, fail);
}

/** The roles of a success: a pointer into its body, or `header:NAME`, `cookie:NAME`, `body`. */
export function responseRoles(operation: JsonObject, fail: (what: string) => never): PlacedRoles {
  const { response } = object(operation['x-roles']);
  const help = ' of the response; write a JSON Pointer such as /token, or header:NAME, cookie:NAME, body';
  return rolesByPlace(response, /^(\/|(header|cookie):.|body$)/, help, fail);
}

function rolesByPlace(said: unknown, allowed: RegExp, help: string, fail: (what: string) => never): PlacedRoles {
  const placed = Object.entries(object(said)).map(([role, place]) => [text(place), role] as const);
  const wrong = placed.find(([place]) => !allowed.test(place));
  if (wrong !== undefined) fail(`x-roles says that ${wrong[1]} is at "${wrong[0]}"${help}`);
  return {
    body: new Map(placed.filter(([place]) => place.startsWith('/'))),
    beside: new Map(placed.filter(([place]) => !place.startsWith('/'))),
  };
}

/** The place of a list's items in its schema: a request has each of them, a response is read at the first. */
type Lists = 'items' | 'prefixItems';

/** The schema with each role at its place, also at places that the schema does not describe. */
export function withRoles(schema: Schema, roles: BodyRoles, lists: Lists = 'items'): Schema {
  return [...roles].reduce((marked, [pointer, role]) => {
    const tokens = tokensOf(pointer);
    return mark(marked, tokens, role as Role, lists) ?? add(marked, tokens, role as Role, lists);
  }, schema);
}

/** @returns undefined if the schema does not describe the place */
function mark(schema: Schema, [token, ...rest]: readonly string[], role: Role, lists: Lists): Schema | undefined {
  if (token === undefined) return { ...schema, 'x-role': role };
  const within = (inner: Schema): Schema => mark(inner, rest, role, lists) ?? add(inner, rest, role, lists);
  const property = schema.properties?.[token];
  if (property !== undefined) return { ...schema, properties: { ...schema.properties, [token]: within(property) } };
  if (isIndex(token) && (schema.items ?? schema.prefixItems) !== undefined)
    return { ...schema, ...inList(schema, Number(token), within, lists) };
  const changed = (['allOf', 'anyOf', 'oneOf'] as const).flatMap((keyword) => {
    const branches = schema[keyword] ?? [];
    const marked = branches.map((branch) => mark(branch, [token, ...rest], role, lists));
    const isHere = marked.some((each) => each !== undefined);
    return isHere ? [[keyword, branches.map((branch, index) => marked[index] ?? branch)] as const] : [];
  });
  return changed.length === 0 ? undefined : { ...schema, ...Object.fromEntries(changed) };
}

function add(schema: Schema, [token, ...rest]: readonly string[], role: Role, lists: Lists): Schema {
  if (token === undefined) return { ...schema, 'x-role': role };
  const added = add({}, rest, role, lists);
  if (isIndex(token) && schema.properties === undefined)
    return { ...schema, ...inList(schema, Number(token), () => added, lists) };
  return { ...schema, properties: { ...schema.properties, [token]: added } };
}

function isIndex(token: string): boolean {
  return /^\d{1,2}$/.test(token);
}

/** The items of a list, one of them changed. */
function inList(
  { items = {}, prefixItems = [] }: Schema,
  index: number,
  change: (item: Schema) => Schema,
  lists: Lists,
): Schema {
  if (lists === 'items') return { items: change(items) };
  const all = Array.from({ length: Math.max(prefixItems.length, index + 1) }, (_, at) => prefixItems[at] ?? items);
  return { type: 'array', prefixItems: all.map((item, at) => (at === index ? change(item) : item)) };
}
