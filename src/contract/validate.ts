/** Validates instances against the schemas of a contract: JSON Schema 2020-12 with the formats of OpenAPI 3.1. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { annotations, assertionsOf } from './assertions.ts';
import type { Known } from './assertions.ts';
import { UserError } from '../core/user-error.ts';
import { isJwt } from '../core/jwt.ts';
import type { Schema } from './model.ts';
import { engine, isPattern } from './pattern.ts';

const ajv = new Ajv2020({
  allErrors: true,
  strictTypes: false,
  strictTuples: false,
  allowMatchingProperties: true,
  validateSchema: false,
  logger: false,
  code: { regExp: engine, optimize: false },
});
formats.default(ajv, [
  'date',
  'date-time',
  'time',
  'duration',
  'uri',
  'uri-reference',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
  'json-pointer',
  'int32',
  'int64',
]);
ajv.addFormat('email', /^[^@\s]+@[^@\s]+$/);
ajv.addFormat('jwt', isJwt);
ajv.addFormat('regex', isPattern);

const compiled = new WeakMap<Schema, ValidateFunction>();

/** The validator of a dereferenced schema, compiled once. */
export function validatorOf(schema: Schema): ValidateFunction {
  const known = compiled.get(schema) ?? ajv.compile(copyOf(schema));
  compiled.set(schema, known);
  return known;
}

/** Whether JSON Schema or OpenAPI defines a keyword of schemas, or a tool its own. */
export function isKeyword(name: string): boolean {
  return annotations.has(name) || name.startsWith('x-') || ajv.getKeyword(name) !== false;
}

/** Whether a schema allows an instance. */
export function allows(schema: Schema, instance: unknown): boolean {
  return validatorOf(schema)(instance);
}

/**
 * Whether a schema allows a text from a form, a query or a header, where `100` is an integer
 * if the schema has that type, and `a,b` an array (OpenAPI's `style: simple`).
 */
export function allowsText(schema: Schema, text: string): boolean {
  return readings(schema, text).some((value) => allows(schema, value));
}

function readings(schema: Schema, text: string): unknown[] {
  const found: unknown[] = [text];
  if (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) found.push(Number(text));
  if (text === 'true' || text === 'false') found.push(text === 'true');
  if ([schema.type].flat().includes('array')) {
    const { items } = schema;
    const item = (part: string): unknown =>
      items === undefined ? part : (readings(items, part).find((value) => allows(items, value)) ?? part);
    found.push(text === '' ? [] : text.split(',').map((part) => item(part.trim())));
  }
  return found;
}

/**
 * Checks and compiles a schema.
 * @param place file and JSON Pointer, for error messages
 * @throws UserError for an invalid JSON Schema 2020-12
 */
export function checkSchema(place: string, schema: Schema): void {
  const fail = (pointer: string, what: string): never => {
    throw new UserError(`${place}${pointer}: ${what}`);
  };
  const copy = copyOf(schema, fail);
  if (!ajv.validateSchema(copy)) {
    const error = ajv.errors?.[0];
    fail(error?.instancePath ?? '', `is not JSON Schema 2020-12: ${error?.message ?? 'unknown error'}`);
  }
  try {
    validatorOf(schema);
  } catch (error) {
    fail('', `cannot be used as a schema: ${(error as Error).message.replace('strict mode: ', '')}`);
  }
}

function copyOf(schema: Schema, refuse?: Known['refuse']): object | boolean {
  return assertionsOf(schema, {
    keyword: (name) => ajv.getKeyword(name) !== false,
    format: (name) => ajv.formats[name] !== undefined,
    pattern: isPattern,
    refuse:
      refuse ??
      ((pointer, what) => {
        throw new UserError(`${pointer}: ${what}`);
      }),
  }) as object | boolean;
}
