/** Builds requirements and negative cases. */
import { returnsRole } from '../contract/members.ts';
import {
  answersTo,
  levels,
  operationOf,
  ownNameSetting,
  parameterOf,
  refusesUnverified,
  spendsAccount,
} from '../contract/model.ts';
import type { Contract, Level, Operation, Provenance } from '../contract/model.ts';
import { isOpen, operationNamed, probeOf, schemesOfStep, usesToken } from './operations.ts';
import type { Check, Expectation, Family, Requirement, Scenario, Step } from './model.ts';
import { entryOf, needsFor } from './mutations/registry.ts';
import type { Mutation, MutationOf } from './mutations/registry.ts';
import type { AccountName, Need } from './mutations/value.ts';
import { securityOf } from './security.ts';
import type { SecurityTopic } from './security.ts';
import { ofNobody } from './values.ts';
import { noServerError, rejects, rejectsCleanly, responds } from '../words/statements/responses.ts';
import { interpretations } from '../words/interpretations.ts';

/** The id of a requirement: it survives insertions, and names of a document in it have plain characters only. */
export function requirementId(api: string, operation: string, slug: string): string {
  return `${api}/${operation}/${slug}`.replace(/[^\w./@$-]+/g, '-');
}

/** Makes a requirement of an operation. */
export function requirement(
  contract: Contract,
  operation: Operation,
  slug: string,
  statement: string,
  provenance: Provenance,
  { request, security }: { readonly request?: string | undefined; readonly security?: SecurityTopic | undefined } = {},
): Requirement {
  return {
    id: requirementId(contract.id, operation.id, slug),
    api: contract.id,
    flow: operation.flow,
    level: provenance.level,
    // Names of a document stand in it; a title is one line.
    statement: statement.replace(/\s+/g, ' ').trim(),
    ...(request === undefined ? {} : { request }),
    ...(provenance.source === undefined ? {} : { source: provenance.source }),
    ...(provenance.reading === undefined ? {} : { reading: provenance.reading }),
    ...(security === undefined ? {} : { security: securityOf(security) }),
  };
}

/** A provenance with another level, and the reason for it as reading or the standard as source. */
export function at(level: Provenance['level'], origin: Provenance, own: Partial<Provenance> = {}): Provenance {
  return { ...origin, ...own, level };
}

/** A provenance at a level, or at its own level if that decides less. */
export function atMost(level: Level, origin: Provenance, own: Partial<Provenance> = {}): Provenance {
  return at(levels[Math.max(levels.indexOf(level), levels.indexOf(origin.level))] ?? level, origin, own);
}

/** The provenance of a situation's responses; undefined without any. */
export function provenanceOf(operation: Operation, situation: string): Provenance | undefined {
  return answersTo(operation, situation)[0]?.provenance;
}

/** A request without valid credentials has to be rejected for a case to go on; where the document leaves that open, nothing is blocked. */
export function beingRefused(operation: Operation): Pick<Step, 'require' | 'ifUnmet'> {
  const isOpen = provenanceOf(operation, 'missing-credentials')?.level === 'advice';
  return { require: 'rejected', ...(isOpen ? { ifUnmet: 'not-testable' } : {}) };
}

/** The operation whose response issues tokens. */
export function issuer(contract: Contract): Operation | undefined {
  return operationOf(contract, 'login') ?? operationOf(contract, 'register') ?? operationOf(contract, 'session-start');
}

/** The default account of an operation: a generated one if it makes, changes or removes accounts, else the configured one. */
export function actor(operation: Operation): AccountName {
  return operation.flow === 'register' || spendsAccount(operation) ? 'generated1' : 'account';
}

/** The account of a request that follows another one: a registration may have created the account of the first. */
export function nextActor(operation: Operation, other: AccountName): AccountName {
  return operation.flow === 'register' ? other : actor(operation);
}

/** A request as the document describes it. */
export function step(id: string, operation: Operation, as: AccountName, more: Partial<Step> = {}): Step {
  return { id, operation: operation.id, flow: operation.flow, as, mutations: [], ...more };
}

/** A request as the document describes it, without whose acceptance the case is blocked. */
export function accepted(
  id: string,
  operation: Operation,
  as: AccountName = 'account',
  more: Partial<Step> = {},
): Step {
  return step(id, operation, as, { ...more, require: 'accepted' });
}

/** The registration with which a case begins that needs a second account where none is configured. */
export function secondAccount(register: Operation): Step {
  return accepted('second-account', register, 'second');
}

/**
 * The steps before a request of this operation: the registration of its account if it spends one, a login if it needs a token.
 * @param another an account beside the default one of the case
 */
export function before(
  contract: Contract,
  operation: Operation,
  wanted = usesToken(operation),
  another?: AccountName,
): { steps: Step[]; session: Partial<Step> } {
  const register = spendsAccount(operation) ? operationOf(contract, 'register') : undefined;
  // A login before the verification may be refused.
  const isBegun = operation.flow === 'verify' && register !== undefined && returnsRole(register, 'token');
  const login = isBegun ? register : issuer(contract);
  const as = register === undefined ? undefined : (another ?? actor(register));
  const named = (id: string): string => (another === undefined ? id : `${id}-another`);
  const made = register === undefined || as === undefined ? [] : [accepted(named('register'), register, as)];
  if (!wanted || login === undefined) return { steps: made, session: {} };
  if (login === register) return { steps: made, session: { session: named('register') } };
  const begun = accepted(named('login'), login, as ?? actor(login));
  return { steps: [...made, begun], session: { session: begun.id } };
}

/** The settings that steps need. */
export function needsOf(contract: Contract, steps: readonly Step[]): Need[] {
  const needs = new Set<Need>();
  const registered = new Set<AccountName>();
  for (const step of steps) {
    const { flow, as, mutations, afterExpiryOf, duringLifeOf } = step;
    if (flow === 'register') {
      needs.add('registration');
      registered.add(as);
    }
    const wantsVerified = flow === 'login' && registered.has(as) && refusesUnverified(contract);
    if (flow === 'verify' || wantsVerified) needs.add('verification-code');
    if (schemesOfStep(contract, step).some(({ template }) => template.includes('{client-'))) needs.add('client');
    if (as === 'second') needs.add('second-account');
    if (ownNameSetting(contract, operationNamed(contract, step.operation), as) !== undefined) needs.add('own-username');
    if (afterExpiryOf !== undefined || duringLifeOf !== undefined) needs.add('wait');
    for (const need of needsFor(mutations)) needs.add(need);
  }
  if (steps.some(({ operation }) => operation === probeOf(contract)?.id)) needs.add('probe-path');
  return [...needs];
}

/** A check with the requirement that it is of. */
export type Claim = Omit<Check, 'requirement'> & { readonly requirement: Requirement };

/** Makes a case; its id and title are those of its first requirement. */
export function makeCase(
  operation: Operation,
  family: Family,
  steps: readonly Step[],
  claims: readonly Claim[],
): Scenario {
  const main = claims[0]?.requirement;
  if (main === undefined) throw new Error('a case without a check proves nothing');
  return {
    id: main.id,
    api: main.api,
    flow: operation.flow,
    family,
    security: claims.some(({ requirement }) => requirement.security !== undefined),
    title: main.statement,
    ...(main.source === undefined ? {} : { source: main.source }),
    needs: [],
    steps,
    checks: claims.map((claim) => ({ ...claim, requirement: claim.requirement.id })),
    requirements: [...new Map(claims.map(({ requirement }) => [requirement.id, requirement])).values()],
  };
}

/** The parts of a case with one requirement: by default the operation implies it, and its lines are the source. */
export interface About extends Partial<Provenance> {
  /** The whole provenance, where nothing of the operation's applies. */
  readonly provenance?: Provenance;
  readonly family?: Family;
  readonly security?: SecurityTopic;
  /** The request of the statement, such as "a wrong password", if it is about one. */
  readonly request?: string;
  readonly defectKey?: string;
  readonly shownByProbe?: true;
  readonly steps: readonly Step[];
  /** All of them; `false` stands for one that does not apply. */
  readonly expect: Expected | readonly (Expected | false)[];
}

/** An expectation, with a name for its defect if that differs from the others'. */
type Expected = Expectation & { readonly defectKey?: string };

/** Makes a case whose expectations all belong to one requirement, whose statement is a text or stands in a table. */
export function scenario<Slug extends string>(
  contract: Contract,
  operation: Operation,
  slug: Slug,
  says: string | Readonly<Record<Slug, string>>,
  { family = 'lifecycle', security, request, defectKey, shownByProbe, steps, expect, provenance, ...own }: About,
): Scenario {
  const statement = typeof says === 'string' ? says : says[slug];
  const source = own.source ?? operation.provenance.source;
  const origin = provenance ?? { level: 'implied', ...own, ...(source === undefined ? {} : { source }) };
  const about = requirement(contract, operation, slug, statement, origin, { request, security });
  const expected = [expect].flat().filter((each) => each !== false);
  const claims = expected.map(({ defectKey: key = defectKey, ...each }): Claim => ({
    requirement: about,
    expect: each,
    ...(key === undefined ? {} : { defectKey: key }),
  }));
  const made = makeCase(operation, family, steps, claims);
  return shownByProbe === true ? { ...made, shownByProbe } : made;
}

/** A mutation that has to be rejected. */
export interface Negative {
  readonly slug: string;
  /** Completes "rejects …". */
  readonly phrase?: string;
  /** The whole statement, where the contract has one. */
  readonly statement?: string;
  readonly mutations: readonly Mutation[];
  /** Judged fully by its answers; without one only rejection is asked for. */
  readonly situation?: string;
  readonly provenance: Provenance;
  readonly family: Family;
  /** The statement says that a server error is not a rejection. */
  readonly clean?: true;
  readonly defectKey?: string;
  readonly security?: SecurityTopic;
  readonly as?: AccountName;
  /** Mutations of both the mutated and the control request, which the target may reject. */
  readonly way?: readonly Mutation[];
  /** An intact request sent before, for flaws that copy from it. */
  readonly prior?: boolean;
  /** The false request after that one, and another intact one. */
  readonly between?: boolean;
  readonly otherSession?: boolean;
  /** The scheme whose credentials are mutated, if it is not the one of the session. */
  readonly scheme?: string;
}

/**
 * A mutated request and its control request: the rejection of the first counts only
 * with the acceptance of the second.
 */
export function negative(contract: Contract, operation: Operation, about: Negative): Scenario {
  const wantsToken = about.mutations.some((each) => entryOf(each).wantsToken?.(each) === true);
  const { steps: prologue, session } = before(contract, operation, wantsToken || usesToken(operation));
  const as = about.as ?? actor(operation);
  const { way = [] } = about;
  const prior =
    about.prior === true
      ? [
          step('prior', operation, about.as ?? nextActor(operation, 'generated2'), { ...session, require: 'accepted' }),
          // The false request a first time, and a true one.
          ...(about.between === true
            ? [
                step('again', operation, as, { ...session, mutations: [...way, ...about.mutations] }),
                step('between', operation, as, { ...session, require: 'accepted' }),
              ]
            : []),
        ]
      : [];
  const login = issuer(contract);
  const other =
    about.otherSession === true && login !== undefined ? [step('other', login, 'second', { require: 'accepted' })] : [];
  const flawed = step('flawed', operation, as, {
    ...session,
    ...(other.length > 0 ? { otherSession: 'other' } : {}),
    ...(about.scheme === undefined ? {} : { scheme: about.scheme }),
    mutations: [...way, ...about.mutations],
  });
  // A wrong code may make the right one of its account void.
  const isSpent = operation.flow === 'verify';
  const fresh = isSpent ? before(contract, operation, usesToken(operation), 'generated3') : { steps: [], session };
  const control = step(
    'control',
    operation,
    isSpent ? 'generated3' : (about.as ?? nextActor(operation, 'generated3')),
    {
      ...fresh.session,
      mutations: way,
      require: 'accepted',
      ...(way.length === 0 ? {} : { ifUnmet: 'not-testable' }),
    },
  );
  const expect: Expectation =
    about.situation === undefined
      ? { kind: 'rejected', step: 'flawed' }
      : { kind: 'answers', step: 'flawed', situation: about.situation };
  const phrase = about.phrase ?? about.slug;
  const statement =
    about.statement ??
    (about.situation === undefined
      ? (about.clean === true ? rejectsCleanly : rejects)(phrase)
      : responds(answersTo(operation, about.situation), phrase));
  const check: Claim = {
    requirement: requirement(contract, operation, about.slug, statement, about.provenance, {
      request: about.statement === undefined ? phrase : undefined,
      security: about.security,
    }),
    expect,
    ...(about.defectKey === undefined ? {} : { defectKey: about.defectKey }),
  };
  const steps = [...prologue, ...other, ...prior, flawed, ...fresh.steps, control];
  return makeCase(operation, about.family, steps, [
    check,
    ...survival(contract, operation, { ...about, phrase, step: 'flawed' }),
  ]);
}

/** A target that may accept a request must still not fail on it. */
export function survival(
  contract: Contract,
  operation: Operation,
  about: Pick<Negative, 'slug' | 'provenance' | 'defectKey'> & { readonly phrase: string; readonly step: string },
): Claim[] {
  const { slug, phrase, provenance, defectKey, step } = about;
  if (provenance.level !== 'standard' && provenance.level !== 'advice') return [];
  const origin = at('implied', operation.provenance, { reading: interpretations.serverError });
  return [
    {
      requirement: requirement(contract, operation, `${slug}-survived`, noServerError(phrase), origin, {
        request: phrase,
        security: 'unhandled-error',
      }),
      expect: { kind: 'no-server-error', step },
      ...(defectKey === undefined ? {} : { defectKey }),
    },
  ];
}

/** The parameter of the operation with a role, as a `set` change; nothing where it has none. */
export function setRole(
  operation: Operation,
  role: 'identity' | 'password',
  value: MutationOf<'set'>['value'],
): Mutation[] {
  const parameter = parameterOf(operation, role);
  return parameter === undefined ? [] : [{ mutate: 'set', parameter: parameter.name, value }];
}

/** An identity or a password that no account has. */
export function setUnknown(operation: Operation, role: 'identity' | 'password'): Mutation[] {
  return setRole(operation, role, { literal: ofNobody(operation, role) });
}

/** A request without its credentials, or without its signature. */
export function withoutCredentials({ security }: Operation): Mutation {
  return security?.signature === undefined ? { mutate: 'credentials', as: 'none' } : { mutate: 'unsigned' };
}

/** A request of a known client that does not know its secret, or with a token that was never issued. */
export function wrongCredentials({ security }: Operation): Mutation {
  if (security?.signature !== undefined) return { mutate: 'false-client', secret: 'wrong' };
  return security?.template.includes('{client-') === true
    ? { mutate: 'client', as: 'wrong-secret' }
    : { mutate: 'token', as: 'unknown-token' };
}

/** The mutations of a login within a session; undefined where it cannot be sent so. One with a CSRF token has the cookies of its session. */
export function withinSession(login: Operation, use: Operation): Mutation[] | undefined {
  if (login.security === undefined) return [{ mutate: 'credentials-of', operation: use.id }];
  return isOpen(login) && use.security?.in === 'cookie' ? [] : undefined;
}
