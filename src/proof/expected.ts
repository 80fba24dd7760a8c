/** What the forecast expects of one expectation, given the outcomes of the steps. */
import type { Expectation } from '../plan/model.ts';
import type { Member } from '../contract/members.ts';
import { answersTo } from '../contract/model.ts';
import { allows } from '../contract/validate.ts';
import { promises, statusMatches } from '../engine/judge/outcome.ts';
import type { Sample } from './baseline.ts';
import { at, valueOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { headerOf, isDocumented, jsonOf } from './wire.ts';

/** `let-in`: credentials or an acceptance where there must be a refusal. */
export type Expected = 'fine' | 'broken' | 'let-in' | 'blocked' | 'not-testable';

/** The judgement that an expectation deserves. `clean` are the answers of the healthy target. */
export function expected(
  expect: Expectation,
  outcomes: ReadonlyMap<string, Outcome>,
  clean: ReadonlyMap<string, Sample> | undefined,
): Expected {
  const found = ('steps' in expect ? expect.steps : [expect.step]).map((step) => outcomes.get(step));
  const [first, second] = found;
  return first === undefined || found.includes(undefined) ? 'blocked' : judged(expect, first, second, clean);
}

function judged(
  expect: Expectation,
  first: Outcome,
  second: Outcome | undefined,
  clean: ReadonlyMap<string, Sample> | undefined,
): Expected {
  const found = second === undefined ? [first] : [first, second];
  switch (expect.kind) {
    case 'answers':
      return expect.situation === 'success' ? success(first) : refusal(first, expect.situation);
    case 'accepted':
      return first.accepted ? 'fine' : 'broken';
    case 'rejected':
      return rejected(first);
    case 'one-accepted':
      return oneAccepted(found);
    case 'member':
      return member(first, expect.member);
    case 'media-type':
      return mediaType(first, expect.of);
    case 'header':
      return header(first, expect);
    case 'same':
    case 'distinct':
    case 'own-identity':
      return related(expect, found);
    case 'same-answer':
      // Who is let in has not been refused, in whatever words.
      if (found.some((each) => each.accepted)) return 'blocked';
      return second !== undefined && alike(first, second, clean, expect.steps) ? 'fine' : 'broken';
    case 'not-let-in':
      return letIn(first) ? 'let-in' : 'fine';
    case 'status-in':
      return expect.statuses.includes(first.response.status) ? 'fine' : 'broken';
    case 'no-redirect':
      return first.response.status < 300 || first.response.status > 399 ? 'fine' : 'broken';
    case 'unguessable':
      return found.some((each) => valueOf(each, 'token') === undefined) ? 'blocked' : 'fine';
    case 'no-server-error':
      return first.response.status < 500 ? 'fine' : 'broken';
    case 'token-claims':
    case 'signed-token':
      return valueOf(first, 'token') === undefined ? 'blocked' : 'fine';
    case 'no-password':
    case 'no-insides':
    case 'nothing-of':
    case 'no-new-token':
    case 'https':
      return 'fine';
  }
}

/** Not both; where neither got what was promised, nobody can tell. */
function oneAccepted(found: readonly Outcome[]): Expected {
  const got = found.filter(letIn).length;
  if (got === 0 && found.every((each) => each.accepted)) return 'blocked';
  return got > 1 ? 'let-in' : 'fine';
}

/** Accepted, with a token where one is promised. */
function letIn(outcome: Outcome): boolean {
  return (
    outcome.accepted && (!promises(outcome.operation, 'token', 'required') || valueOf(outcome, 'token') !== undefined)
  );
}

/** What is JSON is labelled so, and the other way round, unless JSON was promised: then it has failed as an answer. */
function mediaType({ operation, response, accepted }: Outcome, of: 'success' | 'refusal'): Expected {
  if (of === 'success' && !accepted) return 'blocked';
  const label = headerOf(response, 'content-type') ?? '';
  const json = jsonOf(response);
  if (json !== undefined) {
    const structured = typeof json.value === 'object' && json.value !== null;
    return !structured || /^(application\/(.+\+)?json|text\/json)\s*(;|$)/i.test(label) ? 'fine' : 'broken';
  }
  if (response.body.length === 0 || !/^application\/(.+\+)?json\s*(;|$)/i.test(label)) return 'not-testable';
  const free = operation.answers.some(
    (answer) =>
      answer.when !== 'success' &&
      statusMatches(response.status, answer.status) &&
      (answer.schema === undefined || answer.bodyOptional),
  );
  return free ? 'broken' : 'blocked';
}

function success(outcome: Outcome): Expected {
  const { operation, response } = outcome;
  const answer = answersTo(operation, 'success')[0];
  const asPromised = answer !== undefined && statusMatches(response.status, answer.status) && outcome.accepted;
  const array = answer?.schema?.type === 'object' && Array.isArray(jsonOf(response)?.value);
  return asPromised && !array ? 'fine' : 'broken';
}

function refusal(outcome: Outcome, situation: string): Expected {
  const documented = answersTo(outcome.operation, situation).some((answer) => isDocumented(answer, outcome.response));
  if (!documented && outcome.accepted) return 'let-in';
  if (valueOf(outcome, 'token') !== undefined) return 'let-in';
  return documented ? 'fine' : 'broken';
}

function rejected(outcome: Outcome): Expected {
  if (outcome.response.status >= 500) return 'broken';
  return outcome.rejected && valueOf(outcome, 'token') === undefined ? 'fine' : 'let-in';
}

function member(outcome: Outcome, { name, pointer, schemaPath }: Member): Expected {
  const json = jsonOf(outcome.response);
  if (!outcome.accepted || json === undefined) return 'blocked';
  if (outcome.broken.has(`answer/${name}`)) return 'broken';
  // A further promise about a value is judged on that value, any other member inside the object that holds it.
  if (/\/allOf\/\d+$/.test(schemaPath)) return typeof at(json.value, pointer) === 'string' ? 'fine' : 'blocked';
  const parent = at(json.value, pointer.slice(0, pointer.lastIndexOf('/')));
  return typeof parent === 'object' && parent !== null && !Array.isArray(parent) ? 'fine' : 'blocked';
}

function header(outcome: Outcome, { header: promised, onStatus }: Extract<Expectation, { kind: 'header' }>): Expected {
  if (onStatus !== undefined && outcome.response.status !== onStatus) return 'not-testable';
  if (onStatus === undefined && !outcome.accepted) return 'blocked';
  const value = headerOf(outcome.response, promised.name);
  if (value === undefined) return promised.required ? 'broken' : 'fine';
  return allows(promised.schema, value) ? 'fine' : 'broken';
}

function related(
  expect: Extract<Expectation, { kind: 'same' | 'distinct' | 'own-identity' }>,
  outcomes: readonly Outcome[],
): Expected {
  const role = expect.kind === 'own-identity' ? 'identity' : expect.role;
  const values = outcomes.map((each) => valueOf(each, role));
  if (values.includes(undefined)) return 'blocked';
  if (expect.kind === 'own-identity') return 'fine';
  return (values[0] === values[1]) === (expect.kind === 'same') ? 'fine' : 'broken';
}

/** Two refusals stay alike when both, or neither, were altered. */
function alike(
  first: Outcome,
  second: Outcome,
  clean: ReadonlyMap<string, Sample> | undefined,
  [one, other]: readonly [string, string],
): boolean {
  return (
    (first.response === clean?.get(one)?.response) === (second.response === clean?.get(other)?.response) ||
    clean?.get(one)?.answer === clean?.get(other)?.answer
  );
}
