/** Writes the request of a step: what the document describes, with the step's mutations. */
import type { Step } from '../../plan/model.ts';
import type { Content, Credentials, Draft, Pair, Presented } from '../../plan/mutations/entry.ts';
import { NotApplicable } from '../../plan/mutations/entry.ts';
import { entryOf, find } from '../../plan/mutations/registry.ts';
import { formType, isFormType, jsonType, multipartType } from '../../contract/media-types.ts';
import { fill, place } from '../../plan/mutations/template.ts';
import { mutated } from '../../plan/mutations/texts.ts';
import { wrapped } from '../../plan/mutations/value.ts';
import type { AccountName, Value } from '../../plan/mutations/value.ts';
import { operationNamed, probePath } from '../../plan/operations.ts';
import { usualValue } from '../../plan/values.ts';
import { parameterOf } from '../../contract/model.ts';
import type { Contract, Operation, Parameter, Role, SecurityScheme } from '../../contract/model.ts';
import { ownNameSetting } from '../../contract/model.ts';
import { tokensOf } from '../../core/json-pointer.ts';
import { fresh } from './generated-values.ts';
import type { HttpRequest } from '../http/http.ts';
import { boundaryOf, multipart } from './multipart.ts';

export interface Account {
  readonly identity: string;
  readonly password: string;
  /** The password that the next change sets; undefined for an account that is not the run's own. */
  readonly newPassword?: string;
  /** The password before the last change. */
  readonly formerPassword?: string;
}

/** The inputs of a request. */
export interface RequestContext {
  readonly contract: Contract;
  readonly baseUrl: string;
  /** The body's media type, among those that the operation takes. */
  readonly body: 'form' | 'json' | undefined;
  /** Headers that every request carries. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tokenHeader: string | undefined;
  readonly probePath: string | undefined;
  /** The code that verifies every account. */
  readonly verificationCode?: string | undefined;
  /** Names of the configured accounts for logins that take another one, by their settings. */
  readonly usernames?: Readonly<Record<string, string>>;
  /** The id of the user of the step's session, as far as it is known. */
  readonly userId?: string | undefined;
  /** The id of that session, as far as it is known. */
  readonly sessionId?: string | undefined;
  account(name: AccountName): Account;
  /** Is told of what is made of a password, which gives away most of it. */
  readonly keep?: (secret: string) => void;
}

/** The same, but for the names that the accounts have for one of several logins. */
function withOwnName(operation: Operation, requestContext: RequestContext): RequestContext {
  const account = (name: AccountName): Account => {
    const setting = ownNameSetting(requestContext.contract, operation, name);
    const identity = setting === undefined ? undefined : requestContext.usernames?.[setting];
    return { ...requestContext.account(name), ...(identity === undefined ? {} : { identity }) };
  };
  return { ...requestContext, account };
}

/** Writes everything but the credentials. @throws NotApplicable when a mutation cannot be made */
export function draft(step: Step, given: RequestContext): Draft {
  const { contract } = given;
  const requestContext = withOwnName(operationNamed(contract, step.operation), given);
  const target = operationNamed(contract, step.operation);
  const operation = operationNamed(contract, find(step.mutations, 'request-of')?.operation ?? target.id);
  const account = requestContext.account(step.as);
  const plain: Content = {
    operation,
    method: target.method,
    headers: { Accept: jsonType },
    values: parameterValues(step, operation, requestContext),
    extra: {},
    type: operation.bodyTypes.length === 0 ? undefined : bodyType(operation, requestContext.body),
  };
  const content = step.mutations.reduce(
    (made, mutation) => entryOf(mutation).content?.(made, mutation, account) ?? made,
    plain,
  );
  return written(
    content,
    target.path.replace(probePath, () => requestContext.probePath ?? ''),
    requestContext,
  );
}

/** Puts the values where they belong, and writes the body. */
function written(content: Content, template: string, requestContext: RequestContext): Draft {
  const { operation, method, values, extra, type, label = type, inQuery, raw } = content;
  const isBodiless = method === 'GET' || method === 'HEAD';
  const query: [string, string][] = [];
  // The same ones first, whatever a mutation adds.
  const { Accept } = content.headers;
  const headers: Record<string, string> = { ...(Accept === undefined ? {} : { Accept }), ...requestContext.headers };
  const body: [Parameter, unknown][] = [];
  const basic = new Map<Role | undefined, string>();
  let path = template;
  for (const [parameter, value] of values) {
    // Content of a request has no meaning with these methods (RFC 9110 sections 9.3.1 and 9.3.2).
    if (parameter.in === 'body' && !isBodiless && inQuery !== true) body.push([parameter, value]);
    else if (parameter.in === 'basic') basic.set(parameter.role, plain(value));
    else if (parameter.in === 'header') headers[parameter.name] = plain(value);
    else if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, () => pathSegment(plain(value)));
    else query.push(...pairs(parameter.name, value));
  }
  if (basic.size > 0) {
    const pair = `${basic.get('identity') ?? ''}:${basic.get('password') ?? ''}`;
    headers['Authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  const common = {
    method,
    path,
    optional: operation.parameters.filter((parameter) => !parameter.required).map(({ name }) => name),
    url: requestContext.baseUrl.replace(/\/$/, '') + (path.startsWith('/') ? path : `/${path}`),
    query,
  };
  const more = Object.entries(extra).flatMap(([name, value]) => pairs(name, value));
  if (isBodiless || type === undefined || label === undefined || inQuery === true) {
    query.push(...more);
    return { ...common, headers: { ...headers, ...content.headers }, form: undefined, text: raw?.text };
  }
  const own = Object.keys(content.headers).some((name) => name.toLowerCase() === 'content-type');
  const labelled = { ...headers, ...(own ? {} : { 'Content-Type': label }), ...content.headers };
  return { ...common, headers: labelled, ...bodyOf(content, type, body, more, requestContext) };
}

/** The body as a form or as JSON. @throws NotApplicable */
function bodyOf(
  { raw, nested, asText, extra, reordered }: Content,
  type: string,
  body: readonly [Parameter, unknown][],
  more: readonly [string, string][],
  { keep }: RequestContext,
): Pick<Draft, 'form' | 'text' | 'encoding' | 'isMultipart'> {
  if (raw === undefined && isFormType(type) && body.some(([, value]) => value === null))
    throw new NotApplicable('form-body');
  if (raw !== undefined) return { form: undefined, ...raw };
  const json = { ...jsonOf(body), ...extra };
  if (isFormType(type)) {
    const own = nested === true ? Object.entries(json) : body.map(([{ name }, value]) => [name, value] as const);
    const form = [...own.flatMap(([name, value]) => pairs(name, value)), ...(nested === true ? [] : more)];
    if (asText === true) return { form: undefined, text: new URLSearchParams(form).toString() };
    const parts = type === multipartType ? { isMultipart: true as const } : {};
    return { form: reordered === true ? form.reverse() : form, text: undefined, ...parts };
  }
  if (reordered !== true) return { form: undefined, text: JSON.stringify(json) };
  for (const [{ role }, value] of body) if (role === 'password' && typeof value === 'string') keep?.(withEscape(value));
  return { form: undefined, text: rewritten(json) };
}

function bodyType(operation: Operation, wanted: RequestContext['body']): string {
  const type = wanted === undefined ? undefined : { form: formType, json: jsonType }[wanted];
  return operation.bodyTypes.find((each) => each === type) ?? operation.bodyTypes[0] ?? jsonType;
}

/** The value of each parameter that is sent: mandatory ones, those with a default, and what the changes say. */
function parameterValues(step: Step, operation: Operation, requestContext: RequestContext): [Parameter, unknown][] {
  const { mutations } = step;
  const chosenValues = new Map(mutations.flatMap((each) => Object.entries(entryOf(each).values?.(each) ?? {})));
  const omitted = new Set([...chosenValues].flatMap(([name, value]) => (value === undefined ? [name] : [])));
  const set = new Map(
    [...chosenValues].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  const account = requestContext.account(step.as);
  const password = parameterOf(operation, 'new-password') ?? parameterOf(operation, 'password');
  const chosen = password === undefined ? undefined : set.get(password.name);
  const found: [Parameter, unknown][] = [];
  for (const parameter of operation.parameters) {
    if (omitted.has(parameter.name)) continue;
    const own = set.get(parameter.name) ?? (parameter.role === 'password-confirmation' ? chosen : undefined);
    if (own !== undefined) found.push([parameter, typed(parameter, resolve(own, requestContext))]);
    else if (isContainer(parameter)) continue;
    else if (parameter.required || isOfAccount(parameter) || hasDefault(parameter))
      found.push([parameter, usual(operation, parameter, account, requestContext)]);
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
  const { type, properties, prefixItems } = parameter.schema;
  return (type === 'object' && properties !== undefined) || prefixItems !== undefined;
}

/** Whether it says who registers or logs in: it is sent also where the document calls it optional. */
function isOfAccount({ role }: Parameter): boolean {
  return (
    role === 'identity' ||
    role === 'password' ||
    role === 'new-password' ||
    role === 'password-confirmation' ||
    role === 'verification-code'
  );
}

function hasDefault({ schema }: Parameter): boolean {
  return schema.default !== undefined && schema.default !== '';
}

/** @throws NotApplicable for the id of a user or a session that no response named */
function usual(
  operation: Operation,
  parameter: Parameter,
  account: Account,
  { userId, sessionId, verificationCode }: RequestContext,
): unknown {
  const { role, schema, name } = parameter;
  if (role === 'user-id' && userId === undefined) throw new NotApplicable('no-user-id');
  if (role === 'user-id') return userId;
  if (role === 'session-id' && sessionId === undefined) throw new NotApplicable('no-session-id');
  if (role === 'session-id') return sessionId;
  if (role === 'identity') return account.identity;
  const isNew = role === 'new-password' || (role === 'password-confirmation' && operation.flow === 'change-password');
  if (isNew) return account.newPassword;
  if (role === 'password' || role === 'password-confirmation') return account.password;
  if (role === 'verification-code') return typed(parameter, verificationCode ?? '');
  if (role === 'nickname') return fresh('nickname', [operation]);
  return usualValue(name, schema);
}

/** A code of digits as the number that a document asks for. */
function typed({ role, schema }: Parameter, value: unknown): unknown {
  const isNumber = [schema.type].flat().some((type) => type === 'integer' || type === 'number');
  return role === 'verification-code' && isNumber && typeof value === 'string' && /^\d+$/.test(value)
    ? Number(value)
    : value;
}

function resolve(value: Value, requestContext: RequestContext): unknown {
  if ('literal' in value) return value.literal;
  const text = partOf(value, requestContext.account(value.of), requestContext);
  const kind = value.part === 'identity' ? 'identity' : 'password';
  const sent = value.by === undefined || text === undefined ? text : mutated(text, value.by, kind);
  if (sent === undefined) throw new NotApplicable('mutation-not-possible');
  if (kind === 'password' && /\S/.test(sent)) requestContext.keep?.(sent);
  return wrapped(value, sent);
}

function partOf(
  { part }: Extract<Value, { of: string }>,
  account: Account,
  { verificationCode }: RequestContext,
): string | undefined {
  if (part === 'verification-code') return verificationCode;
  if (part === 'new-password') return account.newPassword;
  return part === 'former-password' ? account.formerPassword : account[part];
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
  for (const [{ pointer }, value] of body) setAt(root, pointer, value);
  return root;
}

function setAt(root: Record<string, unknown>, pointer: string, value: unknown): void {
  const tokens = tokensOf(pointer);
  let place = root;
  for (const [index, token] of tokens.slice(0, -1).entries()) {
    const isList = /^\d+$/.test(tokens[index + 1] ?? '');
    place = (place[token] ??= isList ? [] : {}) as Record<string, unknown>;
  }
  place[tokens.at(-1) ?? ''] = value;
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

/** The credentials of all schemes of a request; mutations are about one of them. @throws NotApplicable */
export function presentAll(
  made: Draft,
  step: Pick<Step, 'mutations' | 'scheme'>,
  schemes: readonly SecurityScheme[],
  credentialsOf: (scheme: SecurityScheme) => Credentials,
  tokenHeader: string | undefined,
): Draft {
  const about = step.scheme ?? schemes[0]?.name;
  return schemes.reduce((soFar, scheme, index) => {
    const mutations = scheme.name === about ? step.mutations : [];
    const { otherCookies = [], ...others } = credentialsOf(scheme);
    // The first scheme decides which cookies of the session go along; it may be without its own.
    const cookies = index === 0 ? otherCookies : otherCookies.filter(({ isForCsrf }) => isForCsrf);
    return present(soFar, { mutations }, scheme, { ...others, otherCookies: cookies }, tokenHeader);
  }, made);
}

/** The credentials of a plain scheme in a request, as documented or as a mutation presents them. @throws NotApplicable */
export function present(
  made: Draft,
  { mutations }: Pick<Step, 'mutations'>,
  scheme: SecurityScheme,
  credentials: Credentials,
  tokenHeader: string | undefined,
): Draft {
  const mutation = mutations.find((each) => entryOf(each).present !== undefined);
  const presented =
    mutation === undefined
      ? documented(scheme, credentials)
      : entryOf(mutation).present?.(mutation, scheme, credentials);
  if (presented === undefined) throw new NotApplicable('mutation-not-possible');
  const ownHeader = scheme.in === 'header' ? scheme.parameter : 'Authorization';
  const own =
    tokenHeader !== undefined && scheme.scheme === undefined && scheme.value === undefined ? tokenHeader : ownHeader;
  // Another cookie may be a second credential, as one that renews the session is: a false request carries none. A browser
  // sends the cookies of a visit with a false CSRF token too.
  const keepsCookies = mutation === undefined || scheme.value === 'csrf-token';
  const others = (credentials.otherCookies ?? []).filter(({ isForCsrf }) => keepsCookies || isForCsrf);
  const cookies = withCookies(made.headers['Cookie'], others, presented.cookies ?? []);
  const headers = {
    ...made.headers,
    ...(cookies === '' ? {} : { Cookie: cookies }),
    ...presented.headers,
    ...(presented.header === undefined ? {} : { [own]: presented.header }),
  };
  const query: [string, string][] = [
    ...made.query,
    ...(presented.query ?? []).map(([name, value]): [string, string] => [name, value]),
  ];
  if (presented.path !== undefined)
    return { ...made, headers, query, ...inPath(made, scheme.parameter, presented.path) };
  if (presented.body === undefined) return { ...made, headers, query };
  if (made.form !== undefined) {
    const pairs = Object.entries(presented.body).map(([pointer, value]): [string, string] => [pointer.slice(1), value]);
    return { ...made, headers, query, form: [...made.form, ...pairs] };
  }
  return {
    ...made,
    headers: { ...headers, 'Content-Type': jsonType },
    query,
    form: undefined,
    text: withMembers(made.text, presented.body),
  };
}

/** The value of a Cookie header: cookies of the session that are not there yet, then those of a scheme. */
function withCookies(
  sent: string | undefined,
  others: NonNullable<Credentials['otherCookies']>,
  own: NonNullable<Presented['cookies']>,
): string {
  const pairs = sent === undefined ? [] : sent.split('; ');
  const isThere = (name: string): boolean => pairs.some((each) => each.startsWith(`${name}=`));
  const added = others.filter(({ name }) => !isThere(name)).map(({ name, value }) => `${name}=${value}`);
  return [...pairs, ...added, ...own.map(([name, value]) => `${name}=${value}`)].join('; ');
}

/** A value in a path, percent-encoded. @throws NotApplicable for half of a surrogate pair, which has no UTF-8 */
function pathSegment(value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new NotApplicable('no-url-can-carry');
  return encodeURIComponent(value);
}

function inPath({ path, url }: Draft, name: string, value: string): Pick<Draft, 'path' | 'url'> {
  const filled = path.replace(`{${name}}`, () => pathSegment(value));
  return { path: filled, url: url.slice(0, url.length - path.length) + filled };
}

/** A body that a mutation made unreadable stays as it is. */
function withMembers(text: string | undefined, members: Readonly<Record<string, string>>): string | undefined {
  const root = text === undefined ? {} : objectIn(text);
  if (root === undefined) return text;
  for (const [pointer, value] of Object.entries(members)) setAt(root, pointer, value);
  return JSON.stringify(root);
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function documented(scheme: SecurityScheme, credentials: Credentials): Presented | undefined {
  const filled = fill(scheme.template, credentials);
  return filled === undefined ? undefined : place(scheme, filled);
}

/** Browsers name the origin of a request that may change something, and servers refuse cookies without it (RFC 6454 section 7.3). */
function originOf({ method, url, headers }: Draft): Record<string, string> {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const needsOne = names.includes('cookie') && !names.includes('origin') && !/^(GET|HEAD|OPTIONS)$/.test(method);
  return needsOne ? { Origin: new URL(url).origin } : {};
}

/** A draft as it is sent. */
export function finished(made: Draft): HttpRequest {
  const boundary = boundaryOf(made.form ?? []);
  const encoded = (form: readonly Pair[]): string =>
    made.isMultipart === true ? multipart(form, boundary) : new URLSearchParams([...form]).toString();
  const body = made.form === undefined ? made.text : encoded(made.form);
  const { 'Content-Type': type } = made.headers;
  return {
    method: made.method,
    url: made.url,
    query: made.query,
    headers: {
      ...made.headers,
      ...(type?.toLowerCase() === multipartType ? { 'Content-Type': `${type}; boundary=${boundary}` } : {}),
      ...originOf(made),
    },
    ...(body === undefined ? {} : { body }),
    ...(made.encoding === undefined ? {} : { encoding: made.encoding }),
  };
}
