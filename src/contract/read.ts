/** Reads a contract's files: YAML and JSON below one folder, every `$ref` resolved. */
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { $RefParser } from '@apidevtools/json-schema-ref-parser';
import type { Validator } from '@seriousme/openapi-schema-validator';
import { checkBounds } from './bounds.ts';
import { checkSchemas } from './check-schemas.ts';
import type { Json, JsonObject } from './json.ts';
import { UserError } from '../core/user-error.ts';
import { checkKeywords } from './keywords.ts';

/**
 * Reads an OpenAPI 3.1 document and everything it refers to.
 * @param file the path of the document; references may only lead to files in its folder or below
 * @param trusted whether the document was checked in this run already; it is only resolved then
 * @returns the document without `$ref`s
 * @throws UserError naming file and place of what cannot be read, does not resolve or is not a contract
 */
export async function readContractFile(file: string, trusted = false): Promise<JsonObject> {
  const folder = path.dirname(path.resolve(file));
  let refused: UserError | undefined;
  const stop = (message: string): never => {
    refused = new UserError(message);
    throw refused;
  };
  const refuse = (what: string): never => stop(`${file}: a $ref leads to ${what}`);
  const readBelow = {
    order: 1,
    canRead: true,
    read: async (reference: { url: string }): Promise<string> => {
      const { url } = reference;
      // A path comes as a URL writes it, spaces encoded.
      const target = url.startsWith('file:') ? fileURLToPath(url) : path.resolve(decodeURIComponent(url));
      if (/^[a-z][a-z0-9+.-]+:/i.test(reference.url) && !reference.url.startsWith('file:'))
        return refuse(`${reference.url}; a contract refers only to files beside it`);
      if (path.relative(folder, target).startsWith('..'))
        return refuse(`${target}, outside of the contract's folder; copy the file into it`);
      // A link may lead anywhere.
      if (
        path.relative(await realpath(folder), await realpath(target)).startsWith('..') &&
        target !== path.resolve(file)
      )
        return refuse(`${target}, a link out of the contract's folder; copy the file into it`);
      const { size } = await stat(target);
      if (size > longestFile) return stop(`${target}: has ${size} bytes; ${longestFile} are the most`);
      return readFile(target, 'utf8');
    },
  };
  const options = { resolve: { http: false, file: readBelow } } as const;
  try {
    const files = await $RefParser.resolve(file, options);
    const values = files.values() as Record<string, Json>;
    if (!trusted)
      for (const [name, value] of Object.entries(values)) {
        checkBounds(path.relative(process.cwd(), name), value);
        checkKeywords(path.relative(process.cwd(), name), value, foreign(values));
      }
    const dereferenced = await $RefParser.dereference(file, { ...options, dereference: { circular: false } });
    const document = dereferenced as unknown as JsonObject;
    if (!trusted) {
      checkBounds(file, document);
      await checkOpenApi(file, document);
      checkSchemas(file, document);
    }
    return document;
  } catch (error) {
    throw refused ?? explained(file, error);
  }
}

/** Bytes of one file; the documents of large APIs have hundreds of thousands. */
const longestFile = 4 * 1024 * 1024;

function foreign(values: Record<string, Json>): string[] {
  const root = Object.values(values)[0] as JsonObject | undefined;
  return Array.isArray(root?.['x-foreign']) ? (root['x-foreign'] as string[]) : [];
}

let made: Promise<Validator> | undefined;

/** Loaded by the process that checks contracts: it is much to load. */
function validator(): Promise<Validator> {
  return (made ??= import('@seriousme/openapi-schema-validator').then(({ Validator }) => new Validator()));
}

async function checkOpenApi(file: string, document: JsonObject): Promise<void> {
  const version = document['openapi'];
  if (typeof version !== 'string' || !version.startsWith('3.1'))
    throw new UserError(
      `${file}: "openapi" is ${JSON.stringify(version)}; a contract is an OpenAPI 3.1 document, so write "openapi: 3.1.0"`,
    );
  // Schemas that several places refer to stand there more than once by now, so their identifiers would be repeated.
  const unidentified = JSON.stringify(document, (key, value: unknown) =>
    key === '$id' && typeof value === 'string' ? undefined : value,
  );
  const result = await (await validator()).validate(JSON.parse(unidentified) as JsonObject);
  if (result.valid || typeof result.errors === 'string' || result.errors === undefined) {
    if (typeof result.errors === 'string') throw new UserError(`${file}: is not an OpenAPI document: ${result.errors}`);
    return;
  }
  const deepest = [...result.errors].sort((a, b) => b.instancePath.length - a.instancePath.length)[0];
  throw new UserError(
    `${file}#${deepest?.instancePath ?? ''}: is not valid OpenAPI 3.1: ${deepest?.message ?? 'unknown error'} ${JSON.stringify(deepest?.params ?? {})}`,
  );
}

function explained(file: string, error: unknown): Error {
  if (error instanceof UserError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  if (cause.name === 'ReferenceError' || /circular/i.test(cause.message))
    return new UserError(`${file}: a $ref refers back to itself (${cause.message}); write the schema out instead`);
  return new UserError(`${file}: ${cause.message.replaceAll('\n', ' ')}`);
}
