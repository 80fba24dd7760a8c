/** Resolves every `$ref` of the flow operations of a document, and ignores the rest. */
import path from 'node:path';
import { escapeToken } from '../core/json-pointer.ts';
import { maxDepth, maxNodes, memberProblem } from './bounds.ts';
import { withDiscriminator } from './discriminator.ts';
import type { Json, JsonObject } from './json.ts';
import { keywordProblem } from './keywords.ts';
import type { Problems } from './problems.ts';
import { object } from './raw.ts';
import { References } from './references.ts';
import type { Place } from './references.ts';
import type { SourceFile } from './source.ts';

export const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Objects whose keys are names: a header may be called `x-request-id`. */
const nameMaps = new Set(
  'properties patternProperties dependentSchemas $defs schemas responses headers parameters securitySchemes mapping'.split(
    ' ',
  ),
);
/** The keywords whose values are data of the API, with any keys. */
const data = new Set(['const', 'default', 'enum', 'example', 'examples']);
/** The keywords that contain schemas: by name, in a list, or one. */
const schemaHolders = new Set('properties items allOf anyOf oneOf schema additionalProperties'.split(' '));

/** The part of a document that the harness uses. */
interface Resolved {
  /** Contains only the paths with a flow operation, and no references. */
  readonly document: JsonObject;
  /** Notes for the user about recursive references and the places where they were cut. */
  readonly notes: readonly string[];
  /** The document, and the files to which its references lead. */
  readonly sources: readonly SourceFile[];
}

/**
 * Resolves the flow operations of a document.
 * @param file the absolute path of the document; references may only lead to files in its folder or below
 * @param value the document, with its overlay applied
 */
export function resolveFlows(file: string, source: SourceFile, value: Json, problems: Problems): Resolved {
  return new Resolver(file, { ...source, value }, problems).resolve();
}

class Resolver {
  readonly #file: string;
  readonly #source: SourceFile;
  readonly #problems: Problems;
  readonly #references: References;
  readonly #notes = new Set<string>();
  readonly #resolved = new Map<string, Json>();
  readonly #open = new Set<string>();
  readonly #foreign: readonly string[];
  /** Whether places become sources, because the document has no `x-source`. */
  readonly #isOwnSource: boolean;
  #nodes = 0;

  constructor(file: string, source: SourceFile, problems: Problems) {
    this.#file = file;
    this.#source = source;
    this.#problems = problems;
    this.#references = new References(file, source, problems);
    const foreign = object(source.value)['x-foreign'];
    this.#foreign = Array.isArray(foreign) ? foreign.filter((each) => typeof each === 'string') : [];
    this.#isOwnSource = !hasSources(source.value);
  }

  resolve(): Resolved {
    const root = object(this.#source.value);
    const at = (pointer: string): Place => ({ file: this.#file, source: this.#source, pointer });
    const document: JsonObject = {};
    for (const [key, value] of Object.entries(root))
      if (!['paths', 'components', 'definitions', 'parameters', 'responses', 'webhooks', 'tags'].includes(key))
        document[key] = this.#walk(value, at(`/${escapeToken(key)}`), 1);
    this.#checkMembers(root, at(''), false, (key) => key.startsWith('x-'));
    const paths: JsonObject = {};
    for (const [name, item] of Object.entries(object(root['paths']))) {
      const used = this.#pathItem(item, at(`/paths/${escapeToken(name)}`));
      if (used !== undefined) paths[name] = used;
    }
    const schemes = object(root['components'])['securitySchemes'];
    return {
      document: {
        ...document,
        paths,
        ...(schemes === undefined
          ? {}
          : { components: { securitySchemes: this.#walk(schemes, at('/components/securitySchemes'), 2) } }),
      },
      notes: [...this.#notes],
      sources: this.#references.sources,
    };
  }

  /** The flow operations of a path; undefined without any. */
  #pathItem(raw: Json, place: Place): JsonObject | undefined {
    const reference = object(raw)['$ref'];
    const target = typeof reference === 'string' ? this.#references.follow(reference, place) : { value: raw, place };
    const item = object(target?.value);
    const used: JsonObject = {};
    for (const [key, value] of Object.entries(item)) {
      const isOperation = methods.some((method) => method === key);
      const inside = {
        ...(target?.place ?? place),
        pointer: `${(target?.place ?? place).pointer}/${escapeToken(key)}`,
      };
      if (isOperation && object(value)['x-flow'] === undefined) {
        this.#checkMembers(object(value), inside, false, () => false);
        // Of other operations it matters only that their methods are taken.
        used[key] = {};
      } else if (isOperation || key === 'parameters') used[key] = this.#walk(value, inside, 3, isOperation);
    }
    if (!methods.some((method) => object(used[method])['x-flow'] !== undefined)) return undefined;
    const problem = memberProblem(place.pointer, raw, false);
    if (problem !== undefined) this.#references.report(place, problem);
    return used;
  }

  #walk(value: Json, place: Place, depth: number, isSource = false): Json {
    this.#nodes += 1;
    if (this.#nodes === maxNodes)
      this.#problems.add(
        this.#file,
        `has more than ${maxNodes} values below its flow operations when its aliases and references are written out`,
      );
    if (typeof value !== 'object' || value === null || this.#nodes > maxNodes) return value;
    if (depth > maxDepth) {
      this.#references.report(place, `is nested more than ${maxDepth} levels deep, or holds itself`);
      return {};
    }
    if (Array.isArray(value))
      return value.map((item, index) =>
        this.#walk(item, { ...place, pointer: `${place.pointer}/${index}` }, depth + 1, isSource),
      );
    const reference = value['$ref'];
    const target = typeof reference === 'string' ? this.#resolveReference(reference, place, depth) : {};
    // A source beside a reference is that of this use, and goes before those in what is referred to.
    const isCited = typeof reference === 'string' && value['x-source'] !== undefined && !Array.isArray(value);
    const walked: JsonObject = { ...object(isCited ? withoutSources(target) : target) };
    const own = typeof reference === 'string' ? Object.entries(value).filter(([key]) => key !== '$ref') : value;
    this.#members(Object.fromEntries(Array.isArray(own) ? own : Object.entries(own)), place, depth, walked);
    if (typeof reference === 'string' && own.length === 0 && !this.#marks(isSource)) return target;
    if (this.#marks(isSource)) walked['x-source'] = this.#sourceOf(place);
    return walked;
  }

  #marks(isSource: boolean): boolean {
    return isSource && this.#isOwnSource;
  }

  #sourceOf({ source, pointer }: Place): string {
    return `${path.basename(source.name)}:${source.lineOf(pointer)}`;
  }

  #members(value: JsonObject, place: Place, depth: number, into: JsonObject): void {
    const last = place.pointer.slice(place.pointer.lastIndexOf('/') + 1);
    const areNames = nameMaps.has(last);
    this.#checkMembers(value, place, areNames, () => true);
    for (const [key, member] of Object.entries(value)) {
      const inside = { ...place, pointer: `${place.pointer}/${escapeToken(key)}` };
      const isData = !areNames && (data.has(key) || key.startsWith('x-'));
      // An operation, a response, a schema and each property can be a source.
      const isSource = areNames
        ? last === 'properties' || last === 'responses'
        : schemaHolders.has(key) && key !== 'properties';
      const walked = isData ? this.#data(key, member, inside) : this.#walk(member, inside, depth + 1, isSource);
      const isBranches = (key === 'oneOf' || key === 'anyOf') && !areNames && Array.isArray(walked);
      into[key] = isBranches ? withDiscriminator(value, key, walked) : walked;
    }
  }

  /** Data of the API as it is; OpenAPI's examples have names, and may be references. */
  #data(key: string, member: Json, place: Place): Json {
    if (key !== 'examples' || Array.isArray(member)) return member;
    const named = Object.entries(object(member)).map(([name, example]): [string, Json] => {
      const reference = object(example)['$ref'];
      return [name, typeof reference === 'string' ? (this.#references.end(reference, place)?.value ?? {}) : example];
    });
    return Object.fromEntries(named);
  }

  /** Checks the keys of an object: extension keywords, and unreadable values. */
  #checkMembers(value: JsonObject, place: Place, areNames: boolean, isUsed: (key: string) => boolean): void {
    const inPatterns = place.pointer.endsWith('/patternProperties');
    for (const [key, member] of Object.entries(value)) {
      const inside = { ...place, pointer: `${place.pointer}/${escapeToken(key)}` };
      const problem = isUsed(key) ? memberProblem(key, member, inPatterns) : undefined;
      if (problem !== undefined) this.#references.report(inside, problem);
      const isKeyword = key.startsWith('x-') && !areNames;
      const keyword = isKeyword ? keywordProblem(key, member, this.#foreign) : undefined;
      if (keyword !== undefined)
        this.#references.report({ ...inside, pointer: inside.pointer + keyword.pointer }, keyword.message);
    }
  }

  #resolveReference(reference: string, place: Place, depth: number): Json {
    const target = this.#references.end(reference, place);
    if (target === undefined) return {};
    const key = `${target.place.file}#${target.place.pointer}`;
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    if (this.#open.has(key)) {
      this.#notes.add(
        `${this.#references.nameOf(target.place)} refers back to itself; anything is accepted below that place`,
      );
      return {};
    }
    this.#open.add(key);
    const resolved = this.#walk(target.value, target.place, depth + 1);
    this.#open.delete(key);
    this.#resolved.set(key, resolved);
    return resolved;
  }
}

/** A value without the sources in it. */
function withoutSources(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSources);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'x-source');
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutSources(member)]));
}

/** Whether a document has `x-source` keywords. */
function hasSources(value: Json, seen = new Set<Json>()): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  // Aliases of YAML are one value in many places.
  seen.add(value);
  return Object.entries(value).some(([key, member]) => key === 'x-source' || hasSources(member, seen));
}
