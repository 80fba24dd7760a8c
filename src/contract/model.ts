/** The contract of one API, with all references resolved and without the syntax of OpenAPI. */

/** The level of a requirement, from the most to the least binding. */
export const levels = ['documented', 'implied', 'standard', 'advice'] as const;
export type Level = (typeof levels)[number];

export const flows = [
  'before-login',
  'session-start',
  'login',
  'register',
  'verify',
  'token-info',
  'refresh',
  'change-password',
  'logout',
  'logout-all',
  'delete-account',
] as const;
export type Flow = (typeof flows)[number];

export type Role =
  | 'identity'
  | 'password'
  | 'new-password'
  | 'password-confirmation'
  | 'verification-code'
  | 'nickname'
  | 'token'
  | 'token-secret'
  | 'refresh-token'
  | 'csrf-token'
  | 'user-id'
  | 'session-id'
  | 'expires-in'
  | 'expires-in-ms';

/** A value that a request carries beside the token of a session: another one of the session, or a key from a setting. */
export type CarriedValue = 'refresh-token' | 'csrf-token' | `TARGET_API_KEY${string}`;

/** The origin of a requirement: file and lines of the document, and the interpretation of an unclear place. */
export interface Provenance {
  readonly level: Level;
  readonly source?: string;
  readonly reading?: string;
}

/** A dereferenced JSON Schema 2020-12 object. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** One input of an operation; `pointer` is its JSON Pointer in the body, or `/name` elsewhere. */
export interface Parameter {
  readonly name: string;
  /** `basic`: identity or password as HTTP Basic has them (RFC 7617). */
  readonly in: 'query' | 'header' | 'path' | 'body' | 'cookie' | 'basic';
  readonly pointer: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly role?: Role;
  readonly provenance: Provenance;
}

/** A documented header of a response. */
export interface ResponseHeader {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly provenance: Provenance;
}

/** A value with a role that stands beside the properties of a response: in a header, in a cookie, or as the whole body. */
export interface PlacedRole {
  readonly role: Role;
  readonly in: 'header' | 'cookie' | 'body';
  /** The name of the header or of the cookie; empty for the body. */
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly provenance: Provenance;
}

/** A documented response to a situation. `status` is a code, a range (`2XX`) or `default`: any except 2xx and 5xx. */
export interface Answer {
  readonly when: string;
  readonly status: string;
  readonly provenance: Provenance;
  readonly mediaType?: string;
  /** Media types beside it, between which a client chooses with `Accept`; absent without any. */
  readonly otherTypes?: readonly string[];
  readonly schema?: Schema;
  /** Set if the body is text, which its schema describes as a string. */
  readonly isText?: true;
  /** The body may be absent or not JSON; the schema applies if it is JSON. */
  readonly bodyOptional: boolean;
  readonly headers: readonly ResponseHeader[];
  /** Roles beside the properties of the body; absent without any. */
  readonly placed?: readonly PlacedRole[];
}

/** The authentication of a request. `template` contains {token}, {client-id}, {client-secret}, {identity}, {password}. */
export interface SecurityScheme {
  readonly name: string;
  readonly in: 'header' | 'query' | 'cookie' | 'path' | 'body';
  /** The header, query parameter, cookie or path parameter that carries the credentials; a JSON Pointer into a body. */
  readonly parameter: string;
  /** The value of {token}, if it is not the token of the session. */
  readonly value?: CarriedValue;
  /** The other schemes of the same requirement: a request carries all of them. */
  readonly together?: readonly SecurityScheme[];
  /** The authentication scheme before them, such as `Token`; absent for a bare API key. */
  readonly scheme?: string;
  readonly template: string;
  readonly signature?: 'oauth-1.0a';
  /** Whether its `bearerFormat` says that tokens are JSON Web Tokens. */
  readonly isJwt?: true;
  /** Set if the document says that requests without credentials in this place fail; it may name others itself. */
  readonly onlyHere?: { readonly except: readonly string[] };
  /** The names of the other schemes that the operation accepts. */
  readonly alternatives?: readonly string[];
  /** Whether the operation accepts requests without credentials too. */
  readonly optional?: true;
  readonly provenance: Provenance;
}

/** A variation of the request from `x-cases`. */
export interface ExtraCase {
  readonly id: string;
  readonly statement: string;
  readonly provenance: Provenance | undefined;
  readonly method?: string;
  readonly set: Readonly<Record<string, unknown>>;
  readonly omit: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly expect: string;
}

export interface Operation {
  readonly id: string;
  readonly flow: Flow;
  readonly method: string;
  /** The methods by which the document has other operations at this path. */
  readonly otherMethods: readonly string[];
  /** Relative to the target's base URL, with its leading slash. */
  readonly path: string;
  readonly provenance: Provenance;
  readonly parameters: readonly Parameter[];
  /** Media types of the request body, the default one first; empty without a body. */
  readonly bodyTypes: readonly string[];
  readonly security: SecurityScheme | undefined;
  readonly answers: readonly Answer[];
  /** Responses that a success status marks as failures, without a situation of their own. */
  readonly failures?: readonly Answer[];
  readonly extraCases: readonly ExtraCase[];
  /** Set if the document has the parameter `Accept`: what the response is depends on it. */
  readonly choosesByAccept?: true;
  /** The names of the properties in which this API issues tokens. */
  readonly credentialMembers: readonly string[];
  /** Set if the document requires HTTPS for this operation. */
  readonly https: Provenance | undefined;
}

/** A contradiction in the document, and its interpretation. */
export interface Defect {
  readonly source: string;
  readonly statement: string;
  readonly reading: string;
}

/** A requirement of the document that no request can test. */
export interface NotTestable {
  readonly id: string;
  readonly statement: string;
  readonly level: Level;
  readonly source: string;
  readonly reason: string;
}

/** A file that a contract was read from. */
export interface ContractFile {
  /** Its path, relative to the working directory where it is below that. */
  readonly name: string;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

export interface Contract {
  readonly id: string;
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly schemes: readonly SecurityScheme[];
  /** The content of its document in other words, by the places that `source` cites: `api.txt:12-14`. */
  readonly passages: Readonly<Record<string, string>>;
  readonly defects: readonly Defect[];
  readonly notTestable: readonly NotTestable[];
  /** Notes for the user about the document. */
  readonly notes: readonly string[];
  readonly files: readonly ContractFile[];
}

/** Flows that may have several operations; the first of them is the main one, whose sessions the cases use. */
export const repeatable: readonly Flow[] = ['login', 'logout'];

/** Whether it is the only operation of its flow, or the main one. */
export function isMain(contract: Contract, { id, flow }: Pick<Operation, 'id' | 'flow'>): boolean {
  return operationOf(contract, flow)?.id === id;
}

/**
 * The setting with the name of an account for a login that takes another one than the main login: a phone number, for example.
 * @param account `second` for the second account
 */
export function ownNameSetting(contract: Contract, operation: Operation, account: string): string | undefined {
  const main = operationOf(contract, 'login');
  if (operation.flow !== 'login' || main === undefined || main.id === operation.id) return undefined;
  const nameIn = (each: Operation): string => parameterOf(each, 'identity')?.pointer.split('/').at(-1) ?? '';
  if (nameIn(operation).toLowerCase() === nameIn(main).toLowerCase()) return undefined;
  return `TARGET_${account === 'second' ? 'SECOND_' : ''}USERNAME_${operation.id.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}`;
}

/** The operation of a flow, if the API documents one; the main one of several. */
export function operationOf(contract: Contract, flow: Flow): Operation | undefined {
  return contract.operations.find((operation) => operation.flow === flow);
}

/** Whether an operation changes an account or removes it: it is sent for accounts that a run registers, and for no others. */
export function spendsAccount({ flow }: { readonly flow: Flow }): boolean {
  return flow === 'verify' || flow === 'change-password' || flow === 'delete-account';
}

/** Whether the document says that the login refuses an account that is not verified. */
export function refusesUnverified(contract: Contract): boolean {
  const login = operationOf(contract, 'login');
  return login !== undefined && answersTo(login, 'unverified').length > 0;
}

/** Whether a request says for whom it is: by the session, by the credentials of the user, or by a name. */
export function namesUser(operation: Operation): boolean {
  const byRole = (['identity', 'user-id'] as const).some((role) => parameterOf(operation, role) !== undefined);
  return byRole || schemesOf(operation).some((each) => carriesSession(each) || carriesUser(each));
}

/** The responses to a situation; those for its parameter (`missing-parameter:email`) take precedence. */
export function answersTo(operation: Operation, situation: string): readonly Answer[] {
  const exact = operation.answers.filter((answer) => answer.when === situation);
  if (exact.length > 0) return exact;
  const general = situation.split(':')[0];
  return operation.answers.filter((answer) => answer.when === general);
}

/** The parameter of an operation with a role. */
export function parameterOf(operation: Operation, role: Role): Parameter | undefined {
  return operation.parameters.find((parameter) => parameter.role === role);
}

/** Whether a scheme carries a value of a session. */
export function carriesSession({ template, value }: Pick<SecurityScheme, 'template' | 'value'>): boolean {
  return template.includes('{token}') && value?.startsWith('TARGET_') !== true;
}

/** Whether a scheme carries the credentials of a client. */
export function carriesClient({ template }: Pick<SecurityScheme, 'template'>): boolean {
  return template.includes('{client-id}');
}

/** Whether a scheme carries the user's own name and password. */
export function carriesUser({ template }: Pick<SecurityScheme, 'template'>): boolean {
  return template.includes('{identity}') || template.includes('{password}');
}

/** All schemes of an operation's requests, that of the session first. */
export function schemesOf({ security }: Operation): readonly SecurityScheme[] {
  return security === undefined ? [] : [security, ...(security.together ?? [])];
}

/** Whether a status is what a contract writes as `404`, `4XX` or `default`, which is neither success nor server error. */
export function statusMatches(status: number, pattern: string): boolean {
  if (pattern === 'default') return status >= 300 && status < 500;
  if (/^\dXX$/i.test(pattern)) return Math.floor(status / 100) === Number(pattern[0]);
  return status === Number(pattern);
}
