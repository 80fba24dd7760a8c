/** What an answer amounts to in the eyes of the forecast, and the values that later requests and relations need. */
import type { HttpResponse } from '../engine/http/http.ts';
import { answersTo } from '../contract/model.ts';
import type { Operation, Role } from '../contract/model.ts';
import { membersOf } from '../contract/members.ts';
import { allows } from '../contract/validate.ts';
import { isMarkedFailure, jsonOf } from './wire.ts';

export interface Outcome {
  readonly operation: Operation;
  readonly response: HttpResponse;
  /** The members of a success that are not as promised. */
  readonly broken: ReadonlySet<string>;
  readonly accepted: boolean;
  readonly rejected: boolean;
}

/** What an answer to an operation amounts to. */
export function outcomeOf(operation: Operation, response: HttpResponse, broken: readonly string[] = []): Outcome {
  const known = intact.get(response);
  if (broken.length === 0 && known?.operation === operation) return known;
  const outcome = judge(operation, response, broken);
  if (broken.length === 0) intact.set(response, outcome);
  return outcome;
}

/** The outcomes of answers, which are asked for again with every fault. */
const intact = new WeakMap<HttpResponse, Outcome>();

function judge(operation: Operation, response: HttpResponse, broken: readonly string[]): Outcome {
  const { status } = response;
  const marked = isMarkedFailure(operation, response);
  const schema = answersTo(operation, 'success')[0]?.schema;
  const json = jsonOf(response)?.value;
  const readable = schema === undefined || (typeof json === 'object' && json !== null);
  return {
    operation,
    response,
    broken: new Set(broken),
    accepted: status >= 200 && status < 300 && !marked && readable,
    rejected: (status >= 300 && status < 500) || marked,
  };
}

/** The value with a role, if it can be compared: as promised, or a number written as text. */
export function valueOf(outcome: Outcome, role: Role): string | undefined {
  const known = values.get(outcome) ?? new Map<Role, string | undefined>();
  values.set(outcome, known);
  if (!known.has(role)) known.set(role, read(outcome, role));
  return known.get(role);
}

const values = new WeakMap<Outcome, Map<Role, string | undefined>>();

function read({ operation, response }: Outcome, role: Role): string | undefined {
  const answer = answersTo(operation, 'success')[0];
  const json = jsonOf(response);
  if (answer?.schema === undefined || json === undefined) return undefined;
  const member = membersOf(answer.schema, answer.provenance).find((each) => each.role === role);
  const value = member === undefined ? undefined : at(json.value, member.pointer);
  if (member === undefined || value === undefined) return undefined;
  const numeric = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
  const fits = [value, numeric].some((each) => each !== undefined && allows(member.schema, each));
  if (!fits) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
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
