/** Judges an answer against the documented ones of a situation, and a success member by member. */
import { answersTo } from '../../contract/model.ts';
import type { Answer } from '../../contract/model.ts';
import { describeSchema, membersOf } from '../../contract/members.ts';
import type { Member } from '../../contract/members.ts';
import { allows } from '../../contract/validate.ts';
import type { Exchange } from '../http/exchange.ts';
import { parseBody, valueAt } from '../http/exchange.ts';
import type { Masker } from '../masking/mask.ts';
import type { Judgement, Mismatch } from './mismatch.ts';
import { fine, show, showAnswer } from './mismatch.ts';
import {
  carriesCredentials,
  isAccepted,
  isMarkedFailure,
  letIn,
  looksAccepted,
  statusMatches,
  statusOf,
  successOf,
} from './outcome.ts';
import type { SchemaError } from './schema.ts';
import { schemaErrors } from './schema.ts';

/** Whether the answer is one of those documented for a situation. */
export function judgeAnswer(exchange: Exchange, situation: string, masker: Masker): Judgement {
  const answers = answersTo(exchange.operation, situation);
  const status = statusOf(exchange);
  const report = (kind: Mismatch['kind'], expected: string, actual: string, pointer = ''): Judgement => ({
    mismatches: [{ operation: exchange.operation.id, step: exchange.step, kind, pointer, expected, actual }],
  });
  const documented = (): string =>
    [...new Set(answers.map(situation === 'success' ? describeStatus : describeRefusal))].join(' or ');
  const actual = (): string => showAnswer(exchange, masker);
  if (status === undefined) return report('no-answer', documented(), actual());
  if (situation !== 'success') {
    const rejection = answers.some(
      (answer) => statusMatches(status, answer.status) && bodyErrors(exchange, answer).length === 0,
    );
    if (!rejection && letIn(exchange)) return report('accepted', `a refusal: ${documented()}`, `accepted: ${actual()}`);
    if (carriesCredentials(exchange))
      return report('accepted', 'a refusal without credentials', `a refusal that carries credentials: ${actual()}`);
    if (looksAccepted(exchange))
      return report('accepted', 'a refusal without the body of a success', `a refusal with it: ${actual()}`);
  } else if (status < 300 && isMarkedFailure(exchange)) return report('refused', 'acceptance', actual());
  const byStatus = answers.filter((answer) => statusMatches(status, answer.status));
  if (byStatus.length === 0)
    return report(situation === 'success' && status >= 400 ? 'refused' : 'status', documented(), actual());
  const failures = byStatus.map((answer) => ({ answer, errors: bodyErrors(exchange, answer) }));
  if (failures.some(({ errors }) => errors.length === 0)) return fine;
  const [best] = failures.sort((a, b) => a.errors.length - b.errors.length);
  if (best === undefined) return fine;
  const schema = best.answer.schema;
  return {
    mismatches: best.errors.slice(0, 5).map((error) => ({
      operation: exchange.operation.id,
      step: exchange.step,
      kind: 'body',
      pointer: error.pointer,
      expected:
        schema?.description === undefined || error.keyword === 'json'
          ? error.message
          : `${schema.description} (${error.message})`,
      actual: valueOrBody(exchange, error, masker),
    })),
  };
}

function describeStatus(answer: Answer): string {
  if (answer.status === 'default') return 'any 3xx or 4xx status';
  return /^\dXX$/i.test(answer.status) ? `any ${answer.status.toLowerCase()} status` : `status ${answer.status}`;
}

/** A refusal may have the status of a success; its body says then what it is. */
function describeRefusal(answer: Answer): string {
  const said = answer.schema?.description;
  if (said === undefined || answer.bodyOptional) return describeStatus(answer);
  return `${describeStatus(answer)} (${said.charAt(0).toLowerCase()}${said.slice(1).replace(/\.$/, '')})`;
}

function valueOrBody(exchange: Exchange, error: SchemaError, masker: Masker): string {
  const parsed = parseBody(exchange);
  if (error.keyword === 'json' || !('json' in parsed)) return showAnswer(exchange, masker);
  return show(valueAt(parsed.json, error.pointer), masker, error.pointer.split('/').at(-1));
}

/** What is wrong with the body as a whole; members of a success are judged one by one instead. */
function bodyErrors(exchange: Exchange, answer: Answer): SchemaError[] {
  if (answer.schema === undefined) return [];
  const parsed = parseBody(exchange);
  if (!('json' in parsed))
    return answer.bodyOptional
      ? []
      : [{ pointer: '', schemaPath: '#', keyword: 'json', message: `JSON, not ${parsed.problem}` }];
  const errors = schemaErrors(answer.schema, parsed.json);
  if (answer.when !== 'success') return withoutBranches(errors);
  const members = membersOf(answer.schema, answer.provenance);
  return errors.filter((error) => ownerOf(error, members) === undefined);
}

/** Where none of several forms fits, that is what is wrong, and not what each of them lacks. */
function withoutBranches(errors: SchemaError[]): SchemaError[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return errors.filter(({ schemaPath }) => !choices.some((choice) => schemaPath.startsWith(`${choice.schemaPath}/`)));
}

/** The member that an error is about: the innermost whose schema it stands in. */
function ownerOf(error: SchemaError, members: readonly Member[]): Member | undefined {
  return members
    .filter((member) => error.schemaPath.startsWith(`${member.schemaPath}/`))
    .sort((a, b) => b.schemaPath.length - a.schemaPath.length)[0];
}

/** Whether one property of a success is as documented; `path` is that of its schema. */
export function judgeProperty(exchange: Exchange, path: string, masker: Masker): Judgement {
  const answer = successOf(exchange);
  const parsed = parseBody(exchange);
  if (!isAccepted(exchange)) return { blocked: 'there is no success answer to look into' };
  const members = answer?.schema === undefined ? [] : membersOf(answer.schema, answer.provenance);
  const member = members.find(({ schemaPath }) => schemaPath === path);
  if (member === undefined) return { notTestable: `a success with ${statusOf(exchange) ?? ''} has no such member` };
  if (!('json' in parsed) || answer?.schema === undefined)
    return { notTestable: 'the answer has no body, which is optional' };
  const parent = parentPointer(member);
  if (!isObject(valueAt(parsed.json, parent))) {
    const absent = mayBeAbsent(parsed.json, parent, members);
    return absent === undefined
      ? { blocked: `the answer has no object at ${parent === '' ? 'its top' : parent}` }
      : { notTestable: absent };
  }
  const errors = schemaErrors(answer.schema, parsed.json);
  const isOf = (error: SchemaError, { schemaPath }: Member): boolean =>
    ownerOf(error, members)?.schemaPath === schemaPath;
  // A further promise about a value says nothing where there is no such value.
  const plain = members.find(({ refines, pointer }) => !refines && pointer === member.pointer);
  const isOther = ({ keyword }: SchemaError): boolean => keyword === 'required' || keyword === 'type';
  if (member.refines && plain !== undefined && errors.some((error) => isOther(error) && isOf(error, plain)))
    return { blocked: `nothing of the promised type stands at ${member.pointer}` };
  const error = errors.find((each) => isOf(each, member));
  const value = valueAt(parsed.json, member.pointer);
  if (error === undefined && member.role === 'token' && typeof value === 'string' && /[^\x20-\x7e]/.test(value))
    return {
      mismatches: [
        {
          operation: exchange.operation.id,
          step: exchange.step,
          kind: 'body',
          pointer: member.pointer,
          expected: 'a token of visible ASCII characters, which a request can carry',
          actual: show(value, masker, member.name),
        },
      ],
    };
  if (error === undefined) return fine;
  return {
    mismatches: [
      {
        operation: exchange.operation.id,
        step: exchange.step,
        kind: 'body',
        pointer: error.pointer,
        expected: describeSchema(member.schema),
        actual: show(valueAt(parsed.json, error.pointer), masker, member.name),
      },
    ],
  };
}

/** Where an accepted request's answer is not what the document promises of a success; a standard's promises aside. */
export function oddities(exchange: Exchange, masker: Masker): readonly Mismatch[] {
  const answer = successOf(exchange);
  if (answer === undefined || !isAccepted(exchange)) return [];
  const parsed = parseBody(exchange);
  const { schema, provenance, status } = answer;
  const fits = schema === undefined || !('json' in parsed) || allows(schema, parsed.json);
  if (fits && statusMatches(statusOf(exchange) ?? 0, status)) return [];
  const whole = judgeAnswer(exchange, 'success', masker);
  const inside = fits
    ? []
    : membersOf(schema, provenance)
        .filter(({ provenance: { level } }) => level === 'documented' || level === 'implied')
        .map((member) => judgeProperty(exchange, member.schemaPath, masker));
  return [whole, ...inside].flatMap((each) => ('mismatches' in each ? each.mismatches : []));
}

/** Where the object stands that a member belongs to. */
function parentPointer(member: Member): string {
  return member.pointer.slice(0, member.pointer.lastIndexOf('/'));
}

/** Why there need be nothing at a place: something above it is optional, or a list without items. */
function mayBeAbsent(json: unknown, place: string, members: readonly Member[]): string | undefined {
  const optional = members.find(
    ({ pointer, required }) =>
      !required && `${place}/`.startsWith(`${pointer}/`) && valueAt(json, pointer) === undefined,
  );
  if (optional !== undefined) return `the answer has no ${optional.pointer}, which is optional`;
  const lists = [...place.matchAll(/\/\*/g)].map(({ index }) => place.slice(0, index));
  const empty = lists.find((pointer) => {
    const value = valueAt(json, pointer);
    return Array.isArray(value) && value.length === 0;
  });
  return empty === undefined ? undefined : `the list at ${empty === '' ? 'the top' : empty} is empty`;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
