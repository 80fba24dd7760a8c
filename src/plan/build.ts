/** Builds requirements, steps and cases. */
import { defined } from '../core/defined.ts';
import { returnsRole } from '../contract/members.ts';
import { answersTo, levels, operationOf, parameterOf, spendsAccount } from '../contract/model.ts';
import type { Contract, Level, Operation, Provenance } from '../contract/model.ts';
import { isOpen, usesToken } from './operations.ts';
import type { Check, Expectation, Family, Requirement, Scenario, Step } from './model.ts';
import type { Mutation } from './mutations/registry.ts';
import type { TextEdit } from './mutations/texts.ts';
import type { AccountName, Value } from './mutations/value.ts';
import { securityOf } from './security.ts';
import type { SecurityTopic } from './security.ts';
import { ofNobody } from './values.ts';

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
  return defined({
    id: requirementId(contract.id, operation.id, slug),
    api: contract.id,
    flow: operation.flow,
    level: provenance.level,
    // Names of a document stand in it; a title is one line.
    statement: statement.replace(/\s+/g, ' ').trim(),
    request,
    source: provenance.source,
    reading: provenance.reading,
    security: security === undefined ? undefined : securityOf(security),
  });
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

/** A request that the target may refuse: without its acceptance the case is not testable. */
export function acceptedOrUntested(id: string, operation: Operation, as: AccountName, more: Partial<Step> = {}): Step {
  return step(id, operation, as, { ...more, require: 'accepted', ifUnmet: 'not-testable' });
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

/** A check with the requirement that it is of. */
export type Claim = Omit<Check, 'requirement' | 'defectKey'> & {
  readonly requirement: Requirement;
  readonly defectKey?: string | undefined;
};

/** Each of some steps is accepted. */
export function areAccepted(...steps: readonly string[]): Expectation[] {
  return steps.map((step) => ({ kind: 'accepted', step }));
}

/** Each of some steps is rejected. */
export function areRejected(...steps: readonly string[]): Expectation[] {
  return steps.map((step) => ({ kind: 'rejected', step }));
}

/** A step is rejected: with the documented response to a situation, if the contract has one. */
export function isRefused(operation: Operation, situation: string, step: string): Expectation {
  return provenanceOf(operation, situation) === undefined
    ? { kind: 'rejected', step }
    : { kind: 'answers', step, situation };
}

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
    ...defined({ source: main.source }),
    needs: [],
    steps,
    checks: claims.map((claim) => defined({ ...claim, requirement: claim.requirement.id })),
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
  const origin = provenance ?? { level: 'implied', ...own, ...defined({ source }) };
  const about = requirement(contract, operation, slug, statement, origin, { request, security });
  const expected = [expect].flat().filter((each) => each !== false);
  const claims = expected.map(({ defectKey: key = defectKey, ...each }): Claim => ({
    requirement: about,
    expect: each,
    defectKey: key,
  }));
  const made = makeCase(operation, family, steps, claims);
  return shownByProbe === true ? { ...made, shownByProbe } : made;
}

/** The value that a parameter with a role is set to; without a part, that of the role. */
export type RoleValue = Value | { readonly of: AccountName; readonly by?: TextEdit };

/** The parameter of the operation with a role, as a `set` change; nothing where it has none. */
export function setRole(operation: Operation, role: 'identity' | 'password', value: RoleValue): Mutation[] {
  const parameter = parameterOf(operation, role);
  if (parameter === undefined) return [];
  const set = (known: Value): Mutation => ({ mutate: 'set', parameter: parameter.name, value: known });
  if ('literal' in value) return [set(value)];
  const { of, ...rest } = value;
  return [set({ of, part: role, ...rest })];
}

/** An identity or a password that no account has. */
export function setUnknown(operation: Operation, role: 'identity' | 'password'): Mutation[] {
  return setRole(operation, role, ofNobody(operation, role));
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
