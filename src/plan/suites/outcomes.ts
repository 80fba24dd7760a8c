/** Outcomes: the documented success with each of its members, wrong password, unknown user, duplicate account. */
import { answersTo } from '../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { membersOf } from '../../contract/members.ts';
import {
  accepted,
  actor,
  at,
  before,
  beingRefused,
  makeCase,
  provenanceOf,
  requirement,
  scenario,
  setRole,
  setUnknown,
  step,
  withoutCredentials,
} from '../build.ts';
import { negative } from '../negative.ts';
import { positive } from './positive.ts';
import type { Claim } from '../build.ts';
import type { Expectation, Scenario, Step } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { isSecured } from '../operations.ts';
import { freeParameters } from './free-texts.ts';
import { otherMethods } from './other-methods.ts';
import { set } from '../values.ts';
import {
  cookie as cookieStatement,
  duplicatePhrases,
  header as headerStatement,
  outcomeStatements,
  property,
  success as successStatement,
} from '../../words/statements/outcomes.ts';
import { validRequests } from '../../words/flows.ts';
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
  const claim = (slug: string, statement: string, own: Provenance, expect: Expectation): Claim => ({
    requirement: requirement(contract, operation, slug, statement, own),
    expect,
  });
  const request = validRequests[operation.flow];
  const statement = successStatement(operation.flow, answer?.status);
  const claims: Claim[] = [
    {
      requirement: requirement(contract, operation, 'success', statement, provenance, { request }),
      expect: { kind: 'answers', step: 'request', situation: 'success' },
    },
    ...(answer?.headers ?? []).map(({ name, schema, required, provenance: own }) =>
      claim(`answer/header-${name.toLowerCase()}`, headerStatement(name, schema, required), own, {
        kind: 'header',
        step: 'request',
        name,
      }),
    ),
    ...(answer?.placed ?? [])
      .filter(({ in: place }) => place === 'cookie')
      .map(({ name, provenance: own }) =>
        claim(`answer/cookie-${name}`, cookieStatement(name), own, {
          kind: 'header',
          step: 'request',
          name: 'Set-Cookie',
          cookie: name,
          required: true,
          schema: {},
        }),
      ),
  ];
  if (answer?.schema !== undefined) {
    for (const member of membersOf(answer.schema, provenance)) {
      const { name, required, refines, pointer, schemaPath: schema } = member;
      const says = property(refines ? name.slice(0, name.lastIndexOf('.')) : name, member.schema, required);
      claims.push(
        claim(`answer/${name}`, says, member.provenance, { kind: 'property', step: 'request', name, pointer, schema }),
      );
    }
    const standard = at('standard', provenance, { source: 'RFC 9110 section 8.3' });
    const of = 'success';
    if (answer.isText !== true)
      claims.push(
        claim('media-type', outcomeStatements['media-type'], standard, { kind: 'media-type', step: 'request', of }),
      );
  }
  return makeCase(operation, 'outcomes', [...steps, step('request', operation, actor(operation), session)], claims);
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
  const taken = setRole(operation, 'identity', { of: 'generated1' });
  if (operation.flow !== 'register' || provenance === undefined || taken.length === 0) return;
  // A repeated registration may use other profile values.
  const otherNames = freeParameters(operation).flatMap((parameter) => set(parameter, { literal: 'Other' }));
  const again = (slug: string, phrase: string, mutations: readonly Mutation[]): Scenario =>
    scenario(contract, operation, slug, responds(answersTo(operation, 'duplicate-account'), phrase), {
      family: 'outcomes',
      request: phrase,
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
  const samePassword = setRole(operation, 'password', { of: 'generated1' });
  yield again('duplicate-account', duplicatePhrases.other, taken);
  yield again('duplicate-with-same-password', duplicatePhrases.samePassword, [...taken, ...samePassword]);
}

/** Rejections declare JSON as JSON, and declared JSON is JSON; each rejection may have separate code. */
function* refusalMediaTypes(contract: Contract, operation: Operation): Generator<Scenario> {
  const { steps, session } = before(contract, operation);
  const refused = (mutations: readonly Mutation[], as = actor(operation)): Step =>
    step('refused', operation, as, { ...session, mutations, require: 'rejected' });
  const labelled = (slug: keyof typeof outcomeStatements, sent: Step[]): Scenario =>
    scenario(contract, operation, slug, outcomeStatements, {
      family: 'outcomes',
      level: 'standard',
      source: 'RFC 9110 section 8.3',
      steps: sent,
      expect: { kind: 'media-type', step: 'refused', of: 'refusal' },
    });
  const stranger = setUnknown(operation, 'identity');
  const taken = setRole(operation, 'identity', { of: 'generated1' });
  if (operation.flow === 'login') {
    const password = setUnknown(operation, 'password');
    yield labelled('refusal-media-type', [...steps, refused(password)]);
    if (stranger.length > 0 && answersTo(operation, 'unknown-user').length > 0)
      yield labelled('unknown-user-media-type', [...steps, refused(stranger)]);
  } else if (operation.flow !== 'session-start' && isSecured(operation))
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
      ...(extra.method === undefined ? [] : [{ mutate: 'method', method: extra.method } as const]),
      ...Object.entries(extra.set).map(
        ([parameter, literal]) => ({ mutate: 'set', parameter, value: { literal } }) as const,
      ),
      ...extra.omit.map((parameter) => ({ mutate: 'omit', parameter }) as const),
      ...Object.entries(extra.headers).map(([name, value]) => ({ mutate: 'header', name, value }) as const),
    ];
    const about = { slug: extra.id, mutations, provenance, family: 'outcomes' as const };
    yield extra.expect === 'success'
      ? positive(contract, operation, { ...about, statement: extra.statement })
      : negative(contract, operation, { ...about, statement: extra.statement, situation: extra.expect });
  }
}
