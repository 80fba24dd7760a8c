/** JSON Schema validation: what does not fit, and where. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { contractKeywords } from '../contract/keywords.ts';
import type { Schema } from '../contract/model.ts';

/** Why an instance does not fit: `pointer` into the instance, `schemaPath` into the schema. */
export interface SchemaError {
  readonly pointer: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly message: string;
}

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
formats.default(ajv, ['uri', 'date', 'date-time']);
ajv.addFormat('email', /^[^@\s]+@[^@\s]+$/);
ajv.addFormat('jwt', isJwt);
for (const keyword of contractKeywords) ajv.addKeyword({ keyword, validate: () => true, errors: false });
const compiled = new WeakMap<Schema, ValidateFunction>();

/** The errors of an instance against a dereferenced schema. */
export function schemaErrors(schema: Schema, instance: unknown): SchemaError[] {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  return validate(instance) ? [] : (validate.errors ?? []).map(explain);
}

function explain(error: ErrorObject): SchemaError {
  const params = error.params as { missingProperty?: string; additionalProperty?: string };
  const missing = error.keyword === 'required' ? params.missingProperty : undefined;
  const token = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
  return {
    pointer: missing === undefined ? error.instancePath : `${error.instancePath}/${token(missing)}`,
    schemaPath:
      missing === undefined
        ? error.schemaPath
        : error.schemaPath.replace(/required$/, `properties/${token(missing)}/required`),
    keyword: error.keyword,
    message: error.message ?? error.keyword,
  };
}

/** Three base64url parts of which header and payload are JSON objects (RFC 7519 section 7.2). */
export function isJwt(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 3 &&
    parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part)) &&
    jwtPart(text, 0) !== undefined &&
    jwtPart(text, 1) !== undefined
  );
}

/** The header (0) or the claims (1) of a JSON Web Token, unverified. */
export function jwtPart(token: string, index: 0 | 1): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
