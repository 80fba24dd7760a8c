/** Resolves every `$ref` of the flow operations of a document, and ignores the rest. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readInput } from '../core/read-input.ts';
import { escapeToken, valueAtPointer } from '../core/json-pointer.ts';
import { maxDepth, maxNodes, memberProblem } from './bounds.ts';
import { withDiscriminator } from './discriminator.ts';
import type { Json, JsonObject } from './json.ts';
import { keywordProblem } from './keywords.ts';
import type { Problems } from './problems.ts';
import { object } from './raw.ts';
import { parseSource } from './source.ts';
import type { SourceFile } from './source.ts';

export const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Maximum bytes of one file; documents of large APIs have hundreds of thousands. */
export const maxFile = 4 * 1024 * 1024;

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
export interface Resolved {
  /** Contains only the paths with a flow operation, and no references. */
  readonly document: JsonObject;
  /** Notes for the user about recursive references and the places where they were cut. */
  readonly notes: readonly string[];
  /** The document, and the files to which its references lead. */
  readonly sources: readonly SourceFile[];
}

/** Reads a file. @throws UserError if it is too large or invalid */
export function readSource(file: string, problems: Problems): SourceFile | undefined {
  const name = path.relative(process.cwd(), file).startsWith('..') ? file : path.relative(process.cwd(), file);
  return problems.attempt(() => parseSource(name, readInput(file, name, maxFile)));
}

/**
 * Resolves the flow operations of a document.
 * @param file the absolute path of the document; references may only lead to files in its folder or below
 * @param value the document, with its overlay applied
 */
export function resolveFlows(file: string, source: SourceFile, value: Json, problems: Problems): Resolved {
  return new Resolver(file, { ...source, value }, problems).resolve();
}

/** A place in a file. */
interface Place {
  readonly file: string;
  readonly source: SourceFile;
  readonly pointer: string;
}

/** The target of a reference. */
interface Target {
  readonly value: Json;
  readonly place: Place;
}

class Resolver {
  readonly #file: string;
  readonly #sources: Map<string, SourceFile>;
  readonly #problems: Problems;
  readonly #notes = new Set<string>();
  readonly #resolved = new Map<string, Json>();
  readonly #open = new Set<string>();
  readonly #foreign: readonly string[];
  /** Whether places become sources, because the document has no `x-source`. */
  readonly #isOwnSource: boolean;
  #nodes = 0;

  constructor(file: string, source: SourceFile, problems: Problems) {
    this.#file = file;
    this.#sources = new Map([[file, source]]);
    this.#problems = problems;
    const foreign = object(source.value)['x-foreign'];
    this.#foreign = Array.isArray(foreign) ? foreign.filter((each) => typeof each === 'string') : [];
    this.#isOwnSource = !hasSources(source.value);
  }

  resolve(): Resolved {
    const source = this.#sources.get(this.#file);
    const root = object(source?.value);
    if (source === undefined) return { document: {}, notes: [], sources: [] };
    const at = (pointer: string): Place => ({ file: this.#file, source, pointer });
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
      sources: [...this.#sources.values()],
    };
  }

  /** The flow operations of a path; undefined without any. */
  #pathItem(raw: Json, place: Place): JsonObject | undefined {
    const reference = object(raw)['$ref'];
    const target = typeof reference === 'string' ? this.#follow(reference, place) : { value: raw, place };
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
    if (problem !== undefined) this.#report(place, problem);
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
      this.#report(place, `is nested more than ${maxDepth} levels deep, or holds itself`);
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
      return [name, typeof reference === 'string' ? (this.#end(reference, place)?.value ?? {}) : example];
    });
    return Object.fromEntries(named);
  }

  /** Checks the keys of an object: extension keywords, and unreadable values. */
  #checkMembers(value: JsonObject, place: Place, areNames: boolean, isUsed: (key: string) => boolean): void {
    const inPatterns = place.pointer.endsWith('/patternProperties');
    for (const [key, member] of Object.entries(value)) {
      const inside = { ...place, pointer: `${place.pointer}/${escapeToken(key)}` };
      const problem = isUsed(key) ? memberProblem(key, member, inPatterns) : undefined;
      if (problem !== undefined) this.#report(inside, problem);
      const isKeyword = key.startsWith('x-') && !areNames;
      const keyword = isKeyword ? keywordProblem(key, member, this.#foreign) : undefined;
      if (keyword !== undefined)
        this.#report({ ...inside, pointer: inside.pointer + keyword.pointer }, keyword.message);
    }
  }

  #resolveReference(reference: string, place: Place, depth: number): Json {
    const target = this.#end(reference, place);
    if (target === undefined) return {};
    const key = `${target.place.file}#${target.place.pointer}`;
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    if (this.#open.has(key)) {
      this.#notes.add(`${this.#nameOf(target.place)} refers back to itself; anything is accepted below that place`);
      return {};
    }
    this.#open.add(key);
    const resolved = this.#walk(target.value, target.place, depth + 1);
    this.#open.delete(key);
    this.#resolved.set(key, resolved);
    return resolved;
  }

  /** Follows a chain of references to its end; undefined, and a problem, if it is broken or circular. */
  #end(reference: string, place: Place): Target | undefined {
    const seen = new Set<string>();
    let target = this.#follow(reference, place);
    while (target !== undefined) {
      const next = object(target.value);
      if (typeof next['$ref'] !== 'string' || Object.keys(next).length > 1) return target;
      if (seen.has(next['$ref'])) {
        this.#report(place, `the $ref "${reference}" refers back to itself`);
        return undefined;
      }
      seen.add(next['$ref']);
      target = this.#follow(next['$ref'], target.place);
    }
    return target;
  }

  /** The place that a reference leads to; undefined, and a problem, if it does not exist. */
  #follow(reference: string, from: Place): Target | undefined {
    const [target = '', fragment = ''] = reference.split('#');
    const file = target === '' ? from.file : this.#fileOf(target, from);
    const source = file === undefined ? undefined : this.#sourceAt(file);
    if (file === undefined || source === undefined) return undefined;
    const pointer = decode(fragment);
    const value = valueAtPointer(source.value, pointer) as Json | undefined;
    if (value !== undefined) return { value, place: { file, source, pointer } };
    this.#report(from, `the $ref "${reference}" leads to a place that ${source.name} does not have`);
    return undefined;
  }

  #fileOf(target: string, from: Place): string | undefined {
    const folder = path.dirname(this.#file);
    if (/^[a-z][a-z0-9+.-]+:/i.test(target) && !target.startsWith('file:')) {
      this.#report(from, `a $ref leads to ${target}; a contract refers only to files beside it`);
      return undefined;
    }
    const file = target.startsWith('file:')
      ? fileURLToPath(target)
      : path.resolve(path.dirname(from.file), decode(target));
    const outside = (real: string, root: string): boolean => path.relative(root, real).startsWith('..');
    const refused = outside(file, folder)
      ? "outside of the contract's folder"
      : realPath(file) !== undefined && outside(realPath(file) ?? '', realpathSync(folder)) && file !== this.#file
        ? "a link out of the contract's folder"
        : undefined;
    if (refused === undefined) return file;
    this.#report(from, `a $ref leads to ${file}, ${refused}; copy the file into it`);
    return undefined;
  }

  #sourceAt(file: string): SourceFile | undefined {
    const known = this.#sources.get(file);
    if (known !== undefined) return known;
    if (realPath(file) === undefined) {
      this.#problems.add(file, 'a $ref leads to this file, which does not exist');
      return undefined;
    }
    const source = readSource(file, this.#problems);
    if (source !== undefined) this.#sources.set(file, source);
    return source;
  }

  #nameOf({ source, pointer }: Place): string {
    return `${source.name}:${source.lineOf(pointer)}#${pointer.slice(0, 200)}`;
  }

  #report(place: Place, what: string): void {
    this.#problems.add(this.#nameOf(place), what);
  }
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
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
