/** Disclosure of other users and their sessions. */
import { answersTo, operationOf } from '../../../contract/model.ts';
import { membersOf } from '../../../contract/members.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { accepted, scenario, step, withoutCredentials } from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Scenario, Expectation, Step } from '../../model.ts';
import type { Mutation } from '../../mutations/registry.ts';
import { disclosureStatements, logoutStatements } from '../../../words/statements/sessions.ts';

/** The response to a step does not disclose the users of other steps. */
const nothingOf = (what: 'token' | 'identity', step: string, ...of: string[]): Expectation => ({
  kind: 'nothing-of',
  step,
  of,
  what,
});

/** A disclosure case: an operation, its responses, and the steps of other users. */
interface Telling {
  readonly operation: Operation;
  readonly flow: 'login' | 'register' | 'logout';
  readonly steps: Step[];
  readonly answers: readonly (readonly [step: string, other: string])[];
}

/** No response contains a token of another user's session, or names another user. */
export function* nothingOfOthers(contract: Contract, login: Operation): Generator<Scenario> {
  if (login.flow !== 'login') return;
  const [info, logout, register] = (['token-info', 'logout', 'register'] as const).map((flow) =>
    operationOf(contract, flow),
  );
  const first = accepted('first', login);
  const other = accepted('other', login, 'second');
  const asked = info === undefined ? [] : [accepted('info', info, 'account', { session: 'first' })];
  const told: Telling[] = [
    {
      operation: login,
      flow: 'login',
      steps: [first, other, ...asked],
      answers: [['other', 'first'], ...asked.map(({ id }) => [id, 'other'] as const)],
    },
  ];
  if (register !== undefined) {
    const registered = accepted('register', register, 'generated1');
    told.push({
      operation: register,
      flow: 'register',
      steps: [first, other, registered],
      answers: [
        ['register', 'first'],
        ['register', 'other'],
      ],
    });
  }
  for (const each of told) yield* ofOthers(contract, each);
  yield* strangers(contract, first, other);
  if (logout === undefined || !usesToken(logout)) return;
  const ended = accepted('logout', logout, 'account', { session: 'first' });
  const out = { operation: logout, flow: 'logout' as const, steps: [first, other, ended] };
  yield* ofOthers(contract, { ...out, answers: [['logout', 'other']] });
  if (!handsOut(logout))
    yield scenario(contract, logout, 'no-new-token', logoutStatements, {
      level: 'advice',
      source: 'OWASP Session Management Cheat Sheet',
      defectKey: 'new-token',
      security: 'logout',
      steps: [first, ended],
      expect: { kind: 'no-new-token', step: 'logout' },
    });
}

/** Whether a documented response contains credentials, also of an anonymous session. */
function handsOut(operation: Operation): boolean {
  return answersTo(operation, 'success').some(
    ({ schema, provenance, headers }) =>
      (schema !== undefined &&
        membersOf(schema, provenance).some(
          ({ name, role }) => role === 'token' || operation.credentialMembers.includes(name.split('.').at(-1) ?? ''),
        )) ||
      headers.some(({ name }) => operation.credentialMembers.includes(name)),
  );
}

/** Disclosed tokens are violations; names are advice, since an API may connect its users. */
function* ofOthers(contract: Contract, { operation, flow, steps, answers }: Telling): Generator<Scenario> {
  const nothing = (what: 'token' | 'identity') => answers.map(([id, other]) => nothingOf(what, id, other));
  yield scenario(contract, operation, 'nothing-of-others', disclosureStatements.tokens(flow), {
    defectKey: 'others',
    security: 'disclosure',
    steps,
    expect: nothing('token'),
  });
  yield scenario(contract, operation, 'names-no-others', disclosureStatements.names(flow), {
    level: 'advice',
    source: 'OWASP API3:2023',
    defectKey: 'others',
    security: 'disclosure',
    steps,
    expect: nothing('identity'),
  });
}

/** A path that creates sessions or accounts may list them, but not to anonymous clients. */
function* strangers(contract: Contract, first: Step, other: Step): Generator<Scenario> {
  for (const operation of contract.operations.filter(({ flow }) => flow === 'login' || flow === 'register')) {
    const mutations: Mutation[] = [
      { mutate: 'method', method: 'GET' },
      ...operation.parameters.map(({ name }): Mutation => ({ mutate: 'omit', parameter: name })),
      ...(operation.security === undefined ? [] : [withoutCredentials(operation)]),
    ];
    yield scenario(contract, operation, 'nothing-for-strangers', disclosureStatements.anonymous, {
      defectKey: 'others',
      security: 'disclosure',
      // An anonymous client, which is neither of these users.
      steps: [first, other, step('asked', operation, 'generated1', { mutations })],
      expect: [nothingOf('token', 'asked', 'first', 'other'), nothingOf('identity', 'asked', 'first', 'other')],
    });
  }
}
