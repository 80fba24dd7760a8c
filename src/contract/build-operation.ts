/** Turns an operation of a dereferenced document into one of the contract. */
import { buildAnswers } from './build-answers.ts';
import { bodyParameters, buildParameter, declaredParameters, nameApart, namesAccept } from './build-parameters.ts';
import { asDocumented, buildSecurity } from './build-security.ts';
import { schemaOfMedia } from './from-examples.ts';
import type { JsonObject } from './json.ts';
import { isFormType, isJsonType, jsonType, multipartType } from './media-types.ts';
import { markFailures } from './marked-failures.ts';
import { carriesSession } from './model.ts';
import type { Answer, ExtraCase, Flow, Operation, Parameter, Schema, SecurityScheme } from './model.ts';
import { requestRoles, responseRoles, withRoles } from './place-roles.ts';
import { list, object, provenance, slugOf, text } from './raw.ts';
import { methods } from './resolve.ts';
import { silentAnswers } from './silent-answers.ts';

/** An operation where it stands in its document. */
interface Placed {
  /** The path as the document names it, which may have a `#` that tells it from another one. */
  readonly named: string;
  readonly method: string;
  readonly item: JsonObject;
  readonly raw: JsonObject;
  readonly document: JsonObject;
  /** By name; a text is the reason for an unusable one. */
  readonly schemes: ReadonlyMap<string, SecurityScheme | string>;
  readonly fail: (what: string) => never;
}

/** @throws UserError for what cannot be tested */
export function buildOperation(placed: Placed): Operation {
  const { named, method, raw, document, schemes, fail } = placed;
  const path = pathOf(named, fail);
  const paths = Object.entries(object(document['paths'])).filter(([each]) => withoutName(each) === path);
  const flow = raw['x-flow'] as Flow;
  const origin = provenance(raw);
  const { bodyTypes, declared } = inputsOf(placed, flow);
  const requirements = requirementsOf(flow, raw, document, schemes);
  const { security: declaredSecurity, parameters } = buildSecurity(flow, requirements, schemes, declared, fail);
  const https = list(raw['servers']).find((server) => text(server['url']).startsWith('https:'));
  const { responses, failures } = markFailures(
    Object.entries(object(raw['responses'])).map(([status, each]) => [status, object(each)] as const),
  );
  const roles = responseRoles(raw, fail);
  const cookies = [...schemes.values()].filter((each) => typeof each === 'object' && each.in === 'cookie');
  const cookie = cookies.length === 1 ? (cookies[0] as SecurityScheme).parameter : undefined;
  const answersOf = (status: string, response: JsonObject, from = origin): Answer[] =>
    buildAnswers(status, response, from, roles, cookie, fail);
  const answers = responses.flatMap(([status, response]) => answersOf(status, response));
  const security = asDocumented(flow, declaredSecurity, answers, failures.length > 0);
  const statuses = responses.map(([status]) => status);
  const unsaid = silentAnswers(flow, security, statuses, answers, failures.length > 0);
  // A login by a password alone has one user.
  const isNamed = parameters.some(({ role }) => role === 'identity');
  const refusals = new Map(unsaid.filter(({ when }) => !when.includes('success')).map((each) => [each.when[0], each]));
  const silent = [
    ...unsaid.map((each) => [each, responses.find(([status]) => status === each.status)?.[1] ?? {}] as const),
    ...failures.flatMap(([status, its]) => [...refusals.values()].map((each) => [{ ...each, status }, its] as const)),
  ].flatMap(([{ status, when, provenance: own }, its]) =>
    answersOf(
      status,
      { ...its, 'x-when': when.filter((each) => isNamed || each !== 'unknown-user') },
      { ...origin, ...own },
    ),
  );
  const marked = failures.flatMap(([status, its]) => answersOf(status, { ...its, 'x-when': 'failure' }));
  return {
    id: idOf(raw['operationId'] ?? '', method, named),
    flow,
    method: method.toUpperCase(),
    otherMethods: methods
      .filter((each) => each !== method && paths.some(([, there]) => object(there)[each] !== undefined))
      .map((each) => each.toUpperCase()),
    path,
    provenance: origin,
    parameters,
    bodyTypes,
    security,
    answers: [...answers, ...silent],
    ...(marked.length === 0 ? {} : { failures: marked }),
    ...(namesAccept(placed.item, raw) ? { choosesByAccept: true as const } : {}),
    extraCases: list(raw['x-cases']).map(buildExtraCase),
    credentialMembers: [],
    https: https === undefined ? undefined : provenance(https, origin),
  };
}

/** The path that is sent. */
function pathOf(named: string, fail: (what: string) => never): string {
  const path = withoutName(named);
  if (/[\s"'`\\<>?#\p{Cc}]|%(?![\da-f]{2})|\/(?:\.|%2e){1,2}(?:\/|$)/iu.test(path))
    fail(
      'the path has a character that the path of a URL cannot have; write it percent-encoded, and without "." and ".."',
    );
  return path;
}

/** A path without the part behind `#`, which tells operations of one method and path apart. */
function withoutName(named: string): string {
  return named.replace(/#[\w.-]+$/, '');
}

/** The parameters of a request, its credentials among them, and the media types of its body. */
function inputsOf({ method, item, raw, fail }: Placed, flow: Flow): { bodyTypes: string[]; declared: Parameter[] } {
  const origin = provenance(raw);
  const content = Object.entries(object(object(raw['requestBody'])['content']));
  const usable = content
    .filter(([type]) => isJsonType(type) || isFormType(type))
    .sort(([a], [b]) => Number(a === multipartType) - Number(b === multipartType));
  const required = object(raw['requestBody'])['required'] === true;
  if (content.length > 0 && usable.length === 0 && required)
    fail(`its requestBody is ${content.map(([type]) => type).join(', ')}; only JSON and forms are supported`);
  const roles = requestRoles(raw, fail);
  // A document may say nothing of a body that x-roles describes.
  const isSilent = content.length === 0 && roles.body.size > 0 && method !== 'get';
  const bodySchema = isSilent ? {} : (schemaOfMedia(object(usable[0]?.[1])) as Schema | undefined);
  const body = bodySchema === undefined ? undefined : withRoles(bodySchema, roles.body, 'prefixItems');
  const declared = nameApart([
    ...declaredParameters(item, raw).flatMap((each) => buildParameter(each, origin, roles.beside, fail)),
    ...(body === undefined ? [] : bodyParameters(body, '', origin)),
  ])
    .map((each) => (flow === 'login' && isCredential(each) ? { ...each, required: true } : each))
    .map((each) => withValue(each, object(raw['x-values'])));
  return { bodyTypes: isSilent ? [jsonType] : usable.map(([type]) => type), declared };
}

/** A parameter with the value that `x-values` gives it, which is then sent. */
function withValue(parameter: Parameter, values: JsonObject): Parameter {
  const { in: place, name, pointer, schema } = parameter;
  const value = values[place === 'body' ? pointer : `${place}:${name}`];
  if (value === undefined) return parameter;
  // The other values that the document lists are of other test environments.
  const only = Array.isArray(schema.enum) && schema.enum.includes(value) ? { enum: [value] } : {};
  return { ...parameter, required: true, schema: { ...schema, examples: [value], ...only } };
}

/** Whether a login needs it, also where the document calls nothing required. */
function isCredential({ role }: Parameter): boolean {
  return role === 'identity' || role === 'password';
}

/** The alternatives of an operation's security; an empty one stands for no authentication. */
function requirementsOf(
  flow: Flow,
  operation: JsonObject,
  document: JsonObject,
  schemes: ReadonlyMap<string, SecurityScheme | string>,
): string[][] {
  const said = list([operation['security'] ?? document['security']].flat()).map((each) => Object.keys(each));
  const isForgotten = [operation, ...ofFlow(document, 'login')].every((each) => each['security'] === undefined);
  const isBefore = flow === 'login' || (flow === 'register' && isForgotten);
  if (!isBefore || ofFlow(document, 'session-start').length > 0) return said;
  // A document that asks for the token everywhere, at the login too, means: once there is one.
  const before = said.map((names) => names.filter((name) => !isSessionToken(schemes.get(name))));
  return before.some((names) => names.length > 0) ? before.filter((names) => names.length > 0) : [];
}

function ofFlow(document: JsonObject, flow: Flow): JsonObject[] {
  const items = Object.values(object(document['paths'])).map(object);
  return items
    .flatMap((item) => methods.map((method) => object(item[method])))
    .filter((each) => each['x-flow'] === flow);
}

function isSessionToken(scheme: SecurityScheme | string | undefined): boolean {
  return typeof scheme === 'object' && scheme.value === undefined && carriesSession(scheme);
}

/** The id of an operation, part of requirement ids; by default made of method and path. */
function idOf(given: unknown, method: string, path: string): string {
  const id = text(given)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-$/g, '')
    .slice(0, 100);
  return id === '' ? slugOf(`${method} ${path}`) : id;
}

function buildExtraCase(raw: JsonObject): ExtraCase {
  const request = object(raw['request']);
  const own = raw['x-source'] !== undefined || raw['x-level'] !== undefined || raw['x-reading'] !== undefined;
  return {
    id: text(raw['id']),
    statement: text(raw['statement']),
    provenance: own ? provenance(raw) : undefined,
    ...(request['method'] === undefined ? {} : { method: text(request['method']).toUpperCase() }),
    set: object(request['set']),
    headers: Object.fromEntries(Object.entries(object(request['headers'])).map(([name, value]) => [name, text(value)])),
    omit: Array.isArray(request['omit']) ? request['omit'].map(text) : [],
    expect: text(raw['expect']),
  };
}
