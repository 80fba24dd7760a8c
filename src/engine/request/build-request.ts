/** Writes the request of a step: what the document describes, with the step's mutations. */
import { defined } from '../../core/defined.ts';
import { formType, isFormType, jsonType, multipartType } from '../../contract/media-types.ts';
import type { Operation, Parameter, Role } from '../../contract/model.ts';
import { tokensOf } from '../../core/json-pointer.ts';
import type { Step } from '../../plan/model.ts';
import type { Content, Draft, Pair } from '../../plan/mutations/entry.ts';
import { NotApplicable } from '../../plan/mutations/entry.ts';
import { entryOf, find } from '../../plan/mutations/registry.ts';
import { operationNamed, probePath } from '../../plan/operations.ts';
import type { HttpRequest } from '../http/http.ts';
import { boundaryOf, multipart } from './multipart.ts';
import { parameterValues, withOwnName } from './parameter-values.ts';
import type { RequestContext } from './parameter-values.ts';

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
  const headers: Record<string, string> = { ...defined({ Accept }), ...requestContext.headers };
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

/** Puts a value at a place of a JSON object, unless a value that is no object stands on the way. */
export function setAt(root: Record<string, unknown>, pointer: string, value: unknown): void {
  const tokens = tokensOf(pointer);
  let place = root;
  for (const [index, token] of tokens.slice(0, -1).entries()) {
    const isList = /^\d+$/.test(tokens[index + 1] ?? '');
    const next = Object.hasOwn(place, token) ? place[token] : (place[token] = isList ? [] : {});
    if (typeof next !== 'object' || next === null) return;
    place = next as Record<string, unknown>;
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

/** A value in a path, percent-encoded. @throws NotApplicable for half of a surrogate pair, which has no UTF-8 */
export function pathSegment(value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new NotApplicable('no-url-can-carry');
  return encodeURIComponent(value);
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
    ...defined({ body, encoding: made.encoding }),
  };
}
