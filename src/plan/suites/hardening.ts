/** Hardening: what standards and good practice ask of an API with credentials. */
import { returnsRole } from '../../contract/members.ts';
import { answersTo } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import {
  accepted,
  actor,
  before,
  issuer,
  nextActor,
  scenario,
  setUnknown,
  step,
  withoutCredentials,
} from '../build.ts';
import type { About } from '../build.ts';
import type { Scenario, Step } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { isOpen, isSecured } from '../operations.ts';
import { issuesJwt } from './issued-tokens.ts';
import { answersAlike, isJson } from '../values.ts';
import { hardeningStatements } from '../../words/statements/hardening.ts';
import { headerValues } from '../../words/interpretations.ts';

/** The authority of each rule, and what it protects. */
const rules = {
  'no-store': { level: 'advice', source: 'RFC 9111 section 5.2.2.5', security: 'caching' },
  challenge: { level: 'standard', source: 'RFC 9110 section 15.5.2' },
  'status-of-refusal': { level: 'advice', source: 'RFC 9110 section 15.5.2' },
  'no-redirect': { level: 'advice', source: 'RFC 9110 section 15.4' },
  allow: { level: 'standard', source: 'RFC 9110 section 15.5.6' },
  'unguessable-token': { level: 'advice', source: 'RFC 6749 section 10.10', security: 'token-entropy' },
  'same-refusal': { level: 'advice', source: 'OWASP Authentication Cheat Sheet', security: 'enumeration' },
  'no-password': { level: 'advice', source: 'OWASP Authentication Cheat Sheet', security: 'disclosure' },
  'not-shared': { level: 'advice', source: 'RFC 9111 section 3.5', security: 'caching' },
  'no-insides': {
    level: 'advice',
    source: 'OWASP Error Handling Cheat Sheet',
    security: 'error-details',
    defectKey: 'internal-details',
  },
  'signed-token': { level: 'standard', source: 'RFC 8725 section 3.2', security: 'token-signature' },
  'unguessable-key': { level: 'standard', source: 'RFC 8725 section 3.5', security: 'weak-key' },
  'token-claims': { level: 'standard', source: 'RFC 7519 section 4.1', security: 'token-claims' },
  'token-ends': { level: 'advice', source: 'OWASP ASVS 5.0 7.3.2', security: 'expiry' },
} as const satisfies Readonly<Record<string, Partial<About>>>;

/** A case about one of these rules. */
function hardened(
  contract: Contract,
  operation: Operation,
  slug: keyof typeof rules,
  about: Pick<About, 'steps' | 'expect'>,
): Scenario {
  return scenario(contract, operation, slug, hardeningStatements, { family: 'hardening', ...rules[slug], ...about });
}

export function* hardening(contract: Contract): Generator<Scenario> {
  for (const operation of contract.operations) {
    yield* noStore(contract, operation);
    yield* challenges(contract, operation);
    yield* tokens(contract, operation);
    yield* sameRefusal(contract, operation);
    yield* noPassword(contract, operation);
    yield* notShared(contract, operation);
    yield* noInsides(contract, operation);
    yield* allowed(contract, operation);
    yield* noRedirect(contract, operation);
  }
}

function issuesToken(operation: Operation): boolean {
  return operation.flow === 'login' || operation.flow === 'register' || operation.flow === 'session-start';
}

function* noStore(contract: Contract, operation: Operation): Generator<Scenario> {
  const success = answersTo(operation, 'success')[0];
  if (
    !(issuesToken(operation) || operation.flow === 'refresh') ||
    success?.headers.some((header) => header.name.toLowerCase() === 'cache-control') === true
  )
    return;
  const { steps, session } = before(contract, operation);
  yield hardened(contract, operation, 'no-store', {
    steps: [...steps, step('request', operation, actor(operation), session)],
    expect: {
      kind: 'header',
      step: 'request',
      name: 'Cache-Control',
      required: true,
      schema: { type: 'string', pattern: 'no-store', description: headerValues.noStore },
      onContent: true,
    },
  });
}

function mayBe401(operation: Operation, situation: string): boolean {
  return answersTo(operation, situation).some(({ status }) => /^(401|4XX|default)$/i.test(status));
}

/** A 401 has a challenge; rejections of credentials are 401 or 403 if the document does not say. */
function* challenges(contract: Contract, operation: Operation): Generator<Scenario> {
  const login = operation.flow === 'login' && isOpen(operation) && mayBe401(operation, 'wrong-password');
  if (!login && !(isSecured(operation) && mayBe401(operation, 'missing-credentials'))) return;
  const { steps, session } = before(contract, operation);
  const mutations = login ? setUnknown(operation, 'password') : [withoutCredentials(operation)];
  const control = accepted('control', operation, nextActor(operation, 'generated3'), session);
  const all = [...steps, step('refused', operation, actor(operation), { ...session, mutations }), control];
  const open = answersTo(operation, login ? 'wrong-password' : 'missing-credentials').some(
    (answer) => answer.status === 'default' || answer.status === '4XX',
  );
  yield hardened(contract, operation, 'challenge', {
    steps: all,
    expect: {
      kind: 'header',
      step: 'refused',
      name: 'WWW-Authenticate',
      required: true,
      schema: { type: 'string' },
      onStatus: 401,
    },
  });
  // A parameter that is missing is 400 too (RFC 6749 section 5.2).
  if (open && !login && /header|cookie/.test(operation.security?.in ?? ''))
    yield hardened(contract, operation, 'status-of-refusal', {
      steps: all,
      expect: { kind: 'status-in', step: 'refused', statuses: [401, 403] },
    });
}

/** Most clients follow a redirect and treat the page behind it as a success. */
function* noRedirect(contract: Contract, operation: Operation): Generator<Scenario> {
  if (operation.flow !== 'login' && !isSecured(operation)) return;
  const { steps, session } = before(contract, operation);
  const mutations = operation.flow === 'login' ? setUnknown(operation, 'password') : [withoutCredentials(operation)];
  const control = operation.flow === 'login' ? [accepted('control', operation)] : [];
  yield hardened(contract, operation, 'no-redirect', {
    steps: [...steps, step('refused', operation, actor(operation), { ...session, mutations }), ...control],
    expect: { kind: 'no-redirect', step: 'refused' },
  });
}

/** A 405 lists the methods of its path. */
function* allowed(contract: Contract, operation: Operation): Generator<Scenario> {
  if (operation.flow !== 'login') return;
  // DELETE is not tried, since the path may need no credentials.
  const method = ['PUT', 'PATCH'].find((each) => each !== operation.method && !operation.otherMethods.includes(each));
  if (method === undefined) return;
  const mutations: Mutation[] = [
    { mutate: 'method', method },
    ...operation.parameters.map(({ name }): Mutation => ({ mutate: 'omit', parameter: name })),
  ];
  yield hardened(contract, operation, 'allow', {
    steps: [step('refused', operation, actor(operation), { mutations })],
    expect: {
      kind: 'header',
      step: 'refused',
      name: 'Allow',
      required: true,
      schema: { type: 'string' },
      onStatus: 405,
    },
  });
}

function* tokens(contract: Contract, operation: Operation): Generator<Scenario> {
  if (!issuesToken(operation) || operation.flow === 'register' || !returnsRole(operation, 'token')) return;
  const thrice = ['first', 'second', 'third'];
  yield hardened(contract, operation, 'unguessable-token', {
    steps: thrice.map((id) => accepted(id, operation)),
    expect: { kind: 'unguessable', steps: thrice },
  });
  if (operation !== issuer(contract) || !issuesJwt(contract)) return;
  for (const kind of ['signed-token', 'unguessable-key', 'token-claims', 'token-ends'] as const)
    yield hardened(contract, operation, kind, {
      steps: [accepted('request', operation)],
      expect: { kind, step: 'request' },
    });
}

/** Different rejections of unknown users and wrong passwords disclose accounts, unless they are documented. */
function* sameRefusal(contract: Contract, operation: Operation): Generator<Scenario> {
  if (operation.flow !== 'login') return;
  const unknown = setUnknown(operation, 'identity');
  const wrong = setUnknown(operation, 'password');
  if (!answersAlike(operation, 'wrong-password', 'unknown-user') || unknown.length === 0) return;
  yield hardened(contract, operation, 'same-refusal', {
    steps: [
      step('wrong', operation, 'account', { mutations: wrong }),
      step('unknown', operation, 'account', { mutations: unknown }),
      accepted('control', operation),
    ],
    expect: { kind: 'same-answer', steps: ['wrong', 'unknown'] },
  });
}

function* noPassword(contract: Contract, operation: Operation): Generator<Scenario> {
  if (!['login', 'register', 'token-info', 'change-password'].includes(operation.flow)) return;
  const { steps, session } = before(contract, operation);
  yield hardened(contract, operation, 'no-password', {
    steps: [...steps, accepted('request', operation, actor(operation), session)],
    expect: { kind: 'no-password', step: 'request' },
  });
}

/** A shared cache identifies a response by its URL, and would send one user's data to another. */
function* notShared(contract: Contract, operation: Operation): Generator<Scenario> {
  if (operation.method !== 'GET' || operation.security?.in !== 'header') return;
  const { steps, session } = before(contract, operation);
  const header = {
    name: 'Cache-Control',
    required: false,
    schema: {
      type: 'string',
      pattern: 'no-store|no-cache|private|^(?!.*(public|s-maxage))|^(?!.*s-maxage=[1-9]).*max-age=0',
      description: headerValues.notShared,
    },
  } as const;
  yield hardened(contract, operation, 'not-shared', {
    steps: [...steps, accepted('request', operation, actor(operation), session)],
    expect: { kind: 'header', step: 'request', ...header },
  });
}

/** Internal details in rejections help attackers only. */
function* noInsides(contract: Contract, operation: Operation): Generator<Scenario> {
  const { steps, session } = before(contract, operation);
  const refused = (id: string, mutations: readonly Mutation[]): Step =>
    step(id, operation, actor(operation), { ...session, mutations });
  const attempts = [
    ...(operation.security === undefined ? [] : [refused('unauthenticated', [withoutCredentials(operation)])]),
    ...(operation.flow === 'login' ? [refused('wrong-password', setUnknown(operation, 'password'))] : []),
    ...(isJson(operation) ? [refused('garbled', [{ mutate: 'raw-body', text: '{"', of: 'json' }])] : []),
  ];
  if (attempts.length === 0) return;
  const control = accepted('control', operation, 'account', session);
  yield hardened(contract, operation, 'no-insides', {
    steps: [...steps, ...attempts, ...(operation.flow === 'login' ? [control] : [])],
    expect: attempts.map(({ id }) => ({ kind: 'no-internal-details', step: id })),
  });
}
