/** Turns a dereferenced OpenAPI document into a Contract. */
import { UserError } from './error.ts';
import type { Json, JsonObject } from './read.ts';
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
  Role,
  Schema,
  SecurityScheme,
} from './model.ts';

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
  for (const [name, value] of Object.entries(object(components['securitySchemes'])))
    schemes.set(
      name,
      buildScheme(name, object(value), (what) => fail(`/components/securitySchemes/${name}`, what)),
    );
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

function buildScheme(name: string, raw: JsonObject, fail: (what: string) => never): SecurityScheme {
  const bearer = raw['type'] === 'http' && text(raw['scheme']).toLowerCase() === 'bearer';
  const template = raw['x-credentials'] ?? (bearer ? '{token}' : undefined);
  if (typeof template !== 'string')
    return fail('write "x-credentials", how credentials are written, such as "{token}"');
  const signature = raw['x-signature'] === undefined ? {} : { signature: 'oauth-1.0a' as const };
  const common = { name, template, provenance: provenance(raw), ...signature };
  if (raw['type'] === 'http')
    return { ...common, in: 'header', parameter: 'Authorization', scheme: text(raw['scheme']) };
  if (raw['type'] === 'apiKey' && (raw['in'] === 'header' || raw['in'] === 'query'))
    return { ...common, in: raw['in'], parameter: text(raw['name']) };
  return fail('only "type: http" and "type: apiKey" in a header or in the query are supported');
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
  if (typeof raw['operationId'] !== 'string') return fail('write an "operationId"; it becomes part of requirement ids');
  const origin = provenance(raw);
  const requirement = list(raw['security'] ?? document['security'])[0];
  const schemeName = requirement === undefined ? undefined : Object.keys(requirement)[0];
  const security = schemeName === undefined ? undefined : schemes.get(schemeName);
  if (schemeName !== undefined && security === undefined)
    fail(`security names "${schemeName}", which components.securitySchemes does not have`);
  const content = object(object(raw['requestBody'])['content']);
  const bodySchema = Object.values(content)[0];
  const parameters: Parameter[] = [
    ...[...list(item['parameters']), ...list(raw['parameters'])].map((each) => buildParameter(each, origin, fail)),
    ...(bodySchema === undefined ? [] : bodyParameters(object(bodySchema)['schema'] as unknown as Schema, '', origin)),
  ];
  const names = parameters.map((parameter) => parameter.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) fail(`two parameters are called "${twice}"; parameters are told apart by name`);
  const https = list(raw['servers']).find((server) => text(server['url']).startsWith('https:'));
  return {
    id: raw['operationId'],
    flow: raw['x-flow'] as Operation['flow'],
    method: method.toUpperCase(),
    path,
    provenance: origin,
    parameters,
    bodyTypes: Object.keys(content),
    security,
    answers: Object.entries(object(raw['responses'])).flatMap(([status, response]) =>
      buildAnswers(status, object(response), origin),
    ),
    extraCases: list(raw['x-cases']).map(buildExtraCase),
    credentialMembers: [],
    https: https === undefined ? undefined : provenance(https, origin),
  };
}

function buildParameter(raw: JsonObject, inherited: Provenance, fail: (what: string) => never): Parameter {
  const place = raw['in'];
  if (place !== 'query' && place !== 'header' && place !== 'path')
    return fail(`parameter "${text(raw['name'])}" is in "${text(place)}"; only query, header and path are supported`);
  const schema = object(raw['schema']) as unknown as Schema;
  const role = (raw['x-role'] ?? schema['x-role']) as Role | undefined;
  return {
    name: text(raw['name']),
    in: place,
    pointer: `/${text(raw['name'])}`,
    required: raw['required'] === true,
    schema,
    ...(role === undefined ? {} : { role }),
    provenance: provenance(raw, inherited),
  };
}

/** The members of a body, objects before their members. */
function bodyParameters(schema: Schema, pointer: string, inherited: Provenance): Parameter[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const role = member['x-role'] as Role | undefined;
    const own: Parameter = {
      name,
      in: 'body',
      pointer: `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      required: (schema.required ?? []).includes(name),
      schema: member,
      ...(role === undefined ? {} : { role }),
      provenance: provenance(member, inherited),
    };
    return [own, ...(member.type === 'object' ? bodyParameters(member, own.pointer, inherited) : [])];
  });
}

function buildAnswers(status: string, response: JsonObject, operation: Provenance): Answer[] {
  const own = provenance(response, operation);
  const [mediaType, media] = Object.entries(object(response['content']))[0] ?? [];
  const schema = media === undefined ? undefined : (object(media)['schema'] as unknown as Schema | undefined);
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
    omit: Array.isArray(request['omit']) ? request['omit'].map(text) : [],
    expect: text(raw['expect']),
  };
}

function provenance(raw: Readonly<Record<string, unknown>>, inherited?: Provenance): Provenance {
  const source = raw['x-source'] ?? inherited?.source;
  const reading = raw['x-reading'] ?? inherited?.reading;
  return {
    level: (raw['x-level'] ?? inherited?.level ?? 'documented') as Level,
    ...(source === undefined ? {} : { source: text(source) }),
    ...(reading === undefined ? {} : { reading: text(reading) }),
  };
}

function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
