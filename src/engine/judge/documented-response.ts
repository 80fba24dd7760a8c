/** Judges a response against those that are documented for a situation. */
import { defined } from '../../core/defined.ts';
import { answersTo, statusMatches } from '../../contract/model.ts';
import type { Answer } from '../../contract/model.ts';
import { membersOf } from '../../contract/members.ts';
import { allows } from '../../contract/validate.ts';
import type { Observation } from '../observe/observation.ts';
import { valueAt } from '../observe/body.ts';
import type { BodyProblem } from '../observe/body.ts';
import type { Masker } from '../masking/mask.ts';
import type { DocumentedStatus, Mismatch } from '../results/mismatch.ts';
import { responseExcerpt, valueExcerpt } from './excerpt.ts';
import type { Judgment } from './judgment.ts';
import { fail, mismatch, pass } from './judgment.ts';
import { judgeProperty, ownerOf } from './property.ts';
import type { SchemaError } from './schema.ts';
import { schemaErrors } from './schema.ts';

const maxErrors = 5;

/** Whether the response is one of those documented for a situation. */
export function judgeResponse(exchange: Observation, situation: string, masker: Masker): Judgment {
  const answers = answersTo(exchange.operation, situation);
  const status = exchange.status;
  const responses = documentedStatuses(answers, situation);
  const expected = { responses };
  const actual = responseExcerpt(exchange, masker);
  if (status === undefined) return fail(exchange, 'no-response', expected, actual);
  if (situation !== 'success') {
    const isDocumented = answers.some(
      (answer) => statusMatches(status, answer.status) && bodyErrors(exchange, answer).length === 0,
    );
    if (!isDocumented && exchange.grantsSession && !exchange.hasFailureBody)
      return fail(exchange, 'accepted', expected, actual);
    if (exchange.carriesCredentials) return fail(exchange, 'rejection-with-credentials', {}, actual);
    if (exchange.hasSuccessBody) return fail(exchange, 'rejection-with-success-body', {}, actual);
  } else if (status < 300 && exchange.bodyLevelError) return fail(exchange, 'body-level-error', {}, actual);
  const byStatus = answers.filter((answer) => statusMatches(status, answer.status));
  if (byStatus.length === 0) {
    const code = situation === 'success' && status >= 400 ? 'rejected' : 'status-undocumented';
    return fail(exchange, code, expected, actual);
  }
  const failures = byStatus.map((answer) => ({ answer, errors: bodyErrors(exchange, answer) }));
  const [best] = failures.sort((a, b) => a.errors.length - b.errors.length);
  if (best === undefined || best.errors.length === 0) return pass;
  const [documented] = documentedStatuses([best.answer], situation, best.answer.schema?.description);
  return {
    mismatches: best.errors.slice(0, maxErrors).map((error) => bodyMismatch(exchange, error, documented, masker)),
  };
}

/** A rejection may have the status of a success; its description tells them apart. */
function documentedStatuses(answers: readonly Answer[], situation: string, described?: string): DocumentedStatus[] {
  const all = answers.map(({ status, schema, bodyOptional }): DocumentedStatus => {
    const description = described ?? (situation === 'success' || bodyOptional ? undefined : schema?.description);
    return {
      status: /^\d+$/.test(status) ? Number(status) : status,
      ...defined({ description }),
    };
  });
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

function bodyMismatch(
  exchange: Observation,
  error: BodyError,
  documented: DocumentedStatus | undefined,
  masker: Masker,
): Mismatch {
  const expected = documented === undefined ? {} : { responses: [documented] };
  if ('problem' in error)
    return mismatch(exchange, 'not-json', expected, { problem: error.problem, ...responseExcerpt(exchange, masker) });
  const { pointer, keyword, limit } = error;
  const parsed = exchange.body;
  const value = 'json' in parsed ? valueAt(parsed.json, pointer) : undefined;
  return mismatch(
    exchange,
    keyword === 'required' ? 'property-missing' : 'body-schema',
    { ...expected, keyword, ...defined({ limit }) },
    valueExcerpt(value, masker, pointer.split('/').at(-1)),
    pointer,
  );
}

type BodyError = SchemaError | { readonly problem: BodyProblem };

/** The mismatches of the body as a whole; the properties of a success are judged one by one instead. */
function bodyErrors(exchange: Observation, answer: Answer): BodyError[] {
  if (answer.schema === undefined) return [];
  const parsed = exchange.body;
  if (!('json' in parsed)) return answer.bodyOptional ? [] : [{ problem: parsed.problem }];
  const errors = schemaErrors(answer.schema, parsed.json);
  if (answer.when !== 'success') return withoutBranches(errors);
  const members = membersOf(answer.schema, answer.provenance);
  return errors.filter((error) => ownerOf(error, members) === undefined);
}

/** If none of several schemas or no item fits, that is the error, and not what each of them lacks. */
function withoutBranches(errors: readonly SchemaError[]): SchemaError[] {
  const choices = errors.filter(({ keyword }) => ['anyOf', 'oneOf', 'contains'].includes(keyword));
  return errors.filter(({ schemaPath }) => !choices.some((choice) => schemaPath.startsWith(`${choice.schemaPath}/`)));
}

/** The violations of the contract in the response to an accepted request; the requirements of standards aside. */
export function contractViolations(exchange: Observation, masker: Masker): readonly Mismatch[] {
  const answer = exchange.success;
  if (answer === undefined || !exchange.accepted) return [];
  const parsed = exchange.body;
  const { schema, provenance, status } = answer;
  const fits = schema === undefined || !('json' in parsed) || allows(schema, parsed.json);
  if (fits && statusMatches(exchange.status ?? 0, status)) return [];
  const whole = judgeResponse(exchange, 'success', masker);
  const inside = fits
    ? []
    : membersOf(schema, provenance)
        .filter(({ provenance: { level } }) => level === 'documented' || level === 'implied')
        .map((member) => judgeProperty(exchange, member.schemaPath, masker));
  return [whole, ...inside].flatMap((each) => ('mismatches' in each ? each.mismatches : []));
}
