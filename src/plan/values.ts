/** Values and changes that the parameter cases share. */
import { isDeepStrictEqual } from 'node:util';
import { defined } from '../core/defined.ts';
import { answersTo } from '../contract/model.ts';
import type { Operation, Parameter, Schema } from '../contract/model.ts';
import { formType, isFormType, multipartType } from '../contract/media-types.ts';
import { allows, allowsText } from '../contract/validate.ts';
import type { Mutation } from './mutations/registry.ts';
import type { Value } from './mutations/value.ts';

/** Whether the body is JSON by default. */
export const isJson = (operation: Operation): boolean =>
  operation.bodyTypes[0] !== undefined && !isFormType(operation.bodyTypes[0]);

/** Whether the body is multipart by default. */
export const isMultipart = ({ bodyTypes }: Operation): boolean => bodyTypes[0] === multipartType;

export function set(parameter: Parameter, value: Value): Mutation[] {
  return [{ mutate: 'set', parameter: parameter.name, value }];
}

/** Whether the contract has a response to a situation of this parameter. */
export function answers(operation: Operation, situation: string): boolean {
  return operation.answers.some((answer) => answer.when === situation);
}

/** Whether a contract answers two situations alike: with the same statuses, and bodies of the same schemas. */
export function answersAlike(operation: Operation, one: string, other: string): boolean {
  const [first, second] = [one, other].map((situation) =>
    answersTo(operation, situation).map(({ status, schema }) => [status, withoutNotes(schema)]),
  );
  const areIn = (few: unknown[] = [], all: unknown[] = []): boolean =>
    few.every((each) => all.some((candidate) => isDeepStrictEqual(each, candidate)));
  return areIn(first, second) && areIn(second, first);
}

/** A schema without what only people read. */
function withoutNotes(value: unknown, of = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNotes(item));
  if (typeof value !== 'object' || value === null) return value;
  const isKept = (name: string): boolean => of === 'properties' || !/^(x-|title$|description$|examples$)/.test(name);
  const kept = Object.entries(value).filter(([name]) => isKept(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutNotes(inner, of === 'properties' ? '' : name)]));
}

/** Whether a null identity or password counts as missing; a login rejects it in any case. */
export function isNullMissing(operation: Operation, { name, role }: Parameter): boolean {
  return (
    operation.flow === 'register' &&
    isJson(operation) &&
    (role === 'identity' || role === 'password') &&
    !answers(operation, `null-parameter:${name}`)
  );
}

/** Whether a parameter is an e-mail address, by its format or its name. */
export function isAddress({ schema, name }: Parameter): boolean {
  return schema.format === 'email' || /e-?mail/i.test(name);
}

/** Letters of both cases and digits, in no order of the alphabet. */
export function textOf(length: number, from = 'q7Xw2zT9'): string {
  return from.repeat(Math.ceil(length / from.length)).slice(0, length);
}

/** Whether the schema allows a value, however it is sent: as JSON, or as text in a form, a header or a URL. */
export function isAllowed(operation: Operation, parameter: Parameter, value: unknown): boolean {
  return readings(operation, parameter, value).every(Boolean);
}

/** Whether the schema forbids a value, however it is sent. */
export function isForbidden(operation: Operation, parameter: Parameter, value: unknown): boolean {
  return !readings(operation, parameter, value).some(Boolean);
}

/** Whether the schema allows a value in each of the ways that it can be sent. */
function readings(operation: Operation, { in: place, schema }: Parameter, value: unknown): boolean[] {
  const types = place === 'body' ? operation.bodyTypes : [formType];
  return types.map((type) => {
    if (!isFormType(type) || (typeof value === 'object' && value !== null)) return allows(schema, value);
    return allowsText(schema, typeof value === 'string' ? value : JSON.stringify(value));
  });
}

/**
 * Unknown identities and passwords; RFC 2606 reserves the domain, and the numbers from 0100 to 0199 are reserved for fiction.
 */
const nobodys = {
  identity: ['nobody.d41d8cd98f@example.com', 'nobodyd41d8cd98f', 'nobody', '+12025550143', '2025550143'],
  password: ['Wr0ngPassw0rdX9', 'Wr0ng-Passw0rd-X9!', 'wrongpassword', '4186027593', '418602', '4186'],
} as const;

/** The parts of identities that differ from case to case: a target may count the failed logins of a name, whose ever it is. */
const changing = ['d41d8cd98f', '43'];

/** An unknown identity or password, if possible in a form that the operation allows. */
export function ofNobody(
  operation: Operation,
  role: keyof typeof nobodys,
): { readonly literal: string; readonly anew?: string } {
  const parameter = operation.parameters.find((each) => each.role === role);
  const texts = nobodys[role];
  const literal = texts.find((text) => parameter === undefined || isAllowed(operation, parameter, text)) ?? texts[0];
  const anew = role === 'identity' ? changing.find((part) => literal.includes(part)) : undefined;
  return { literal, ...defined({ anew }) };
}

const examplesOf: Readonly<Record<string, string>> = {
  date: '2024-02-29',
  'date-time': '2024-02-29T12:00:00Z',
  email: 'conformance@example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
};

/** The default value of a parameter without a role. */
export function usualValue(name: string, schema: Schema): unknown {
  const value = schema.const ?? schema.default ?? schema.examples?.[0] ?? schema.enum?.[0];
  if (value !== undefined) return value;
  const [type] = [schema.type ?? []].flat();
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return true;
  if (type === 'array') {
    const least = typeof schema['minItems'] === 'number' ? Math.min(schema['minItems'], 10) : 0;
    return Array.from({ length: least }, () => usualValue(name, schema.items ?? {}));
  }
  return type === 'string' ? (examplesOf[schema.format ?? ''] ?? name.padEnd(schema.minLength ?? 1, 'x')) : {};
}
