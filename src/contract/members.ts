/** The documented properties of a schema, one requirement each. */
import { defined } from '../core/defined.ts';
import { escapeToken } from '../core/json-pointer.ts';
import { answersTo } from './model.ts';
import type { Answer, Operation, PlacedRole, Provenance, Role, Schema } from './model.ts';
import { provenance } from './raw.ts';

/** A documented property. In `pointer`, `*` is any array index; `schemaPath` is the path of Ajv's errors. */
export interface Member {
  readonly name: string;
  readonly pointer: string;
  readonly schemaPath: string;
  readonly schema: Schema;
  readonly required: boolean;
  /** Whether it is a further requirement for the same value: an `allOf` branch with its own level. */
  readonly refines: boolean;
  readonly role?: Role;
  readonly provenance: Provenance;
}

/** All properties below a schema, outer ones first; an `allOf` branch with its own level counts as a property. */
export function membersOf(schema: Schema, inherited: Provenance): readonly Member[] {
  const known = walked.get(schema)?.get(inherited) ?? walk(schema, originOf(schema, inherited), '', '', '#');
  walked.set(schema, (walked.get(schema) ?? new Map<Provenance, readonly Member[]>()).set(inherited, known));
  return known;
}

const walked = new WeakMap<Schema, Map<Provenance, readonly Member[]>>();

function walk(schema: Schema, inherited: Provenance, name: string, pointer: string, path: string): Member[] {
  const found: Member[] = [];
  for (const [key, member] of Object.entries(schema.properties ?? {})) {
    const role = member['x-role'] as Role | undefined;
    const own: Member = {
      name: name === '' ? key : `${name}.${key}`,
      pointer: `${pointer}/${escapeToken(key)}`,
      schemaPath: `${path}/properties/${escapeToken(key)}`,
      schema: member,
      required: (schema.required ?? []).includes(key) && member['writeOnly'] !== true,
      refines: false,
      ...defined({ role }),
      provenance: originOf(member, inherited),
    };
    found.push(own, ...walk(member, own.provenance, own.name, own.pointer, own.schemaPath));
  }
  if (schema.items !== undefined) found.push(...walk(schema.items, inherited, name, `${pointer}/*`, `${path}/items`));
  (schema.allOf ?? []).forEach((branch, index) => {
    const branchPath = `${path}/allOf/${index}`;
    if (branch['x-level'] !== undefined)
      found.push({
        name: `${name}.${branch.format ?? String(index)}`,
        pointer,
        schemaPath: branchPath,
        schema: branch,
        required: true,
        refines: true,
        provenance: originOf(branch, inherited),
      });
    found.push(...walk(branch, inherited, name, pointer, branchPath));
  });
  return found;
}

/** The provenance of a schema; with a source of its own it does not inherit a reading, which is about another place. */
function originOf(schema: Schema, { reading, ...inherited }: Provenance): Provenance {
  return provenance(schema, schema['x-source'] === undefined ? { ...inherited, ...defined({ reading }) } : inherited);
}

/** The place of the value with a role in a response: at a property of its JSON, or beside it. */
type RolePlace = Member | PlacedRole;

/** The place of a role in a response; a property of the body comes first. */
export function placeOf({ schema, provenance: origin, placed = [] }: Answer, role: Role): RolePlace | undefined {
  const members = schema === undefined ? [] : membersOf(schema, origin);
  const own = members.find((member) => member.role === role) ?? placed.find((each) => each.role === role);
  return own ?? (schema === undefined ? undefined : sharedPlace(schema, origin, role));
}

/** The place of a role that all branches of a `oneOf` or `anyOf` have at the same pointer. */
function sharedPlace(schema: Schema, origin: Provenance, role: Role): Member | undefined {
  const branches = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  const places = branches.map((branch) => membersOf(branch, origin).find((member) => member.role === role));
  const [first] = places;
  if (first === undefined || places.some((place) => place?.pointer !== first.pointer)) return undefined;
  return { ...first, required: places.every((place) => place?.required === true) };
}

/** Whether successes of an operation may have a value with a role, or must. */
export function returnsRole(operation: Operation, role: Role, how: 'optional' | 'required' = 'optional'): boolean {
  const success = answersTo(operation, 'success')[0];
  const place = success === undefined ? undefined : placeOf(success, role);
  return place !== undefined && (how === 'optional' || place.required);
}

/** A description that fits into a sentence, such as "a price in cents": a team's own sentences do not. */
const phrase = /^(?![A-Z][a-z]*( |$)).{1,119}[^.!?:]$/s;

/** A schema in a few words: "an integer", "exactly \"user\"", "a non-empty string". */
export function describeSchema(schema: Schema): string {
  if (schema.const !== undefined) return `exactly ${JSON.stringify(schema.const)}`;
  if (schema.enum !== undefined) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  if (schema.format === 'jwt') return 'a JSON Web Token';
  const description = schema.description?.replace(/\s+/g, ' ').trim() ?? '';
  if (phrase.test(description)) return description;
  const types = [schema.type ?? []].flat().map((type) => describeType(type, schema));
  return types.join(' or ') || 'any value';
}

function describeType(type: string, schema: Schema): string {
  if (type === 'string') {
    if (schema.format === 'uri') return 'a URL';
    if (schema.pattern?.includes('@') === true || schema.format === 'email') return 'an e-mail address';
    if (schema.pattern !== undefined) return `a string that matches ${schema.pattern}`;
    return (schema.minLength ?? 0) > 0 ? 'a non-empty string' : 'a string';
  }
  if (type === 'integer') return schema.minimum === 1 ? 'a positive integer' : 'an integer';
  if (type === 'array') {
    if (schema['maxItems'] === 0) return 'an empty array';
    return schema['minItems'] === 1 && schema['maxItems'] === 1 ? 'an array of exactly one item' : 'an array';
  }
  if (type === 'null') return 'null';
  return type === 'object' ? 'an object' : `a ${type}`;
}
