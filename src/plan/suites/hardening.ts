/** Hardening: what standards and good practice ask of an API with credentials. */
import { answersTo } from '../../contract/model.ts';
import type { Contract, Level, Operation } from '../../contract/model.ts';
import {
  actor,
  before,
  issuer,
  makeCase,
  nextActor,
  requirement,
  setRole,
  step,
  withoutCredentials,
} from '../build.ts';
import type { Scenario, Expectation, Step } from '../model.ts';
import type { SecurityTopic } from '../security.ts';
import type { Mutation } from '../mutations/registry.ts';
import { isOpen } from '../operations.ts';
import { answers, issuesJwt } from './issued-tokens.ts';
import { answersAlike, isJson, ofNobody } from '../values.ts';
import { hardeningStatements } from '../../words/statements/hardening.ts';
import { headerValues } from '../../words/interpretations.ts';

export function hardening(contract: Contract): Scenario[] {
  return contract.operations.flatMap((operation) => [
    ...noStore(contract, operation),
    ...challenges(contract, operation),
    ...tokens(contract, operation),
    ...sameRefusal(contract, operation),
    ...noPassword(contract, operation),
    ...notShared(contract, operation),
    ...noInsides(contract, operation),
    ...allowed(contract, operation),
    ...noRedirect(contract, operation),
  ]);
}

function one(
  contract: Contract,
  operation: Operation,
  slug: string,
  statement: string,
  level: Level,
  source: string,
  steps: Step[],
  expect: Expectation,
  security?: SecurityTopic,
): Scenario {
  return makeCase(operation, 'hardening', steps, [
    { requirement: requirement(contract, operation, slug, statement, { level, source }, { security }), expect },
  ]);
}

function issuesToken(operation: Operation): boolean {
  return operation.flow === 'login' || operation.flow === 'register' || operation.flow === 'session-start';
}

function noStore(contract: Contract, operation: Operation): Scenario[] {
  const success = answersTo(operation, 'success')[0];
  if (
    !(issuesToken(operation) || operation.flow === 'refresh') ||
    success?.headers.some((header) => header.name.toLowerCase() === 'cache-control') === true
  )
    return [];
  const header = {
    name: 'Cache-Control',
    required: true,
    schema: { type: 'string', pattern: 'no-store', description: headerValues.noStore },
  } as const;
  return [
    one(
      contract,
      operation,
      'no-store',
      hardeningStatements['no-store'],
      'advice',
      'RFC 9111 section 5.2.2.5',
      [step('request', operation, actor(operation))],
      { kind: 'header', step: 'request', ...header },
      'caching',
    ),
  ];
}

function mayBe401(operation: Operation, situation: string): boolean {
  return answersTo(operation, situation).some(({ status }) => /^(401|4XX|default)$/i.test(status));
}

/** A 401 has a challenge; rejections of credentials are 401 or 403 if the document does not say. */
function challenges(contract: Contract, operation: Operation): Scenario[] {
  const login = operation.flow === 'login' && isOpen(operation) && mayBe401(operation, 'wrong-password');
  const secured = operation.security !== undefined && operation.security.optional !== true;
  if (!login && !(secured && mayBe401(operation, 'missing-credentials'))) return [];
  const { steps, session } = before(contract, operation);
  const mutations = login
    ? setRole(operation, 'password', { literal: ofNobody(operation, 'password') })
    : [withoutCredentials(operation)];
  const control = step('control', operation, nextActor(operation, 'generated3'), { ...session, require: 'accepted' });
  const all = [...steps, step('refused', operation, actor(operation), { ...session, mutations }), control];
  const header = {
    name: 'WWW-Authenticate',
    required: true,
    schema: { type: 'string' },
  } as const;
  const open = answersTo(operation, login ? 'wrong-password' : 'missing-credentials').some(
    (answer) => answer.status === 'default' || answer.status === '4XX',
  );
  return [
    one(contract, operation, 'challenge', hardeningStatements.challenge, 'standard', 'RFC 9110 section 15.5.2', all, {
      kind: 'header',
      step: 'refused',
      ...header,
      onStatus: 401,
    }),
    // A parameter that is missing is 400 too (RFC 6749 section 5.2).
    ...(open && !login && /header|cookie/.test(operation.security?.in ?? '')
      ? [
          one(
            contract,
            operation,
            'status-of-refusal',
            hardeningStatements['status-of-refusal'],
            'advice',
            'RFC 9110 section 15.5.2',
            all,
            { kind: 'status-in', step: 'refused', statuses: [401, 403] },
          ),
        ]
      : []),
  ];
}

/** Most clients follow a redirect and treat the page behind it as a success. */
function noRedirect(contract: Contract, operation: Operation): Scenario[] {
  const secured = operation.security !== undefined && operation.security.optional !== true;
  if (operation.flow !== 'login' && !secured) return [];
  const { steps, session } = before(contract, operation);
  const mutations =
    operation.flow === 'login'
      ? setRole(operation, 'password', { literal: ofNobody(operation, 'password') })
      : [withoutCredentials(operation)];
  const control = operation.flow === 'login' ? [step('control', operation, 'account', { require: 'accepted' })] : [];
  return [
    one(
      contract,
      operation,
      'no-redirect',
      hardeningStatements['no-redirect'],
      'advice',
      'RFC 9110 section 15.4',
      [...steps, step('refused', operation, actor(operation), { ...session, mutations }), ...control],
      { kind: 'no-redirect', step: 'refused' },
    ),
  ];
}

/** A 405 lists the methods of its path. */
function allowed(contract: Contract, operation: Operation): Scenario[] {
  if (operation.flow !== 'login') return [];
  // DELETE is not tried, since the path may need no credentials.
  const method = ['PUT', 'PATCH'].find((each) => each !== operation.method && !operation.otherMethods.includes(each));
  if (method === undefined) return [];
  const mutations: Mutation[] = [
    { mutate: 'method', method },
    ...operation.parameters.map(({ name }): Mutation => ({ mutate: 'omit', parameter: name })),
  ];
  const header = {
    name: 'Allow',
    required: true,
    schema: { type: 'string' },
  } as const;
  return [
    one(
      contract,
      operation,
      'allow',
      hardeningStatements.allow,
      'standard',
      'RFC 9110 section 15.5.6',
      [step('refused', operation, actor(operation), { mutations })],
      { kind: 'header', step: 'refused', ...header, onStatus: 405 },
    ),
  ];
}

function tokens(contract: Contract, operation: Operation): Scenario[] {
  if (!issuesToken(operation) || operation.flow === 'register' || !answers(operation, 'token')) return [];
  const thrice = ['first', 'second', 'third'].map((id) => step(id, operation, 'account', { require: 'accepted' }));
  const guess = one(
    contract,
    operation,
    'unguessable-token',
    hardeningStatements['unguessable-token'],
    'advice',
    'RFC 6749 section 10.10',
    thrice,
    { kind: 'unguessable', steps: ['first', 'second', 'third'] },
    'token-entropy',
  );
  if (operation !== issuer(contract) || !issuesJwt(contract)) return [guess];
  return [
    guess,
    one(
      contract,
      operation,
      'signed-token',
      hardeningStatements['signed-token'],
      'standard',
      'RFC 8725 section 3.2',
      [step('request', operation, 'account', { require: 'accepted' })],
      { kind: 'signed-token', step: 'request' },
      'token-signature',
    ),
    one(
      contract,
      operation,
      'unguessable-key',
      hardeningStatements['unguessable-key'],
      'standard',
      'RFC 8725 section 3.5',
      [step('request', operation, 'account', { require: 'accepted' })],
      { kind: 'unguessable-key', step: 'request' },
      'weak-key',
    ),
    one(
      contract,
      operation,
      'token-claims',
      hardeningStatements['token-claims'],
      'standard',
      'RFC 7519 section 4.1',
      [step('request', operation, 'account', { require: 'accepted' })],
      { kind: 'token-claims', step: 'request' },
      'token-claims',
    ),
    one(
      contract,
      operation,
      'token-ends',
      hardeningStatements['token-ends'],
      'advice',
      'OWASP ASVS 5.0 7.3.2',
      [step('request', operation, 'account', { require: 'accepted' })],
      { kind: 'token-ends', step: 'request' },
      'expiry',
    ),
  ];
}

/** Different rejections of unknown users and wrong passwords disclose accounts, unless they are documented. */
function sameRefusal(contract: Contract, operation: Operation): Scenario[] {
  if (operation.flow !== 'login') return [];
  const unknown = setRole(operation, 'identity', { literal: ofNobody(operation, 'identity') });
  const wrong = setRole(operation, 'password', { literal: ofNobody(operation, 'password') });
  if (!answersAlike(operation, 'wrong-password', 'unknown-user') || unknown.length === 0) return [];
  return [
    one(
      contract,
      operation,
      'same-refusal',
      hardeningStatements['same-refusal'],
      'advice',
      'OWASP Authentication Cheat Sheet',
      [
        step('wrong', operation, 'account', { mutations: wrong }),
        step('unknown', operation, 'account', { mutations: unknown }),
        step('control', operation, 'account', { require: 'accepted' }),
      ],
      { kind: 'same-answer', steps: ['wrong', 'unknown'] },
      'enumeration',
    ),
  ];
}

function noPassword(contract: Contract, operation: Operation): Scenario[] {
  if (!['login', 'register', 'token-info', 'change-password'].includes(operation.flow)) return [];
  const { steps, session } = before(contract, operation);
  return [
    one(
      contract,
      operation,
      'no-password',
      hardeningStatements['no-password'],
      'advice',
      'OWASP Authentication Cheat Sheet',
      [...steps, step('request', operation, actor(operation), { ...session, require: 'accepted' })],
      { kind: 'no-password', step: 'request' },
      'disclosure',
    ),
  ];
}

/** A shared cache identifies a response by its URL, and would send one user's data to another. */
function notShared(contract: Contract, operation: Operation): Scenario[] {
  if (operation.method !== 'GET' || operation.security?.in !== 'header') return [];
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
  return [
    one(
      contract,
      operation,
      'not-shared',
      hardeningStatements['not-shared'],
      'advice',
      'RFC 9111 section 3.5',
      [...steps, step('request', operation, actor(operation), { ...session, require: 'accepted' })],
      { kind: 'header', step: 'request', ...header },
      'caching',
    ),
  ];
}

/** Internal details in rejections help attackers only. */
function noInsides(contract: Contract, operation: Operation): Scenario[] {
  const { steps, session } = before(contract, operation);
  const refused = (id: string, mutations: readonly Mutation[]): Step =>
    step(id, operation, actor(operation), { ...session, mutations });
  const attempts = [
    ...(operation.security === undefined ? [] : [refused('unauthenticated', [withoutCredentials(operation)])]),
    ...(operation.flow === 'login'
      ? [refused('wrong-password', setRole(operation, 'password', { literal: ofNobody(operation, 'password') }))]
      : []),
    ...(isJson(operation) ? [refused('garbled', [{ mutate: 'raw-body', text: '{"', of: 'json' }])] : []),
  ];
  if (attempts.length === 0) return [];
  const promised = requirement(
    contract,
    operation,
    'no-insides',
    hardeningStatements['no-insides'],
    {
      level: 'advice',
      source: 'OWASP Error Handling Cheat Sheet',
    },
    { security: 'error-details' },
  );
  const control = step('control', operation, 'account', { ...session, require: 'accepted' });
  return [
    makeCase(
      operation,
      'hardening',
      [...steps, ...attempts, ...(operation.flow === 'login' ? [control] : [])],
      attempts.map(({ id }) => ({
        requirement: promised,
        expect: { kind: 'no-insides', step: id },
        defectKey: 'insides',
      })),
    ),
  ];
}
