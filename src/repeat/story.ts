/** A finding's case as data that a script without any dependency can tell again. */
import { secondAccount } from '../plan/build.ts';
import type { Case, Expectation, Step } from '../plan/model.ts';
import { headerIn } from '../plan/operations.ts';
import type { Suite } from '../plan/suite.ts';
import type { Draft } from '../engine/request/build-request.ts';
import { find } from '../engine/request/build-request.ts';
import { freshForm, usualDomain } from '../engine/request/generated-values.ts';
import type { Form, Fresh } from '../engine/request/generated-values.ts';
import { membersOf } from '../contract/members.ts';
import type { Member } from '../contract/members.ts';
import type { Answer, Contract, Operation, Schema } from '../contract/model.ts';
import { answersTo, operationOf } from '../contract/model.ts';
import type { FindingReport } from '../generated/conformance.ts';
import { printable } from '../report/text.ts';
import { settingsOf } from './settings.ts';
import { resolved, templateOf } from './templates.ts';
import type { Dialect, ResolvedStep } from './templates.ts';

export interface StoryStep extends Pick<Draft, 'method' | 'optional' | 'query' | 'headers'> {
  readonly id: string;
  readonly as: string;
  readonly operation: string;
  /** As the document writes it, and with placeholders. */
  readonly path: string;
  readonly template: string;
  readonly form: readonly (readonly [string, string])[] | null;
  readonly text: string | null;
  readonly require?: Step['require'];
  readonly onlyIfRefused?: string;
  readonly unlessSecond?: true;
  readonly [more: string]: unknown;
}

export interface StoryCheck {
  readonly kind: Expectation['kind'] | 'member';
  readonly steps: readonly string[];
  readonly [more: string]: unknown;
}

export interface StoryAnswer {
  readonly when: string;
  readonly status: string;
  readonly bodyOptional: boolean;
  readonly schema?: Schema;
  /** Where a success holds what plays a role. */
  readonly roles?: Readonly<Record<string, string>>;
}

export interface StoryOperation {
  readonly answers: readonly StoryAnswer[];
  readonly credentials: readonly string[];
}

export interface Story {
  readonly finding: string;
  readonly requirement: string;
  readonly statement: string;
  readonly source: string;
  readonly summary: string;
  readonly expected: string;
  readonly actual: string;
  /** The target on which it was found; empty where there is none to come back to. */
  readonly url: string;
  /** The settings that have to be there. */
  readonly needs: readonly string[];
  readonly steps: readonly StoryStep[];
  readonly checks: readonly StoryCheck[];
  readonly operations: Readonly<Record<string, StoryOperation>>;
  /** How new accounts are made up. */
  readonly fresh: Readonly<Record<Fresh, Form>>;
}

/** Names of accounts that scripts register; the domain is a setting when they run. */
const naming = { run: 'again', domain: usualDomain };

/** The story of a finding, as its first case tells it. @throws NotApplicable when a script cannot tell it */
export function storyOf(
  finding: FindingReport,
  each: Case,
  { contract, requirements }: Suite,
  target: string,
  dialect: Dialect,
): Story {
  const steps = withSecondAccount(each, contract)
    .filter(toldAgain)
    .map((step) => resolved(contract, step));
  const checks = each.checks.filter(({ requirement }) => finding.requirements.includes(requirement));
  // A stray shows in a case that is about something else.
  const expected: Expectation[] =
    checks.length > 0 ? checks.map(({ expect }) => expect) : [{ kind: 'accepted', step: finding.step ?? '' }];
  const requirement = requirements.get(checks[0]?.requirement ?? '');
  const operations = new Map(steps.map(({ operation }) => [operation.id, operation]));
  return {
    finding: finding.id,
    requirement: requirement?.id ?? finding.requirements[0],
    statement: requirement?.statement ?? finding.summary,
    source: requirement?.source ?? '',
    summary: finding.summary,
    expected: finding.expected,
    actual: finding.actual,
    url: target,
    needs: settingsOf(each, contract, target),
    steps: steps.map((step) => stepOf(step, each, contract, dialect)),
    checks: expected.map((expect) => checkOf(expect, steps, finding)),
    operations: Object.fromEntries([...operations].map(([id, operation]) => [id, operationData(operation)])),
    fresh: {
      identity: freshForm('identity', contract.operations, naming),
      password: freshForm('password', contract.operations, naming),
      nickname: freshForm('nickname', contract.operations, naming),
    },
  };
}

/** A plain request that is sent only to compare a success with tells nothing of the defect that it was found not to have. */
function toldAgain({ when }: Step): boolean {
  return when === undefined || when.was.some((each) => each !== 'nonconforming');
}

/** Where no second account is configured, the story begins with making one. */
function withSecondAccount(each: Case, contract: Contract): readonly Step[] {
  const register = operationOf(contract, 'register');
  if (!each.needs.includes('second-account') || register === undefined) return each.steps;
  return [secondAccount(register), ...each.steps];
}

function stepOf(step: ResolvedStep, each: Case, contract: Contract, dialect: Dialect): StoryStep {
  const { id, as, operation, session, require, when, concurrent, connection, afterExpiryOf, duringLifeOf } = step;
  const { method, optional, query, headers, form, text, encoding, path } = templateOf(step, each, contract, dialect);
  const tamper = find(step.mutations, 'tamper')?.tamper.action;
  return {
    id,
    as,
    operation: operation.id,
    method,
    path: operation.path,
    template: path.startsWith('/') ? path : `/${path}`,
    ...(operation.security?.signature === undefined ? {} : { signed: true, optional }),
    optional,
    query,
    headers,
    form: form ?? null,
    text: text ?? null,
    ...defined({
      session,
      tamper,
      encoding,
      connection,
      concurrent,
      require,
      onlyIfRefused: when?.was.includes('rejected') === true ? when.step : undefined,
      afterExpiryOf,
      duringLifeOf,
    }),
    ...(each.steps.every((other) => other.id !== id) ? { unlessSecond: true } : {}),
  };
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function checkOf(expect: Expectation, steps: readonly ResolvedStep[], finding: FindingReport): StoryCheck {
  const others = expect.kind === 'nothing-of' ? expect.of : [];
  const names = 'steps' in expect ? expect.steps : [expect.step, ...others];
  const common = { kind: expect.kind, steps: names };
  const operation = steps.find(({ id }) => id === names[0])?.operation;
  switch (expect.kind) {
    case 'accepted': {
      // What was accepted, and found odd, is held against the document.
      const successes = operation === undefined ? [] : answersTo(operation, 'success');
      const place = finding.pointer.replace(/\/\d+(?=\/|$)/g, '/*');
      const odd = successes.flatMap(membersIn).find(({ pointer }) => pointer === place);
      if (odd !== undefined) return { ...common, kind: 'member', ...memberData(odd, successes) };
      if (finding.mismatch?.status === undefined || finding.mismatch.status >= 300) return common;
      return { ...common, kind: 'answers', situation: 'success', answers: successes.map(answerData) };
    }
    case 'answers':
      return {
        ...common,
        situation: expect.situation,
        answers: operation === undefined ? [] : answersTo(operation, expect.situation).map(answerData),
      };
    case 'property': {
      const successes = operation === undefined ? [] : answersTo(operation, 'success');
      const member = successes.flatMap(membersIn).find(({ schemaPath }) => schemaPath === expect.schema);
      return { ...common, kind: 'member', ...(member === undefined ? {} : memberData(member, successes)) };
    }
    case 'header': {
      if (operation === undefined) return common;
      const { name, required, schema } = headerIn(operation, expect);
      return { ...common, name, required, schema: bare(schema), ...defined({ onStatus: expect.onStatus }) };
    }
    case 'same':
    case 'distinct':
      return { ...common, role: expect.role };
    case 'no-server-error':
      return { ...common, ...defined({ readable: expect.readable }) };
    case 'nothing-of':
      return { ...common, what: expect.what };
    case 'media-type':
      return { ...common, of: expect.of };
    case 'status-in':
      return { ...common, statuses: expect.statuses };
    default:
      return common;
  }
}

/** A member, and the statuses of the successes that have it. */
function memberData(
  { pointer, required, schema, schemaPath, role }: Member,
  successes: readonly Answer[],
): Record<string, unknown> {
  const statuses = successes
    .filter((answer) => membersIn(answer).some((member) => member.schemaPath === schemaPath))
    .map(({ status }) => status);
  return { pointer, required, schema: ownPart(schema), token: role === 'token', statuses };
}

function operationData(operation: Operation): StoryOperation {
  return { answers: operation.answers.map(answerData), credentials: operation.credentialMembers };
}

function answerData(answer: Answer): StoryAnswer {
  const { when, status, bodyOptional, schema } = answer;
  const roles = membersIn(answer).flatMap(({ role, pointer }) =>
    role === undefined ? [] : [[role, pointer] as const],
  );
  return {
    when,
    status,
    bodyOptional,
    ...(schema === undefined ? {} : { schema: bare(schema) }),
    // The first one counts.
    ...(when === 'success' ? { roles: Object.fromEntries(roles.reverse()) } : {}),
  };
}

function membersIn({ schema, provenance }: Answer): readonly Member[] {
  return schema === undefined ? [] : membersOf(schema, provenance);
}

/** What a member promises itself; what stands inside it are promises of their own. */
function ownPart(schema: Schema): Schema {
  const { properties, items, required, allOf, ...own } = bare(schema);
  const inner = properties !== undefined || items !== undefined || required !== undefined;
  return inner || allOf === undefined ? own : { ...own, allOf: allOf.filter((each) => each['x-level'] === undefined) };
}

/** A schema without what only people read. */
function bare(schema: Schema): Schema {
  const clean = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => clean(item, ''));
    if (typeof value !== 'object' || value === null) return value;
    const named = name === 'properties' || name === 'patternProperties';
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => named || !/^(\$|x-(?!level)|title$|description$|examples?$|default$)/.test(key))
        .map(([key, member]) => [key, name === 'const' || name === 'enum' ? member : clean(member, key)]),
    );
  };
  return clean(schema, '') as Schema;
}

/** What a script is about, in lines that end no comment. */
export function comment({ finding, summary, requirement, source, expected, actual }: Story): string[] {
  return [
    `${finding}: ${summary}`,
    `requirement: ${requirement}${source === '' ? '' : ` (${source})`}`,
    `expected:    ${expected}`,
    `actual:      ${actual}`,
  ].map((line) => printable(line).replace(/[\n\r\u2028\u2029]/g, ' '));
}
