/** Follows the references of a document to places in it and in the files beside it. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { valueAtPointer } from '../core/json-pointer.ts';
import { decoded } from '../core/percent.ts';
import { readInput } from '../core/read-input.ts';
import type { Json } from './json.ts';
import type { Problems } from './problems.ts';
import { object } from './raw.ts';
import { parseSource } from './source.ts';
import type { SourceFile } from './source.ts';

/** Maximum bytes of one file; documents of large APIs have hundreds of thousands. */
export const maxFile = 4 * 1024 * 1024;

/** Reads a file. @throws UserError if it is too large or invalid */
export function readSource(file: string, problems: Problems): SourceFile | undefined {
  const name = path.relative(process.cwd(), file).startsWith('..') ? file : path.relative(process.cwd(), file);
  return problems.attempt(() => parseSource(name, readInput(file, name, maxFile)));
}

/** A place in a file. */
export interface Place {
  readonly file: string;
  readonly source: SourceFile;
  readonly pointer: string;
}

/** The target of a reference. */
interface Target {
  readonly value: Json;
  readonly place: Place;
}

export class References {
  readonly #file: string;
  readonly #sources: Map<string, SourceFile>;
  readonly #problems: Problems;

  /** @param file the absolute path of the document; references may only lead to files in its folder or below */
  constructor(file: string, source: SourceFile, problems: Problems) {
    this.#file = file;
    this.#sources = new Map([[file, source]]);
    this.#problems = problems;
  }

  /** The document, and the files to which its references led. */
  get sources(): readonly SourceFile[] {
    return [...this.#sources.values()];
  }

  /** Follows a chain of references to its end; undefined, and a problem, if it is broken or circular. */
  end(reference: string, place: Place): Target | undefined {
    const seen = new Set<string>();
    let target = this.follow(reference, place);
    while (target !== undefined) {
      const next = object(target.value);
      if (typeof next['$ref'] !== 'string' || Object.keys(next).length > 1) return target;
      if (seen.has(next['$ref'])) {
        this.report(place, `the $ref "${reference}" refers back to itself`);
        return undefined;
      }
      seen.add(next['$ref']);
      target = this.follow(next['$ref'], target.place);
    }
    return target;
  }

  /** The place that a reference leads to; undefined, and a problem, if it does not exist. */
  follow(reference: string, from: Place): Target | undefined {
    const [target = '', fragment = ''] = reference.split('#');
    const file = target === '' ? from.file : this.#fileOf(target, from);
    const source = file === undefined ? undefined : this.#sourceAt(file);
    if (file === undefined || source === undefined) return undefined;
    const pointer = decoded(fragment);
    const value = valueAtPointer(source.value, pointer) as Json | undefined;
    if (value !== undefined) return { value, place: { file, source, pointer } };
    this.report(from, `the $ref "${reference}" leads to a place that ${source.name} does not have`);
    return undefined;
  }

  #fileOf(target: string, from: Place): string | undefined {
    const folder = path.dirname(this.#file);
    if (/^[a-z][a-z0-9+.-]+:/i.test(target) && !target.startsWith('file:')) {
      this.report(from, `a $ref leads to ${target}; a contract refers only to files beside it`);
      return undefined;
    }
    const file = target.startsWith('file:')
      ? fileURLToPath(target)
      : path.resolve(path.dirname(from.file), decoded(target));
    const outside = (real: string, root: string): boolean => path.relative(root, real).startsWith('..');
    const refused = outside(file, folder)
      ? "outside of the contract's folder"
      : realPath(file) !== undefined && outside(realPath(file) ?? '', realpathSync(folder)) && file !== this.#file
        ? "a link out of the contract's folder"
        : undefined;
    if (refused === undefined) return file;
    this.report(from, `a $ref leads to ${file}, ${refused}; copy the file into it`);
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

  /** A place for messages. */
  nameOf({ source, pointer }: Place): string {
    return `${source.name}:${source.lineOf(pointer)}#${pointer.slice(0, 200)}`;
  }

  /** Reports a problem at a place. */
  report(place: Place, what: string): void {
    this.#problems.add(this.nameOf(place), what);
  }
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
