/** JSON Schema validation: what does not fit, and where. */
import type { ErrorObject } from 'ajv/dist/2020.js';
import { escape } from '../../contract/members.ts';
import type { Schema } from '../../contract/model.ts';
import { validatorOf } from '../../contract/validate.ts';

export { isJwt, jwtPart } from '../../core/jwt.ts';

/** Why an instance does not fit: `pointer` into the instance, `schemaPath` into the schema. */
export interface SchemaError {
  readonly pointer: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly message: string;
}

/** The errors of an instance against a dereferenced schema. */
export function schemaErrors(schema: Schema, instance: unknown): SchemaError[] {
  const validate = validatorOf(schema);
  return validate(instance) ? [] : (validate.errors ?? []).map(explain);
}

function explain(error: ErrorObject): SchemaError {
  const params = error.params as { missingProperty?: string; additionalProperty?: string };
  const missing = error.keyword === 'required' ? params.missingProperty : undefined;
  return {
    pointer: missing === undefined ? error.instancePath : `${error.instancePath}/${escape(missing)}`,
    schemaPath:
      missing === undefined
        ? error.schemaPath
        : error.schemaPath.replace(/required$/, `properties/${escape(missing)}/required`),
    keyword: error.keyword,
    message: error.message ?? error.keyword,
  };
}
