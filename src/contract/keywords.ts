/** Checks the extension keywords of a contract against schemas/contract.schema.json. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { UserError } from '../core/user-error.ts';
import type { Json } from './json.ts';

const keywordSchema = JSON.parse(
  readFileSync(new URL('../../schemas/contract.schema.json', import.meta.url), 'utf8'),
) as { properties: Record<string, unknown> };

/** The extension keywords, as schemas/contract.schema.json defines them. */
export const contractKeywords: readonly string[] = Object.keys(keywordSchema.properties);

/** Where the keys of an object are names: a header may be called `x-request-id`. */
const nameMaps =
  /\/(properties|patternProperties|dependentSchemas|\$defs|schemas|responses|headers|parameters|securitySchemes|mapping)$/;
/** What stands there is a value of the API's, whatever its keys are. */
const data = new Set(['const', 'default', 'enum', 'example', 'examples']);

let validate: ValidateFunction | undefined;

/**
 * Checks every object of a file for unknown or misused extension keywords.
 * @param foreign keywords of other tools, with `*` for anything at the end
 * @throws UserError naming file and JSON Pointer
 */
export function checkKeywords(file: string, value: Json, foreign: readonly string[], pointer = ''): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => checkKeywords(file, item, foreign, `${pointer}/${index}`));
    return;
  }
  const own: Record<string, Json> = {};
  const areNames = nameMaps.test(pointer);
  for (const [key, member] of Object.entries(value)) {
    if (!areNames && data.has(key)) continue;
    if (!key.startsWith('x-') || areNames || isForeign(key, foreign)) {
      checkKeywords(file, member, foreign, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    } else own[key] = member;
  }
  validate ??= new Ajv2020({ strict: true, strictTypes: false }).compile(keywordSchema);
  if (validate(own)) return;
  const error =
    (validate.errors ?? []).find((each) => each.keyword === 'additionalProperties') ?? validate.errors?.at(-1);
  const unknown = error?.keyword === 'additionalProperties' && error.instancePath === '';
  if (unknown) {
    const name = (error.params as { additionalProperty: string }).additionalProperty;
    throw new UserError(
      `${file}#${pointer}/${name}: unknown keyword "${name}"; the keywords are ${contractKeywords.join(', ')} (another tool's keyword goes into the root's x-foreign)`,
    );
  }
  const allowed = (error?.params as { allowedValues?: string[] } | undefined)?.allowedValues;
  throw new UserError(
    `${file}#${pointer}${error?.instancePath ?? ''}: ${error?.message ?? 'is not valid'}${allowed === undefined ? '' : `: ${allowed.join(', ')}`} (see docs/contracts.md)`,
  );
}

function isForeign(key: string, foreign: readonly string[]): boolean {
  return foreign.some((each) => (each.endsWith('*') ? key.startsWith(each.slice(0, -1)) : key === each));
}
