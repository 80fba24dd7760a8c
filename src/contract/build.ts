/** Turns a dereferenced OpenAPI document into a Contract. */
import { bodyParameters, buildParameter, declaredParameters, nameApart } from './build-parameters.ts';
import { asDocumented, buildSecurity } from './build-security.ts';
import { buildScheme } from './build-scheme.ts';
import { escapeToken } from '../core/json-pointer.ts';
import { UserError } from '../core/user-error.ts';
import { schemaOfMedia } from './from-examples.ts';
import { isFormType, isJsonType, jsonType, multipartType } from './media-types.ts';
import { withLinkRoles } from './link-roles.ts';
import { placedRoles, withSessionCookie } from './placed-roles.ts';
import { requestRoles, responseRoles, withRoles } from './place-roles.ts';
import type { Problems } from './problems.ts';
import { list, object, provenance, text } from './raw.ts';
import { methods } from './resolve.ts';
import { silentAnswers } from './silent-answers.ts';
import type { Json, JsonObject } from './json.ts';
import { membersOf } from './members.ts';
import { answersTo, carriesSession, flows, spendsAccount } from './model.ts';
import type {
  Answer,
  Contract,
  Defect,
  ExtraCase,
  Flow,
  Level,
  NotTestable,
  Operation,
  Parameter,
  Provenance,
  Role,
  Schema,
  SecurityScheme,
} from './model.ts';

/** Formats a place of the document for messages. */
export type Locate = (pointer: string) => string;

/**
 * Builds the contract of a document.
 * @param name the name of the API if the document has no title
 * @param problems collects unusable parts of the document, with their places
 */
export function buildContract(name: string, written: JsonObject, locate: Locate, problems: Problems): Contract {
  const { document, notes, problems: contradictions } = withLinkRoles(written);
  for (const [place, message] of contradictions) problems.add(locate(place), message);
  const fail = (place: string, what: string): never => {
    throw new UserError(`${locate(place)}: ${what}`);
  };
  const schemes = buildSchemes(document, fail, problems);
  const operations = Object.entries(object(document['paths'])).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const raw = object(object(item)[method]);
      if (raw['x-flow'] === undefined) return [];
      const place = `/paths/${escapeToken(path)}/${method}`;
      const build = (): Operation =>
        buildOperation(path, method, object(item), raw, document, schemes, (what) => fail(place, what));
      return problems.attempt(build) ?? [];
    }),
  );
  // The main operation of a flow is the first one, or the one that says so.
  const isMarked = ({ method, path }: Operation): boolean =>
    object(object(object(document['paths'])[path])[method.toLowerCase()])['x-main'] === true;
  operations.sort((a, b) => (a.flow === b.flow ? Number(isMarked(b)) - Number(isMarked(a)) : 0));
  if (operations.length === 0)
    problems.attempt(() =>
      fail('/paths', `no operation has an "x-flow"; give one to each of ${flows.join(', ')} that the API documents`),
    );
  const registers = operations.some(({ flow }) => flow === 'register');
  const testable = operations.filter((each) => registers || !spendsAccount(each));
  const withSessions = withSessionCookie(testable);
  const title = text(object(document['info'])['title']);
  const id = text(document['x-id']) || slugOf(title) || slugOf(name) || 'api';
  const credentialMembers = [...new Set(withSessions.flatMap(issuedMembers))];
  return {
    id,
    title,
    operations: withSessions.map((operation) => ({ ...operation, credentialMembers })),
    schemes: [...schemes.values()].filter((each) => typeof each === 'object'),
    passages: object(document['x-passages']) as Record<string, string>,
    defects: list(document['x-defects']).map((each): Defect => ({
      source: text(each['x-source']),
      statement: text(each['statement']),
      reading: text(each['x-reading']),
    })),
    notTestable: list(document['x-not-testable']).map((each): NotTestable => ({
      id: text(each['id']),
      statement: text(each['statement']),
      level: (each['x-level'] ?? 'documented') as Level,
      source: text(each['x-source']),
      reason: text(each['reason']),
    })),
    notes: [
      ...notes,
      ...operations
        .filter((each) => !testable.includes(each))
        .map(
          ({ method, path, flow }) =>
            `${method} ${path} (${flow}) is not tested: it is sent for accounts that a run registers, and no operation has "x-flow: register"`,
        ),
    ],
    files: [],
  };
}

/** The names of the properties and headers of a success that are tokens, token secrets or refresh tokens. */
function issuedMembers(operation: Operation): string[] {
  const isIssued = ({ role }: { readonly role?: Role }): boolean =>
    role === 'token' || role === 'token-secret' || role === 'refresh-token';
  return answersTo(operation, 'success').flatMap(({ schema, provenance: origin, placed = [] }) => [
    ...(schema === undefined ? [] : membersOf(schema, origin))
      .filter(isIssued)
      .map(({ name }) => name.split('.').at(-1) ?? name),
    ...placed.filter((each) => each.in === 'header' && isIssued(each)).map(({ name }) => name),
  ]);
}

/** A text in lower-case letters, digits and hyphens. */
function slugOf(words: string): string {
  return words
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
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

/** The usable schemes, and the reason for each unusable one, which matters only if an operation needs it. */
function buildSchemes(
  document: JsonObject,
  fail: (place: string, what: string) => never,
  problems: Problems,
): Map<string, SecurityScheme | string> {
  const schemes = new Map<string, SecurityScheme | string>();
  for (const [name, value] of Object.entries(object(object(document['components'])['securitySchemes']))) {
    const twin = [...schemes.keys()].find((each) => each.toLowerCase() === name.toLowerCase());
    if (twin !== undefined)
      problems.attempt(() =>
        fail(
          `/components/securitySchemes/${escapeToken(name)}`,
          `differs from "${twin}" in case only; give it another name`,
        ),
      );
    schemes.set(name, buildScheme(name, object(value)));
  }
  return schemes;
}

/** A parameter with the value that `x-values` gives it, which is then sent. */
function withValue(parameter: Parameter, values: JsonObject): Parameter {
  const { in: place, name, pointer, schema } = parameter;
  const value = values[place === 'body' ? pointer : `${place}:${name}`];
  if (value === undefined) return parameter;
  return { ...parameter, required: true, schema: { ...schema, examples: [value] } };
}

/** Whether a login needs it, also where the document calls nothing required. */
function isCredential({ role }: Parameter): boolean {
  return role === 'identity' || role === 'password';
}

/** The path that is sent. What stands behind `#` tells operations of one method and path apart. */
function pathOf(named: string): string {
  return named.replace(/#[\w.-]+$/, '');
}

function buildOperation(
  named: string,
  method: string,
  item: JsonObject,
  raw: JsonObject,
  document: JsonObject,
  schemes: ReadonlyMap<string, SecurityScheme | string>,
  fail: (what: string) => never,
): Operation {
  const path = pathOf(named);
  if (/[\s"'`\\<>?#\p{Cc}]|%(?![\da-f]{2})|\/(?:\.|%2e){1,2}(?:\/|$)/iu.test(path))
    fail(
      'the path has a character that the path of a URL cannot have; write it percent-encoded, and without "." and ".."',
    );
  const paths = Object.entries(object(document['paths'])).filter(([each]) => pathOf(each) === path);
  const flow = raw['x-flow'] as Operation['flow'];
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
    ...declaredParameters(item, raw).flatMap((each) => buildParameter(each, origin, roles.parameters, fail)),
    ...(body === undefined ? [] : bodyParameters(body, '', origin)),
  ])
    .map((each) => (flow === 'login' && isCredential(each) ? { ...each, required: true } : each))
    .map((each) => withValue(each, object(raw['x-values'])));
  const { security: declaredSecurity, parameters } = buildSecurity(
    flow,
    requirementsOf(flow, raw, document, schemes),
    schemes,
    declared,
    fail,
  );
  const https = list(raw['servers']).find((server) => text(server['url']).startsWith('https:'));
  const responses = Object.entries(object(raw['responses'])).map(
    ([status, response]) => [status, object(response)] as const,
  );
  const placed = responseRoles(raw, fail);
  const cookies = [...schemes.values()].filter((each) => typeof each === 'object' && each.in === 'cookie');
  const cookie = cookies.length === 1 ? (cookies[0] as SecurityScheme).parameter : undefined;
  const answersOf = (status: string, response: JsonObject, from = origin): Answer[] =>
    buildAnswers(status, response, from, placed, cookie, fail);
  const answers = responses.flatMap(([status, response]) => answersOf(status, response));
  const security = asDocumented(flow, declaredSecurity, answers);
  const silent = silentAnswers(
    flow,
    security,
    responses.map(([status]) => status),
    answers,
  );
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
    bodyTypes: isSilent ? [jsonType] : usable.map(([type]) => type),
    security,
    answers: [
      ...answers,
      ...silent.flatMap(({ status, when, provenance: own }) => {
        const response = responses.find(([each]) => each === status)?.[1] ?? {};
        return answersOf(status, { ...response, 'x-when': [...when] }, own);
      }),
    ],
    extraCases: list(raw['x-cases']).map(buildExtraCase),
    credentialMembers: [],
    https: https === undefined ? undefined : provenance(https, origin),
  };
}

/** The id of an operation, part of requirement ids; by default made of method and path. */
function idOf(given: unknown, method: string, path: string): string {
  const id = text(given)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-$/g, '')
    .slice(0, 100);
  return id === '' ? slugOf(`${method} ${path}`) : id;
}

function buildAnswers(
  status: string,
  response: JsonObject,
  operation: Provenance,
  placed: ReturnType<typeof responseRoles>,
  cookie: string | undefined,
  fail: (what: string) => never,
): Answer[] {
  const own = provenance(response, operation);
  const content = Object.entries(object(response['content']));
  const json = content.find(([type]) => isJsonType(type)) ?? content.find(([type]) => type === '*/*');
  const [mediaType] = json ?? content[0] ?? [];
  const otherTypes = content.map(([type]) => type).filter((type) => type !== mediaType);
  // A body that is not JSON has no properties.
  const written = object(json?.[1])['schema'] as Schema | undefined;
  const schema =
    isSuccess(status) && (written !== undefined || placed.body.size > 0)
      ? withRoles(written ?? {}, placed.body)
      : written;
  const whole = object((json ?? content[0])?.[1])['schema'] as Schema | undefined;
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
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(otherTypes.length === 0 ? {} : { otherTypes }),
  };
  const answer = (when: unknown, from: Provenance, shape: Schema | undefined): Answer[] =>
    situations(when).map((each) => ({
      ...common,
      when: text(each['when']),
      provenance: provenance(each, from),
      ...(shape === undefined ? {} : { schema: shape }),
    }));
  const branches = schema?.anyOf ?? schema?.oneOf ?? [];
  return [
    ...answer(response['x-when'], own, schema),
    ...branches.flatMap((branch) => answer(branch['x-when'], provenance(branch as JsonObject, own), branch)),
  ];
}

function isSuccess(status: string): boolean {
  return /^2/.test(status);
}

function situations(when: unknown): JsonObject[] {
  if (when === undefined) return [];
  const entries = Array.isArray(when) ? when : [when as Json];
  return entries.map((entry) => (typeof entry === 'string' ? { when: entry } : object(entry)));
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
