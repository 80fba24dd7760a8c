/** Outcomes: the documented success with each of its members, wrong password, unknown user, duplicate account. */
import { answersTo, parameterOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import { membersOf } from '../../contract/members.ts';
import {
  accepted,
  actor,
  at,
  before,
  beingRefused,
  makeCase,
  negative,
  provenanceOf,
  requirement,
  scenario,
  setRole,
  setUnknown,
  step,
  withoutCredentials,
} from '../build.ts';
import { positive } from './positive.ts';
import type { Claim } from '../build.ts';
import type { Scenario, Step } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { freeParameters } from './free-texts.ts';
import { otherMethods } from './other-methods.ts';
import {
  cookie as cookieStatement,
  duplicatePhrases,
  header as headerStatement,
  outcomeStatements,
  property,
  success as successStatement,
  validRequests,
} from '../../words/statements/outcomes.ts';
import { passwordPhrases } from '../../words/statements/passwords.ts';
import { responds } from '../../words/statements/responses.ts';

export function* outcomes(contract: Contract): Generator<Scenario> {
  for (const operation of contract.operations) {
    yield success(contract, operation);
    yield* https(contract, operation);
    yield* refusedLogins(contract, operation);
    yield* duplicate(contract, operation);
    yield* refusalMediaTypes(contract, operation);
    yield* extraCases(contract, operation);
    yield* otherMethods(contract, operation);
  }
}

function success(contract: Contract, operation: Operation): Scenario {
  const answer = answersTo(operation, 'success')[0];
  const { steps, session } = before(contract, operation);
  const provenance = answer?.provenance ?? operation.provenance;
  const checks: Claim[] = [
    {
      requirement: requirement(
        contract,
        operation,
        'success',
        successStatement(operation.flow, answer?.status),
        provenance,
        { request: validRequests[operation.flow] },
      ),
      expect: { kind: 'answers', step: 'request', situation: 'success' },
    },
  ];
  for (const header of answer?.headers ?? []) {
    const statement = headerStatement(header.name, header.schema, header.required);
    checks.push({
      requirement: requirement(
        contract,
        operation,
        `answer/header-${header.name.toLowerCase()}`,
        statement,
        header.provenance,
      ),
      expect: { kind: 'header', step: 'request', name: header.name },
    });
  }
  for (const { in: place, name, provenance: own } of answer?.placed ?? [])
    if (place === 'cookie')
      checks.push({
        requirement: requirement(contract, operation, `answer/cookie-${name}`, cookieStatement(name), own),
        expect: { kind: 'header', step: 'request', name: 'Set-Cookie', cookie: name, required: true, schema: {} },
      });
  if (answer?.schema !== undefined) {
    for (const member of membersOf(answer.schema, provenance)) {
      const { name, required, refines, pointer, schemaPath } = member;
      const statement = property(refines ? name.slice(0, name.lastIndexOf('.')) : name, member.schema, required);
      checks.push({
        requirement: requirement(contract, operation, `answer/${name}`, statement, member.provenance),
        expect: { kind: 'property', step: 'request', name, pointer, schema: schemaPath },
      });
    }
    checks.push({
      requirement: requirement(
        contract,
        operation,
        'media-type',
        outcomeStatements['media-type'],
        at('standard', provenance, { source: 'RFC 9110 section 8.3' }),
      ),
      expect: { kind: 'media-type', step: 'request', of: 'success' },
    });
  }
  return makeCase(operation, 'outcomes', [...steps, step('request', operation, actor(operation), session)], checks);
}

function* https(contract: Contract, operation: Operation): Generator<Scenario> {
  if (operation.https === undefined) return;
  const { steps, session } = before(contract, operation);
  yield scenario(contract, operation, 'https', outcomeStatements, {
    family: 'outcomes',
    provenance: operation.https,
    security: 'transport',
    steps: [...steps, step('request', operation, actor(operation), session)],
    expect: { kind: 'https', step: 'request' },
  });
}

const refusals = [
  ['wrong-password', 'password', 'password'],
  ['unknown-user', 'identity', 'user'],
] as const;

function* refusedLogins(contract: Contract, operation: Operation): Generator<Scenario> {
  if (operation.flow !== 'login') return;
  for (const [slug, role, defectKey] of refusals) {
    const provenance = provenanceOf(operation, slug);
    const mutations = setUnknown(operation, role);
    if (provenance !== undefined && mutations.length > 0)
      yield negative(contract, operation, {
        slug,
        phrase: passwordPhrases[slug],
        mutations,
        situation: slug,
        provenance,
        family: 'outcomes',
        security: 'password',
        defectKey,
      });
  }
}

/** A second registration of the same identity, with another password and with the same one. */
function* duplicate(contract: Contract, operation: Operation): Generator<Scenario> {
  const provenance = provenanceOf(operation, 'duplicate-account');
  const identity = parameterOf(operation, 'identity');
  if (operation.flow !== 'register' || provenance === undefined || identity === undefined) return;
  const taken: Mutation = { mutate: 'set', parameter: identity.name, value: { of: 'generated1', part: 'identity' } };
  // A repeated registration may use other profile values.
  const otherNames = freeParameters(operation).map(({ name }): Mutation => ({
    mutate: 'set',
    parameter: name,
    value: { literal: 'Other' },
  }));
  const again = (slug: string, phrase: string, mutations: readonly Mutation[]): Scenario =>
    scenario(contract, operation, slug, responds(answersTo(operation, 'duplicate-account'), phrase), {
      family: 'outcomes',
      provenance,
      defectKey: 'duplicate',
      steps: [
        accepted('first', operation, 'generated1'),
        accepted('other', operation, 'generated4'),
        step('again', operation, 'generated2', { mutations: [...otherNames, ...mutations] }),
        step('once-more', operation, 'generated3', { mutations }),
      ],
      expect: ['again', 'once-more'].map((id) => ({ kind: 'answers', step: id, situation: 'duplicate-account' })),
    });
  const samePassword = setRole(operation, 'password', { of: 'generated1', part: 'password' });
  yield again('duplicate-account', duplicatePhrases.other, [taken]);
  yield again('duplicate-with-same-password', duplicatePhrases.samePassword, [taken, ...samePassword]);
}

/** Rejections declare JSON as JSON, and declared JSON is JSON; each rejection may have separate code. */
function* refusalMediaTypes(contract: Contract, operation: Operation): Generator<Scenario> {
  const secured = operation.security !== undefined && operation.security.optional !== true;
  const { steps, session } = before(contract, operation);
  const refused = (mutations: readonly Mutation[], as = actor(operation)): Step =>
    step('refused', operation, as, { ...session, mutations, require: 'rejected' });
  const labelled = (slug: keyof typeof outcomeStatements, story: Step[]): Scenario =>
    scenario(contract, operation, slug, outcomeStatements, {
      family: 'outcomes',
      level: 'standard',
      source: 'RFC 9110 section 8.3',
      steps: story,
      expect: { kind: 'media-type', step: 'refused', of: 'refusal' },
    });
  const stranger = setUnknown(operation, 'identity');
  const taken = setRole(operation, 'identity', { of: 'generated1', part: 'identity' });
  if (operation.flow === 'login') {
    const password = setUnknown(operation, 'password');
    yield labelled('refusal-media-type', [...steps, refused(password)]);
    if (stranger.length > 0 && answersTo(operation, 'unknown-user').length > 0)
      yield labelled('unknown-user-media-type', [...steps, refused(stranger)]);
  } else if (operation.flow !== 'session-start' && secured)
    yield labelled('refusal-media-type', [
      ...steps,
      { ...refused([withoutCredentials(operation)]), ...beingRefused(operation) },
    ]);
  if (operation.flow === 'register' && taken.length > 0 && answersTo(operation, 'duplicate-account').length > 0) {
    const first = accepted('first', operation, 'generated1');
    yield labelled('duplicate-media-type', [first, refused(taken, 'generated2')]);
  }
}

function* extraCases(contract: Contract, operation: Operation): Generator<Scenario> {
  for (const extra of operation.extraCases) {
    const provenance = extra.provenance ?? provenanceOf(operation, extra.expect) ?? operation.provenance;
    const mutations: Mutation[] = [
      ...(extra.method === undefined ? [] : [{ mutate: 'method' as const, method: extra.method }]),
      ...Object.entries(extra.set).map(([parameter, literal]) => ({
        mutate: 'set' as const,
        parameter,
        value: { literal },
      })),
      ...extra.omit.map((parameter) => ({ mutate: 'omit' as const, parameter })),
      ...Object.entries(extra.headers).map(([name, value]) => ({ mutate: 'header' as const, name, value })),
    ];
    const about = { slug: extra.id, mutations, provenance, family: 'outcomes' as const };
    yield extra.expect === 'success'
      ? positive(contract, operation, { ...about, statement: extra.statement })
      : negative(contract, operation, { ...about, statement: extra.statement, situation: extra.expect });
  }
}
