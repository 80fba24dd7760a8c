/** Failures that the body of a success status marks, where a document has them as alternatives and says no more. */
import { withBase } from './alternatives.ts';
import type { Json, JsonObject } from './json.ts';
import { jsonIn } from './media-types.ts';
import { list, object, text } from './raw.ts';

/** The responses of an operation by status. */
type Responses = readonly (readonly [status: string, response: JsonObject])[];

/** Responses whose successes are marked, and those that stand for a failure with a success status. */
interface Marked {
  readonly responses: Responses;
  readonly failures: Responses;
}

/**
 * Tells the failures among the alternatives of a success status. Where a response says its situations, all of them do.
 * @param responses the responses of an operation, resolved
 */
export function markFailures(responses: Responses): Marked {
  const isSaid = responses.some(([, response]) => saysSituations(response));
  const alternatives = responses.map(([status, response]) => [status, branchesOf(response)] as const);
  if (isSaid || !alternatives.some(([status, branches]) => /^2/.test(status) && branches.some(isFailure)))
    return { responses, failures: [] };
  const only = (response: JsonObject, branch: JsonObject): JsonObject => ({
    ...response,
    content: { 'application/json': { schema: branch } },
  });
  const split = (wanted: boolean): Responses =>
    responses.flatMap(([status, response]): Responses => {
      if (!/^2/.test(status)) return wanted ? [[status, response]] : [];
      const branches = branchesOf(response);
      if (!branches.some(isFailure)) return wanted ? [[status, { ...response, 'x-when': 'success' }]] : [];
      return branches
        .filter((branch) => isFailure(branch) !== wanted)
        .map((branch) => [status, { ...only(response, branch), ...(wanted ? { 'x-when': 'success' } : {}) }]);
    });
  return { responses: split(true), failures: split(false) };
}

function saysSituations(response: JsonObject): boolean {
  return response['x-when'] !== undefined || branchesOf(response).some((each) => each['x-when'] !== undefined);
}

/** The alternatives of the JSON of a response; none where they are not told apart. */
function branchesOf(response: JsonObject): JsonObject[] {
  const [, media] = jsonIn(Object.entries(object(response['content']))) ?? [];
  const schema = object(object(media)['schema']);
  const branches = list(schema['oneOf'] ?? schema['anyOf']).map((branch) => withBase(branch, schema) as JsonObject);
  return branches.some(isFailure) && !branches.every(isFailure) ? branches : [];
}

/** Whether a body has to say that it is a failure: `error`, `success: false`, `status: error`, `active: false`. */
function isFailure({ properties, required }: JsonObject): boolean {
  const names = Array.isArray(required) ? required.map(text) : [];
  return names.some((name) => {
    const { const: only, enum: values } = object(object(properties)[name]);
    const value = only ?? (Array.isArray(values) && values.length === 1 ? values[0] : undefined);
    return value === undefined ? /^(errors?|err_?code|error_?code)$/i.test(name) : saysFailure(name, value);
  });
}

function saysFailure(name: string, value: Json | undefined): boolean {
  if (value === false) return /^(ok|success|succeeded|status|result|active)$/i.test(name);
  return typeof value === 'string' && /^(error|fail|failed|failure)$/i.test(value);
}
