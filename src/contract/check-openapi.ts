/** Checks that the flow operations are valid OpenAPI 3.1. */
import type { Validator } from '@seriousme/openapi-schema-validator';
import type { Locate } from './build.ts';
import type { JsonObject } from './json.ts';

let made: Promise<Validator> | undefined;

/** Loaded only by the process that checks contracts, since the library is large. */
function validator(): Promise<Validator> {
  return (made ??= import('@seriousme/openapi-schema-validator').then(
    ({ Validator }) => new Validator({ validateSchema: false, code: { optimize: false } }),
  ));
}

/** A fault of the structure of a document. */
interface Fault {
  readonly place: string;
  readonly what: string;
}

/** The deepest fault of the structure of a document; undefined without one. */
export async function faultOf(document: JsonObject, locate: Locate): Promise<Fault | undefined> {
  // Dereferencing copies shared schemas, which would repeat their identifiers; a property may be called so, too.
  const unidentified = JSON.stringify(document, (key, value: unknown) => (key === '$id' ? undefined : value));
  const result = await (await validator()).validate(JSON.parse(unidentified) as JsonObject);
  if (result.valid || result.errors === undefined) return undefined;
  if (typeof result.errors === 'string')
    return { place: locate(''), what: `is not an OpenAPI document: ${result.errors}` };
  const [deepest] = [...result.errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  return {
    place: locate(deepest?.instancePath ?? ''),
    what: `is not valid OpenAPI 3.1: ${deepest?.message ?? 'unknown error'} ${JSON.stringify(deepest?.params ?? {})}`,
  };
}
