/** Judges one property of a success. */
import { defined } from '../../core/defined.ts';
import type { Schema } from '../../contract/model.ts';
import { membersOf } from '../../contract/members.ts';
import type { Member } from '../../contract/members.ts';
import { longestToken } from '../observe/observation.ts';
import type { Observation } from '../observe/observation.ts';
import { valueAt } from '../observe/body.ts';
import type { Masker } from '../masking/mask.ts';
import type { MismatchCode } from '../results/mismatch.ts';
import { notAccepted, valueExcerpt } from './excerpt.ts';
import type { Judgment } from './judgment.ts';
import { blocked, fail, notTestable, pass } from './judgment.ts';
import type { SchemaError } from './schema.ts';
import { schemaErrors } from './schema.ts';

/** The property that an error is about: the innermost whose schema it stands in. */
export function ownerOf(error: SchemaError, members: readonly Member[]): Member | undefined {
  return members
    .filter((member) => error.schemaPath.startsWith(`${member.schemaPath}/`))
    .sort((a, b) => b.schemaPath.length - a.schemaPath.length)[0];
}

/** Whether one property of a success is as documented; `path` is that of its schema. */
export function judgeProperty(exchange: Observation, path: string, masker: Masker): Judgment {
  const answer = exchange.success;
  const parsed = exchange.body;
  const status = exchange.status;
  if (!exchange.accepted) return notAccepted(exchange, masker);
  const members = answer?.schema === undefined ? [] : membersOf(answer.schema, answer.provenance);
  const member = members.find(({ schemaPath }) => schemaPath === path);
  if (member === undefined) return notTestable('undocumented-property', status === undefined ? {} : { status });
  if (!('json' in parsed) || answer?.schema === undefined) return notTestable('optional-body');
  const parent = member.pointer.slice(0, member.pointer.lastIndexOf('/'));
  if (!isObject(valueAt(parsed.json, parent)))
    return allowedAbsence(parsed.json, parent, members) ?? blocked('no-object', { pointer: parent });
  const errors = schemaErrors(answer.schema, parsed.json);
  const isOf = (error: SchemaError, { schemaPath }: Member): boolean =>
    ownerOf(error, members)?.schemaPath === schemaPath;
  // A further requirement on a value is about nothing where that value is missing.
  const plain = members.find(({ refines, pointer }) => !refines && pointer === member.pointer);
  const isOther = ({ keyword }: SchemaError): boolean => keyword === 'required' || keyword === 'type';
  if (member.refines && plain !== undefined && errors.some((error) => isOther(error) && isOf(error, plain)))
    return blocked('wrong-type', { pointer: member.pointer });
  const error = errors.find((each) => isOf(each, member));
  const excerpt = (pointer: string) => valueExcerpt(valueAt(parsed.json, pointer), masker, member.name);
  if (error !== undefined) {
    const { keyword, limit, pointer } = error;
    const expected = { keyword, ...defined({ limit }), schema: assertionsIn(member.schema) };
    return fail(exchange, codeOf(keyword), expected, excerpt(pointer), pointer);
  }
  const value = valueAt(parsed.json, member.pointer);
  if (member.role !== 'token' || typeof value !== 'string') return pass;
  const { length } = value;
  if (length > longestToken)
    return fail(exchange, 'token-too-long', { length: longestToken }, { length }, member.pointer);
  return /[^\x20-\x7e]/.test(value)
    ? fail(exchange, 'token-unprintable', {}, excerpt(member.pointer), member.pointer)
    : pass;
}

function codeOf(keyword: string): MismatchCode {
  if (keyword === 'required') return 'property-missing';
  return keyword === 'type' ? 'property-type' : 'property-value';
}

/** The part of a schema about the value itself. */
function assertionsIn(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).filter(
      ([name, value]) => !name.startsWith('x-') && (['const', 'enum'].includes(name) || !isNested(value)),
    ),
  );
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isNested) : typeof value === 'object' && value !== null;
}

/** Why an object may be absent: something above it is optional, or a list is empty. */
function allowedAbsence(json: unknown, place: string, members: readonly Member[]): Judgment | undefined {
  const optional = members.find(
    ({ pointer, required }) =>
      !required && `${place}/`.startsWith(`${pointer}/`) && valueAt(json, pointer) === undefined,
  );
  if (optional !== undefined) return notTestable('optional-property', { pointer: optional.pointer });
  const lists = [...place.matchAll(/\/\*/g)].map(({ index }) => place.slice(0, index));
  const empty = lists.find((pointer) => {
    const value = valueAt(json, pointer);
    return Array.isArray(value) && value.length === 0;
  });
  return empty === undefined ? undefined : notTestable('empty-list', { pointer: empty });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
