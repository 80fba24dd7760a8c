/** The contract of one API, as cases, client and verdict see it: everything resolved, nothing left of OpenAPI's syntax. */

/** How binding a promise is, from most to least. */
export const levels = ['documented', 'implied', 'standard', 'advice'] as const;
export type Level = (typeof levels)[number];

export const flows = ['session-start', 'login', 'register', 'token-info', 'logout'] as const;
export type Flow = (typeof flows)[number];

export type Role =
  'identity' | 'password' | 'password-confirmation' | 'nickname' | 'token' | 'token-secret' | 'user-id' | 'expires-in';

/** Where a promise comes from: `source` is file and lines of the document, `reading` how an unclear place is read. */
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
  readonly in: 'query' | 'header' | 'path' | 'body';
  readonly pointer: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly role?: Role;
  readonly provenance: Provenance;
}

/** A header that a response promises. */
export interface ResponseHeader {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly provenance: Provenance;
}

/** One documented way to answer one situation. `status` is a code, a range (`2XX`) or `default`: neither 2xx nor 5xx. */
export interface Answer {
  readonly when: string;
  readonly status: string;
  readonly provenance: Provenance;
  readonly mediaType?: string;
  readonly schema?: Schema;
  /** The body may be absent or not JSON; the schema holds when it is JSON. */
  readonly bodyOptional: boolean;
  readonly headers: readonly ResponseHeader[];
}

/** How a request is authenticated. `template` holds {token}, {client-id}, {client-secret}. */
export interface SecurityScheme {
  readonly name: string;
  readonly in: 'header' | 'query';
  /** The header or query parameter that carries the credentials. */
  readonly parameter: string;
  /** The authentication scheme before them, such as `Token`; absent for a bare API key. */
  readonly scheme?: string;
  readonly template: string;
  readonly signature?: 'oauth-1.0a';
  /** The names of the schemes that the operation takes as well. */
  readonly alternatives?: readonly string[];
  /** Whether the operation takes requests without any credentials as well. */
  readonly optional?: true;
  readonly provenance: Provenance;
}

/** A variation of the request that the contract's author wrote down. */
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
  /** Relative to the target's base URL, with its leading slash. */
  readonly path: string;
  readonly provenance: Provenance;
  readonly parameters: readonly Parameter[];
  /** Media types of the request body, the default one first; empty without a body. */
  readonly bodyTypes: readonly string[];
  readonly security: SecurityScheme | undefined;
  readonly answers: readonly Answer[];
  readonly extraCases: readonly ExtraCase[];
  /** The names of the members with which this API issues tokens. */
  readonly credentialMembers: readonly string[];
  /** Set when the document wants this operation over HTTPS. */
  readonly https: Provenance | undefined;
}

/** A place where the document contradicts itself, and how it is read. */
export interface Defect {
  readonly source: string;
  readonly statement: string;
  readonly reading: string;
}

/** A promise of the document that no request can test. */
export interface NotTestable {
  readonly id: string;
  readonly statement: string;
  readonly level: Level;
  readonly source: string;
  readonly reason: string;
}

export interface Contract {
  readonly id: string;
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly schemes: readonly SecurityScheme[];
  readonly defects: readonly Defect[];
  readonly notTestable: readonly NotTestable[];
  /** What was noted while the document was read, for the user. */
  readonly notes: readonly string[];
}

/** The operation that plays a flow's part, if the API documents one. */
export function operationOf(contract: Contract, flow: Flow): Operation | undefined {
  return contract.operations.find((operation) => operation.flow === flow);
}

/** The answers to a situation, those for its parameter (`missing-parameter:email`) before those for all. */
export function answersTo(operation: Operation, situation: string): readonly Answer[] {
  const exact = operation.answers.filter((answer) => answer.when === situation);
  if (exact.length > 0) return exact;
  const general = situation.split(':')[0];
  return operation.answers.filter((answer) => answer.when === general);
}

/** The parameter of an operation that plays a role. */
export function parameterOf(operation: Operation, role: Role): Parameter | undefined {
  return operation.parameters.find((parameter) => parameter.role === role);
}
