/** Answers as they travel: which documented one an answer is, and its body as JSON. */
import type { Alter, HttpRequest, HttpResponse } from '../engine/http/http.ts';
import { statusMatches } from '../contract/model.ts';
import type { Answer, Contract, Operation } from '../contract/model.ts';
import { allows } from '../contract/validate.ts';
import type { FormFault } from './fault.ts';

interface Json {
  readonly value: unknown;
}

/** Answers do not change, and are looked at many times. */
const parsed = new WeakMap<HttpResponse, { readonly json: Json | undefined }>();

/** The JSON value of a body; undefined when it is not JSON in UTF-8 without a byte order mark (RFC 8259 section 8.1). */
export function jsonOf(response: HttpResponse): Json | undefined {
  const known = parsed.get(response);
  if (known !== undefined) return known.json;
  const json = parse(response);
  parsed.set(response, { json });
  return json;
}

function parse(response: HttpResponse): Json | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(response.body);
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** The operation that a request is for: by its path, and by its method where operations share one. */
function operationAt(contract: Contract, method: string, pathname: string): Operation | undefined {
  const there = contract.operations.filter(({ path }) => patternOf(path).test(pathname));
  return there.find((operation) => operation.method === method) ?? (there.length === 1 ? there[0] : undefined);
}

/** The end of a URL with any values in the place of its parameters. */
function patternOf(path: string): RegExp {
  const parts = path
    .split('#', 1)
    .join('')
    .split(/\{[^}]*\}/);
  return new RegExp(`${parts.map((part) => part.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)).join('[^/]+')}$`);
}

/** Names a documented answer within its operation: `success`, `404 GoactError`, `default`. */
export function nameOf(answer: Answer): string {
  if (answer.when === 'success') return 'success';
  return [answer.status, answer.schema?.title].filter((part) => part !== undefined).join(' ');
}

/** Whether an answer is as documented for one situation. */
export function isDocumented(answer: Answer, response: HttpResponse): boolean {
  if (!statusMatches(response.status, answer.status)) return false;
  if (answer.schema === undefined) return true;
  const json = jsonOf(response);
  return json === undefined ? answer.bodyOptional : allows(answer.schema, json.value);
}

/** A success status whose body says that it is a failure. */
function isMarkedFailure(operation: Operation, response: HttpResponse): boolean {
  const json = jsonOf(response);
  if (response.status > 299 || json === undefined) return false;
  return failures(operation).some((answer) => answer.schema !== undefined && isDocumented(answer, response));
}

/** The documented answer that a response is, the most specific one; undefined when it is none. */
function documentedAnswer(operation: Operation, response: HttpResponse): Answer | undefined {
  const success = operation.answers.find((answer) => answer.when === 'success');
  const isSuccess = response.status < 300 && !isMarkedFailure(operation, response);
  if (success !== undefined && isSuccess && statusMatches(response.status, success.status)) return success;
  const fitting = failures(operation).filter((answer) => isDocumented(answer, response));
  return fitting.sort((a, b) => vagueness(a) - vagueness(b))[0];
}

/** The operation and the name of the documented answer that a response is; undefined when it is none. */
export function answerAt(
  contract: Contract,
  { method, url }: Pick<HttpRequest, 'method' | 'url'>,
  response: HttpResponse,
): { readonly operation: string; readonly answer: string } | undefined {
  const operation = operationAt(contract, method, new URL(url).pathname);
  const answer = operation === undefined ? undefined : documentedAnswer(operation, response);
  return operation === undefined || answer === undefined
    ? undefined
    : { operation: operation.id, answer: nameOf(answer) };
}

/** Alters those answers that the faults are about. @param told is called with each of them as it was */
export function altering(
  contract: Contract,
  faults: readonly FormFault[],
  told?: (response: HttpResponse) => void,
): Alter {
  return (request, response) => {
    const operation = operationAt(contract, request.method, new URL(request.url).pathname);
    const own = faults.filter((fault) => fault.operation === operation?.id);
    const answer = operation === undefined || own.length === 0 ? undefined : documentedAnswer(operation, response);
    if (answer === undefined) return response;
    const meant = own.filter((fault) => fault.answer === nameOf(answer));
    if (meant.length > 0) told?.(response);
    return meant.reduce((altered, fault) => fault.alter(altered), response);
  };
}

function failures(operation: Operation): Answer[] {
  return operation.answers.filter(({ when }) => when !== 'success' && when !== 'another-session');
}

function vagueness({ status }: Answer): number {
  return status === 'default' ? 2 : /^\d+$/.test(status) ? 0 : 1;
}

/** The value at a JSON Pointer; `*` is the first item of an array, and members are of objects only. */
export function at(json: unknown, pointer: string): unknown {
  let value = json;
  for (const token of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== (token === '*')) return undefined;
    value = (value as Record<string, unknown>)[token === '*' ? '0' : token];
  }
  return value;
}
