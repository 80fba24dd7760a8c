/** The names that a contract has for the answers of an operation, found once for each status, as answers are many. */
import { statusMatches } from '../contract/model.ts';
import type { Operation, Schema } from '../contract/model.ts';

/** The names that are documented for answers with one status. */
export interface Documented {
  /** The top of the body; undefined where no schema is documented. */
  readonly body: Place | undefined;
  /** Headers, in lower case. */
  readonly headers: ReadonlySet<string>;
}

const known = new WeakMap<Operation, Map<number, Documented>>();

/** The documented names of an operation's answers with this status. */
export function documentedFor(operation: Operation, status: number): Documented {
  const byStatus = known.get(operation) ?? new Map<number, Documented>();
  known.set(operation, byStatus);
  const found = byStatus.get(status) ?? documented(operation, status);
  byStatus.set(status, found);
  return found;
}

function documented({ answers }: Operation, status: number): Documented {
  const fitting = answers.filter((answer) => statusMatches(status, answer.status));
  const schemas = fitting.flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
  return {
    body: schemas.length === 0 ? undefined : new Place(schemas),
    headers: new Set(fitting.flatMap(({ headers }) => headers.map(({ name }) => name.toLowerCase()))),
  };
}

/** A place in a body, and the schemas that may hold there. */
export class Place {
  /** Whether no schema names the members, or any member is documented. */
  readonly isFree: boolean;
  readonly #schemas: readonly Schema[];
  readonly #members = new Map<string, Place>();
  #items: Place | undefined;

  constructor(schemas: readonly Schema[]) {
    this.#schemas = schemas.flatMap(alternatives);
    this.isFree = !this.#schemas.some(({ properties }) => properties !== undefined) || this.#schemas.some(isOpen);
  }

  /** The places of the items of an array. */
  items(): Place {
    this.#items ??= new Place(this.#schemas.flatMap(({ items }): Schema[] => (items === undefined ? [] : [items])));
    return this.#items;
  }

  /** The place of a member; undefined if no schema names it. */
  member(name: string): Place | undefined {
    const place = this.#members.get(name) ?? this.#named(name);
    if (place !== undefined) this.#members.set(name, place);
    return place;
  }

  #named(name: string): Place | undefined {
    const named = this.#schemas
      .flatMap(({ properties = {} }) => (Object.hasOwn(properties, name) ? [properties[name]] : []))
      .filter((schema) => schema !== undefined);
    return named.length === 0 ? undefined : new Place(named);
  }
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
