/** Turns a dereferenced OpenAPI document into a Contract. */
import { bodyParameters, buildParameter, declaredParameters } from './build-parameters.ts';
import { buildScheme } from './build-scheme.ts';
import { UserError } from '../core/user-error.ts';
import { isJsonType, list, object, provenance, text } from './raw.ts';
import type { Json, JsonObject } from './json.ts';
import { membersOf } from './members.ts';
import { answersTo, flows } from './model.ts';
import type {
  Answer,
  Contract,
  Defect,
  ExtraCase,
  Level,
  NotTestable,
  Operation,
  Parameter,
  Provenance,
  Schema,
  SecurityScheme,
} from './model.ts';

const formType = 'application/x-www-form-urlencoded';
const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/**
 * Builds the contract of a document.
 * @param file the name for error messages
 * @throws UserError naming the place of what the harness cannot use
 */
export function buildContract(file: string, document: JsonObject): Contract {
  const fail = (place: string, what: string): never => {
    throw new UserError(`${file}#${place}: ${what}`);
  };
  const id = document['x-id'];
  if (typeof id !== 'string') return fail('', 'write an "x-id", the short id of this API, such as "x-id: shop"');
  const components = object(document['components']);
  const schemes = new Map<string, SecurityScheme>();
  for (const [name, value] of Object.entries(object(components['securitySchemes']))) {
    const twin = [...schemes.keys()].find((each) => each.toLowerCase() === name.toLowerCase());
    const place = `/components/securitySchemes/${name}`;
    if (twin !== undefined) fail(place, `differs from "${twin}" in case only; give it another name`);
    const scheme = buildScheme(name, object(value));
    if (typeof scheme !== 'string') schemes.set(name, scheme);
    else if (flowsNeed(document, name)) fail(place, scheme);
  }
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(object(document['paths']))) {
    for (const method of methods) {
      const raw = object(item)[method];
      if (raw === undefined || object(raw)['x-flow'] === undefined) continue;
      const place = `/paths/${path.replaceAll('/', '~1')}/${method}`;
      operations.push(
        buildOperation(path, method, object(item), object(raw), object(document), schemes, (what) => fail(place, what)),
      );
    }
  }
  if (operations.length === 0)
    fail('/paths', `no operation has an "x-flow"; give one to each of ${flows.join(', ')} that the API documents`);
  const credentialMembers = [...new Set(operations.flatMap(issuedMembers))];
  return {
    id,
    title: text(object(document['info'])['title']),
    operations: operations.map((operation) => ({ ...operation, credentialMembers })),
    schemes: [...schemes.values()],
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
  };
}

/** The names of the members of a success that are tokens or their secrets. */
function issuedMembers(operation: Operation): string[] {
  return answersTo(operation, 'success').flatMap(({ schema, provenance: origin }) =>
    (schema === undefined ? [] : membersOf(schema, origin)).flatMap(({ role, name }) =>
      role === 'token' || role === 'token-secret' ? [name.split('.').at(-1) ?? name] : [],
    ),
  );
}

/** Whether an operation with an `x-flow` names a security scheme. */
function flowsNeed(document: JsonObject, scheme: string): boolean {
  return Object.values(object(document['paths']))
    .flatMap((item) => methods.map((method) => object(object(item)[method])))
    .filter((operation) => operation['x-flow'] !== undefined)
    .some((operation) => requirementsOf(operation, document).find((names) => names.length > 0)?.[0] === scheme);
}

/** The security schemes that an operation names, one way to authenticate after the other; an empty one stands for none. */
function requirementsOf(operation: JsonObject, document: JsonObject): string[][] {
  return list(operation['security'] ?? document['security']).map((each) => Object.keys(each));
}

function buildOperation(
  path: string,
  method: string,
  item: JsonObject,
  raw: JsonObject,
  document: JsonObject,
  schemes: ReadonlyMap<string, SecurityScheme>,
  fail: (what: string) => never,
): Operation {
  const id = raw['operationId'];
  if (typeof id !== 'string') return fail('write an "operationId"; it becomes part of requirement ids');
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id))
    fail(`operationId is ${JSON.stringify(id.slice(0, 100))}; write it with letters, digits, ".", "_" and "-"`);
  if (/[\s"'`\\<>]/.test(path)) fail('the path has a character that no URL has; write it percent-encoded');
  const origin = provenance(raw);
  const requirements = requirementsOf(raw, document);
  const [first = [], ...others] = requirements.filter((each) => each.length > 0);
  const [schemeName] = first;
  if (first.length > 1) fail(`security asks for ${first.join(' and ')} together; only one is supported`);
  const scheme = schemeName === undefined ? undefined : schemes.get(schemeName);
  const security =
    scheme === undefined
      ? undefined
      : {
          ...scheme,
          ...(others.length === 0 ? {} : { alternatives: others.flat() }),
          ...(requirements.some((each) => each.length === 0) ? { optional: true as const } : {}),
        };
  if (schemeName !== undefined && security === undefined)
    fail(`security names "${schemeName}", which components.securitySchemes does not have`);
  const content = Object.entries(object(object(raw['requestBody'])['content']));
  const usable = content.filter(([type]) => isJsonType(type) || type === formType);
  if (content.length > 0 && usable.length === 0)
    fail(`its requestBody is ${content.map(([type]) => type).join(', ')}; only JSON and ${formType} are supported`);
  const bodySchema = object(usable[0]?.[1])['schema'] as Schema | undefined;
  const parameters: Parameter[] = [
    ...declaredParameters(item, raw).map((each) => buildParameter(each, origin, fail)),
    ...(bodySchema === undefined ? [] : bodyParameters(bodySchema, '', origin)),
  ];
  const names = parameters.map((parameter) => parameter.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) fail(`two parameters are called "${twice}"; parameters are told apart by name`);
  const https = list(raw['servers']).find((server) => text(server['url']).startsWith('https:'));
  return {
    id,
    flow: raw['x-flow'] as Operation['flow'],
    method: method.toUpperCase(),
    path,
    provenance: origin,
    parameters,
    bodyTypes: usable.map(([type]) => type),
    security,
    answers: Object.entries(object(raw['responses'])).flatMap(([status, response]) =>
      buildAnswers(status, object(response), origin),
    ),
    extraCases: list(raw['x-cases']).map(buildExtraCase),
    credentialMembers: [],
    https: https === undefined ? undefined : provenance(https, origin),
  };
}

function buildAnswers(status: string, response: JsonObject, operation: Provenance): Answer[] {
  const own = provenance(response, operation);
  const content = Object.entries(object(response['content']));
  const json = content.find(([type]) => isJsonType(type)) ?? content.find(([type]) => type === '*/*');
  const [mediaType] = json ?? content[0] ?? [];
  // What is not JSON has no members to look into.
  const schema = object(json?.[1])['schema'] as Schema | undefined;
  const headers = Object.entries(object(response['headers'])).map(([name, header]) => ({
    name,
    required: object(header)['required'] === true,
    schema: object(object(header)['schema']),
    provenance: provenance(object(header), own),
  }));
  const common = {
    status,
    bodyOptional: response['x-body'] === 'optional',
    headers,
    ...(mediaType === undefined ? {} : { mediaType }),
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
