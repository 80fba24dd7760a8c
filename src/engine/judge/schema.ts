/** JSON Schema validation: what does not fit, and where. */
import { defined } from '../../core/defined.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { escapeToken, valueAtPointer } from '../../core/json-pointer.ts';
import type { Schema } from '../../contract/model.ts';
import { validatorOf } from '../../contract/validate.ts';

/** Why an instance does not fit: `pointer` into the instance, `schemaPath` into the schema. */
export interface SchemaError {
  readonly pointer: string;
  readonly schemaPath: string;
  readonly keyword: string;
  /** The value that the keyword asks for, where that is one. */
  readonly limit?: unknown;
}

/** The errors of an instance against a dereferenced schema. */
export function schemaErrors(schema: Schema, instance: unknown): SchemaError[] {
  const validate = validatorOf(schema);
  return validate(instance) ? [] : (validate.errors ?? []).map((error) => explain(error, schema));
}

/** Under which names Ajv tells what a keyword asks for. */
const limits = ['limit', 'type', 'pattern', 'format', 'allowedValue', 'allowedValues', 'multipleOf'];

function explain({ keyword, params, instancePath, schemaPath }: ErrorObject, schema: Schema): SchemaError {
  const values = params as Readonly<Record<string, unknown>>;
  if (keyword === 'required') {
    const missing = escapeToken(String(values['missingProperty']));
    const path = schemaPath.replace(/required$/, `properties/${missing}/required`);
    return { pointer: `${instancePath}/${missing}`, schemaPath: path, keyword };
  }
  const limit =
    keyword === 'contains'
      ? valueAtPointer(schema, `${decodeURIComponent(schemaPath.slice(1))}/const`)
      : limits.map((name) => values[name]).find((value) => value !== undefined);
  return { pointer: instancePath, schemaPath, keyword, ...defined({ limit }) };
}
