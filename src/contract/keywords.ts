/** Checks the extension keywords of a contract against schemas/contract.schema.json. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { dataFile } from '../core/installation.ts';
import type { Json } from './json.ts';

const keywordSchema = JSON.parse(readFileSync(dataFile('schemas/contract.schema.json'), 'utf8')) as {
  properties: Record<string, unknown>;
};

/** The extension keywords, as schemas/contract.schema.json defines them. */
const contractKeywords: readonly string[] = Object.keys(keywordSchema.properties);

let validate: ValidateFunction | undefined;

/**
 * Checks one keyword that begins with `x-`. Keywords of other tools are ignored, unless they look like a misspelled one of this harness.
 * @param foreign keywords of other tools, with `*` for anything at the end
 * @returns the problem and its place below the keyword; undefined without a problem
 */
export function keywordProblem(
  name: string,
  value: Json,
  foreign: readonly string[],
): { readonly pointer: string; readonly message: string } | undefined {
  if (!contractKeywords.includes(name)) {
    const meant = contractKeywords.find((each) => isNear(name.toLowerCase(), each));
    if (meant === undefined || isForeign(name, foreign)) return undefined;
    return {
      pointer: '',
      message: `unknown keyword "${name}"; write "${meant}", or name it in the root's x-foreign if it is another tool's`,
    };
  }
  validate ??= new Ajv2020({ strict: true, strictTypes: false, code: { optimize: false } }).compile(keywordSchema);
  if (validate({ [name]: value })) return undefined;
  const error = validate.errors?.at(-1);
  if (name === 'x-values' && error?.keyword === 'not')
    return {
      pointer: error.instancePath.replace(/^\/[^/]*/, ''),
      message: 'has no value; write the one that your test environment has',
    };
  const allowed = (error?.params as { allowedValues?: string[] } | undefined)?.allowedValues;
  return {
    pointer: (error?.instancePath ?? '').replace(/^\/[^/]*/, ''),
    message: `${error?.message ?? 'is not valid'}${allowed === undefined ? '' : `: ${allowed.join(', ')}`} (see docs/contracts.md)`,
  };
}

function isForeign(key: string, foreign: readonly string[]): boolean {
  return foreign.some((each) => (each.endsWith('*') ? key.startsWith(each.slice(0, -1)) : key === each));
}

/** Whether two names differ by one letter added, removed or changed, or by two neighbors swapped. */
function isNear(name: string, keyword: string): boolean {
  if (name === keyword) return true;
  const [short, long] = name.length < keyword.length ? [name, keyword] : [keyword, name];
  const from = Array.from(short).findIndex((letter, index) => letter !== long[index]);
  const at = from < 0 ? short.length : from;
  if (long.length - short.length === 1) return short.slice(at) === long.slice(at + 1);
  if (long.length !== short.length) return false;
  const exchanged = short.slice(0, at) + (short[at + 1] ?? '') + (short[at] ?? '') + short.slice(at + 2);
  return short.slice(at + 1) === long.slice(at + 1) || exchanged === long;
}
