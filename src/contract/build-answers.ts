/** Turns the responses of an operation into answers: one for each situation and shape. */
import { defined } from '../core/defined.ts';
import { withBase } from './alternatives.ts';
import type { JsonObject, Json } from './json.ts';
import { isText, jsonIn } from './media-types.ts';
import type { Answer, Provenance, Schema } from './model.ts';
import { responseRoles, withRoles } from './place-roles.ts';
import { placedRoles } from './placed-roles.ts';
import { object, provenance, text } from './raw.ts';

/** The answers that a response stands for. */
export function buildAnswers(
  status: string,
  response: JsonObject,
  operation: Provenance,
  placed: ReturnType<typeof responseRoles>,
  cookie: string | undefined,
  fail: (what: string) => never,
): Answer[] {
  const own = provenance(response, operation);
  const content = Object.entries(object(response['content']));
  const schemaOf = (each: readonly [string, Json] | undefined): Schema | undefined =>
    object(each?.[1])['schema'] as Schema | undefined;
  const json = jsonIn(content) ?? content.find(([type]) => type === '*/*');
  const plain = content.find((each) => isText(each[0], schemaOf(each) ?? {}));
  const asText = json === undefined && placed.body.size === 0 && plain !== undefined;
  const read = json ?? (asText ? plain : undefined);
  const [mediaType] = read ?? content[0] ?? [];
  for (const each of content)
    if (each !== read && branchesOf(schemaOf(each)).some((branch) => branch['x-when'] !== undefined))
      fail(`"x-when" stands in the schema of ${each[0]}, which is not read; the harness reads JSON and text`);
  const otherTypes = content.map(([type]) => type).filter((type) => type !== mediaType);
  // Any other body has no properties.
  const written = schemaOf(read);
  const schema =
    isSuccess(status) && (written !== undefined || placed.body.size > 0)
      ? withRoles(written ?? {}, placed.body)
      : written;
  const whole = schemaOf(read ?? content[0]);
  const beside = isSuccess(status) ? placedRoles(response, whole, placed.beside, cookie, own, fail) : [];
  const isPlaced = (name: string): boolean => beside.some((each) => each.in === 'header' && each.name === name);
  const headers = Object.entries(object(response['headers'])).map(([name, header]) => ({
    name,
    required: object(header)['required'] === true || isPlaced(name),
    schema: object(object(header)['schema']),
    provenance: provenance(object(header), own),
  }));
  const common = {
    status,
    bodyOptional: response['x-body'] === 'optional',
    headers,
    ...(beside.length === 0 ? {} : { placed: beside }),
    ...defined({ mediaType }),
    ...(asText ? { isText: true as const } : {}),
    ...(otherTypes.length === 0 ? {} : { otherTypes }),
  };
  const answer = (when: unknown, from: Provenance, shape: Schema | undefined): Answer[] =>
    situations(when).map((each) => ({
      ...common,
      when: text(each['when']),
      provenance: provenance(each, from),
      ...defined({ schema: shape }),
    }));
  return [
    ...answer(response['x-when'], own, schema),
    ...branchesOf(schema).flatMap((branch) =>
      answer(branch['x-when'], provenance(branch as JsonObject, own), withBase(branch, schema)),
    ),
  ];
}

function branchesOf(schema: Schema | undefined): readonly Schema[] {
  return schema?.anyOf ?? schema?.oneOf ?? [];
}

function isSuccess(status: string): boolean {
  return /^2/.test(status);
}

function situations(when: unknown): JsonObject[] {
  if (when === undefined) return [];
  const entries = Array.isArray(when) ? when : [when as Json];
  return entries.map((entry) => (typeof entry === 'string' ? { when: entry } : object(entry)));
}
