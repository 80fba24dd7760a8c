/** Checks that the flow operations are valid OpenAPI 3.1. */
import type { Validator } from '@seriousme/openapi-schema-validator';
import type { Locate } from './build.ts';
import type { JsonObject } from './json.ts';
import type { Problems } from './problems.ts';

let made: Promise<Validator> | undefined;

/** Loaded only by the process that checks contracts, since the library is large. */
function validator(): Promise<Validator> {
  return (made ??= import('@seriousme/openapi-schema-validator').then(
    ({ Validator }) => new Validator({ validateSchema: false, code: { optimize: false } }),
  ));
}

/** @param problems collects the deepest fault of each place */
export async function checkOpenApi(document: JsonObject, locate: Locate, problems: Problems): Promise<void> {
  // Dereferencing copies shared schemas, which would repeat their identifiers; a property may be called so, too.
  const unidentified = JSON.stringify(document, (key, value: unknown) => (key === '$id' ? undefined : value));
  const result = await (await validator()).validate(JSON.parse(unidentified) as JsonObject);
  if (result.valid || result.errors === undefined) return;
  if (typeof result.errors === 'string') {
    problems.add(locate(''), `is not an OpenAPI document: ${result.errors}`);
    return;
  }
  const [deepest] = [...result.errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  problems.add(
    locate(deepest?.instancePath ?? ''),
    `is not valid OpenAPI 3.1: ${deepest?.message ?? 'unknown error'} ${JSON.stringify(deepest?.params ?? {})}`,
  );
}
