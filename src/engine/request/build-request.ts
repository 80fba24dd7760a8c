/** Writes the request of a step: what the document describes, with the step's changes. */
import { textMutations } from '../../plan/mutations/texts.ts';
import type { AccountName, Mutation, Credentials, Presented, Step, Value } from '../../plan/model.ts';
import { operationNamed, probePath } from '../../plan/operations.ts';
import { fill, place } from '../../plan/mutations/template.ts';
import { usualValue } from '../../plan/values.ts';
import type { Contract, Operation, Parameter, SecurityScheme } from '../../contract/model.ts';
import { fresh } from './generated-values.ts';
import type { HttpRequest } from '../http/http.ts';
import type { Reason } from '../results/reason.ts';

export interface Account {
  readonly identity: string;
  readonly password: string;
}

/** What a request is written from. */
export interface Circumstances {
  readonly contract: Contract;
  readonly baseUrl: string;
  /** The body's media type, among those that the operation takes. */
  readonly body: 'form' | 'json' | undefined;
  readonly tokenHeader: string | undefined;
  readonly probePath: string | undefined;
  account(name: AccountName): Account;
  /** Is told of what is made of a password, which gives away most of it. */
  readonly keep?: (secret: string) => void;
}

/** A mutation cannot be made with what there is: the configured password has no letters, say. */
export class NotApplicable extends Error {
  readonly reason: Reason;
  constructor(code: Reason['code'], values: Omit<Reason, 'code'> = {}) {
    super(code);
    this.reason = { code, ...values };
  }
}

/** A request before it is authenticated or signed. */
export interface Draft {
  readonly method: string;
  /** The operation's path, with which the URL ends. */
  readonly path: string;
  /** Names of the parameters that may be left out. */
  readonly optional: readonly string[];
  readonly url: string;
  readonly query: [string, string][];
  readonly headers: Record<string, string>;
  /** The decoded pairs of a form body; undefined for other bodies. */
  readonly form: [string, string][] | undefined;
  /** A JSON or raw body. */
  readonly text: string | undefined;
  /** How the text becomes bytes; UTF-8 when left out. */
  readonly encoding?: 'latin1';
}

/** What changes how a body is sent. */
export const ofBodySetting = { settings: ['TARGET_BODY'] };

const jsonType = 'application/json';
const formType = 'application/x-www-form-urlencoded';

/** Writes everything but the credentials. @throws NotApplicable when a change cannot be made */
export function draft(step: Step, circumstances: Circumstances): Draft {
  const made = described(step, circumstances);
  const own = step.mutations.flatMap((change) =>
    change.kind === 'header' ? [[change.name, change.value] as const] : [],
  );
  // Names that differ in case alone are one header (RFC 9110 section 5.1).
  const replaced = new Set(own.map(([name]) => name.toLowerCase()));
  const kept = Object.entries(made.headers).filter(([name]) => !replaced.has(name.toLowerCase()));
  return { ...made, headers: Object.fromEntries([...kept, ...own]) };
}

/** What the document describes, with the changes of the step but for headers of its own. */
function described(step: Step, circumstances: Circumstances): Draft {
  const { mutations } = step;
  const { contract } = circumstances;
  const target = operationNamed(contract, step.operation);
  const operation = operationNamed(contract, find(mutations, 'request-of')?.operation ?? target.id);
  const values = parameterValues(step, operation, circumstances);
  const method = find(mutations, 'method')?.method ?? target.method;
  const query: [string, string][] = [];
  const headers: Record<string, string> = { Accept: find(mutations, 'accept')?.type ?? jsonType };
  let path = target.path.replace(probePath, circumstances.probePath ?? '');
  const body: [Parameter, unknown][] = [];
  const elsewhere = find(mutations, 'elsewhere')?.to;
  if (elsewhere === 'basic') headers['Authorization'] = basic(circumstances.account(step.as));
  for (const [parameter, value] of values) {
    if (elsewhere === 'basic' && (parameter.role === 'identity' || parameter.role === 'password')) continue;
    if (parameter.in === 'body' && !isBodiless(method) && elsewhere !== 'query') body.push([parameter, value]);
    else if (parameter.in === 'header') headers[parameter.name] = plain(value);
    else if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(plain(value)));
    else query.push(...pairs(parameter.name, value));
  }
  const optional = operation.parameters.filter((parameter) => !parameter.required).map(({ name }) => name);
  const common = { method, path, optional, query, headers };
  const url = circumstances.baseUrl.replace(/\/+$/, '') + (path.startsWith('/') ? path : `/${path}`);
  const raw = find(mutations, 'raw-body');
  const extra = Object.entries(find(mutations, 'extra')?.members ?? {});
  if (isBodiless(method) || operation.bodyTypes.length === 0 || elsewhere === 'query') {
    query.push(...extra.flatMap(([name, value]) => pairs(name, value)));
    return { ...common, url, form: undefined, text: raw?.text };
  }
  const type = bodyType(operation, circumstances.body);
  headers['Content-Type'] = mediaType(type, find(mutations, 'content-type')?.written);
  const reordered = find(mutations, 'reordered') !== undefined;
  if (type === formType && (raw?.of === 'json' || body.some(([, value]) => value === null)))
    throw new NotApplicable('form-body');
  if (type !== formType && raw?.of === 'form') throw new NotApplicable('json-body', ofBodySetting);
  if (raw !== undefined) {
    const encoding = raw.encoding === undefined ? {} : { encoding: raw.encoding };
    return { ...common, url, form: undefined, text: raw.text, ...encoding };
  }
  const other = find(mutations, 'body-as')?.type;
  if (other !== undefined) return { ...common, url, ...inAnotherType(headers, type, other, jsonOf(body)) };
  const twice = find(mutations, 'twice')?.parameter;
  if (type !== formType && twice !== undefined) throw new NotApplicable('json-body', ofBodySetting);
  if (type === formType) {
    const form = body.flatMap(([parameter, value]) => {
      const own = pairs(parameter.name, value);
      return parameter.name === twice ? [...own, ...own] : own;
    });
    form.push(...extra.flatMap(([name, value]) => pairs(name, value)));
    return { ...common, url, form: reordered ? form.reverse() : form, text: undefined };
  }
  const json = { ...jsonOf(body), ...Object.fromEntries(extra) };
  if (reordered)
    for (const [{ role }, value] of body)
      if (role === 'password' && typeof value === 'string') circumstances.keep?.(withEscape(value));
  return { ...common, url, form: undefined, text: reordered ? rewritten(json) : JSON.stringify(json) };
}

/** Whether content of a request has no meaning with a method (RFC 9110 sections 9.3.1 and 9.3.2). */
function isBodiless(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Identity and password as `Basic` has them (RFC 7617 section 2). */
function basic({ identity, password }: Account): string {
  return `Basic ${Buffer.from(`${identity}:${password}`).toString('base64')}`;
}

/** The members of a body of `type` as a form, as JSON or as a text, whichever the operation does not take. */
function inAnotherType(
  headers: Readonly<Record<string, string>>,
  type: string,
  other: 'another' | 'text/plain',
  json: Readonly<Record<string, unknown>>,
): Pick<Draft, 'headers' | 'form' | 'text'> {
  const form = Object.entries(json).flatMap(([name, value]) => pairs(name, value));
  const asForm = type === formType;
  if (other === 'text/plain') {
    const text = asForm ? new URLSearchParams(form).toString() : JSON.stringify(json);
    return { headers: { ...headers, 'Content-Type': other }, form: undefined, text };
  }
  return asForm
    ? { headers: { ...headers, 'Content-Type': jsonType }, form: undefined, text: JSON.stringify(json) }
    : { headers: { ...headers, 'Content-Type': formType }, form, text: undefined };
}

function mediaType(type: string, written: 'with charset' | 'in capitals' | undefined): string {
  if (written === undefined) return type;
  return written === 'in capitals' ? type.toUpperCase() : `${type}; charset=utf-8`;
}

function bodyType(operation: Operation, wanted: Circumstances['body']): string {
  const type = wanted === undefined ? undefined : { form: formType, json: jsonType }[wanted];
  return operation.bodyTypes.find((each) => each === type) ?? operation.bodyTypes[0] ?? jsonType;
}

/** The value of each parameter that is sent: mandatory ones, those with a default, and what the changes say. */
function parameterValues(step: Step, operation: Operation, circumstances: Circumstances): [Parameter, unknown][] {
  const { mutations } = step;
  const omitted = new Set(mutations.flatMap((change) => (change.kind === 'omit' ? [change.parameter] : [])));
  const set = new Map(
    mutations.flatMap((change) => (change.kind === 'set' ? [[change.parameter, change.value] as const] : [])),
  );
  const account = circumstances.account(step.as);
  const password = operation.parameters.find((parameter) => parameter.role === 'password');
  const chosen = password === undefined ? undefined : set.get(password.name);
  const found: [Parameter, unknown][] = [];
  for (const parameter of operation.parameters) {
    if (omitted.has(parameter.name)) continue;
    const own = set.get(parameter.name) ?? (parameter.role === 'password-confirmation' ? chosen : undefined);
    if (own !== undefined) found.push([parameter, resolve(own, circumstances)]);
    else if (isContainer(parameter)) continue;
    else if (parameter.required || hasDefault(parameter)) found.push([parameter, usual(operation, parameter, account)]);
  }
  // What stands inside an object that is left out or replaced goes with it.
  const replaced = operation.parameters.filter(
    (each) => isContainer(each) && (omitted.has(each.name) || set.has(each.name)),
  );
  return found.filter(
    ([parameter]) => !replaced.some((container) => parameter.pointer.startsWith(`${container.pointer}/`)),
  );
}

function isContainer(parameter: Parameter): boolean {
  return parameter.schema.type === 'object' && parameter.schema.properties !== undefined;
}

function hasDefault({ schema }: Parameter): boolean {
  return schema.default !== undefined && schema.default !== '';
}

function usual(operation: Operation, { role, schema, name }: Parameter, account: Account): unknown {
  if (role === 'identity') return account.identity;
  if (role === 'password' || role === 'password-confirmation') return account.password;
  if (role === 'nickname') return fresh('nickname', [operation]);
  return usualValue(name, schema);
}

function resolve(value: Value, circumstances: Circumstances): unknown {
  if ('literal' in value) return value.literal;
  const text = circumstances.account(value.of)[value.part];
  const mutated = value.mutation === undefined ? text : textMutations[value.mutation](text);
  if (mutated === undefined) throw new NotApplicable('mutation-not-possible');
  if (value.part === 'password' && /\S/.test(mutated)) circumstances.keep?.(mutated);
  return value.inArray === true ? [mutated] : mutated;
}

/** A value as form or query pairs; arrays and objects as PHP and Rails write them. */
function pairs(name: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.map((item) => [`${name}[]`, plain(item)]);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([key, member]) => [`${name}[${key}]`, plain(member)]);
  return [[name, plain(value)]];
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function jsonOf(body: readonly [Parameter, unknown][]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [{ pointer }, value] of body) {
    const tokens = pointer
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    let place = root;
    for (const token of tokens.slice(0, -1)) place = (place[token] ??= {}) as Record<string, unknown>;
    place[tokens.at(-1) ?? ''] = value;
  }
  return root;
}

/** The same JSON, written differently: members reversed, indented, one character of every text escaped. */
function rewritten(json: unknown): string {
  const reversed = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, member]) => [key, reversed(member)]),
        )
      : value;
  return JSON.stringify(reversed(json), undefined, 2).replace(
    /(: ")(\w)/g,
    (_, before: string, character: string) => before + withEscape(character),
  );
}

/** A text as JSON may write it: with its first character escaped if that is a letter or a digit. */
function withEscape(text: string): string {
  return text.replace(/^\w/, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The credentials of a plain scheme in a request, as documented or as the flaw presents them. @throws NotApplicable */
export function present(
  made: Draft,
  step: Pick<Step, 'mutations'>,
  scheme: SecurityScheme,
  credentials: Credentials,
  tokenHeader: string | undefined,
): Draft {
  const flaw = find(step.mutations, 'credentials')?.flaw;
  const presented = flaw === undefined ? documented(scheme, credentials) : flaw.present(scheme, credentials);
  if (presented === undefined) throw new NotApplicable('mutation-not-possible');
  const own = tokenHeader !== undefined && scheme.scheme === undefined ? tokenHeader : scheme.parameter;
  const headers = {
    ...made.headers,
    ...presented.headers,
    ...(presented.header === undefined ? {} : { [own]: presented.header }),
  };
  const query: [string, string][] = [
    ...made.query,
    ...(presented.query ?? []).map(([name, value]): [string, string] => [name, value]),
  ];
  if (presented.body === undefined) return { ...made, headers, query };
  return {
    ...made,
    headers: { ...headers, 'Content-Type': jsonType },
    query,
    form: undefined,
    text: withMembers(made.text, presented.body),
  };
}

function withMembers(text: string | undefined, members: Readonly<Record<string, string>>): string {
  return JSON.stringify({ ...((text === undefined ? {} : JSON.parse(text)) as object), ...members });
}

function documented(scheme: SecurityScheme, credentials: Credentials): Presented | undefined {
  const filled = fill(scheme.template, credentials);
  return filled === undefined ? undefined : place(scheme, filled);
}

/** A draft as it is sent. */
export function finished(made: Draft): HttpRequest {
  const body = made.form === undefined ? made.text : new URLSearchParams(made.form).toString();
  return {
    method: made.method,
    url: made.url,
    query: made.query,
    headers: made.headers,
    ...(body === undefined ? {} : { body }),
    ...(made.encoding === undefined ? {} : { encoding: made.encoding }),
  };
}

/** The change of a kind, if the step has one. */
export function find<K extends Mutation['kind']>(
  mutations: readonly Mutation[],
  kind: K,
): Extract<Mutation, { kind: K }> | undefined {
  return mutations.find((change): change is Extract<Mutation, { kind: K }> => change.kind === kind);
}
