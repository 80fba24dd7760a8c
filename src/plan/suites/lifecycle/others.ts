/** Lifecycle of what an API knows of others: it tells nobody. */
import { answersTo, operationOf } from '../../../contract/model.ts';
import { membersOf } from '../../../contract/members.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { step, withoutCredentials } from '../../build.ts';
import { usesToken } from '../../operations.ts';
import type { Scenario, Expectation, Step } from '../../model.ts';
import type { Mutation } from '../../mutations/registry.ts';
import { story } from './story.ts';

/** What is told of the users of some steps in the answer to another. */
const nothingOf = (what: 'token' | 'identity', step: string, ...of: string[]): Expectation => ({
  kind: 'nothing-of',
  step,
  of,
  what,
});

/** What a story of others is about: an operation, its answers, and those of whom they tell nothing. */
interface Telling {
  readonly operation: Operation;
  /** Completes "tells … nothing". */
  readonly whom: string;
  readonly steps: Step[];
  readonly answers: readonly (readonly [step: string, other: string])[];
}

/** No answer holds a token of another user's session, or names another user. */
export function nothingOfOthers(contract: Contract, login: Operation): Scenario[] {
  if (login.flow !== 'login') return [];
  const [info, logout, register] = (['token-info', 'logout', 'register'] as const).map((flow) =>
    operationOf(contract, flow),
  );
  const first = step('first', login, 'account', { require: 'accepted' });
  const other = step('other', login, 'second', { require: 'accepted' });
  const asked = info === undefined ? [] : [step('info', info, 'account', { session: 'first', require: 'accepted' })];
  const told: Telling[] = [
    {
      operation: login,
      whom: 'who logs in',
      steps: [first, other, ...asked],
      answers: [['other', 'first'], ...asked.map(({ id }) => [id, 'other'] as const)],
    },
  ];
  if (register !== undefined) {
    const registered = step('register', register, 'generated1', { require: 'accepted' });
    told.push({
      operation: register,
      whom: 'who registers',
      steps: [first, other, registered],
      answers: [
        ['register', 'first'],
        ['register', 'other'],
      ],
    });
  }
  const cases = [...told.flatMap((each) => ofOthers(contract, each)), ...strangers(contract, first, other)];
  if (logout === undefined || !usesToken(logout)) return cases;
  const ended = step('logout', logout, 'account', { session: 'first', require: 'accepted' });
  const out = { operation: logout, whom: 'who logs out', steps: [first, other, ended] };
  cases.push(...ofOthers(contract, { ...out, answers: [['logout', 'other']] }));
  if (!handsOut(logout))
    cases.push(
      story(
        contract,
        logout,
        'no-new-token',
        'hands out no token',
        [first, ended],
        [{ kind: 'no-new-token', step: 'logout' }],
        { level: 'advice', source: 'OWASP Session Management Cheat Sheet', defectKey: 'new-token', security: true },
      ),
    );
  return cases;
}

/** Whether the document has credentials in an answer, be it of an anonymous session. */
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

/** A token of another user's session is nobody's business; a user may have to do with another, so a name is advice. */
function ofOthers(contract: Contract, { operation, whom, steps, answers }: Telling): Scenario[] {
  const nothing = (what: 'token' | 'identity') => answers.map(([id, other]) => nothingOf(what, id, other));
  return [
    story(
      contract,
      operation,
      'nothing-of-others',
      `tells ${whom} nothing of other users' sessions`,
      steps,
      nothing('token'),
      { defectKey: 'others', security: true },
    ),
    story(contract, operation, 'names-no-others', `names no other user to ${whom}`, steps, nothing('identity'), {
      level: 'advice',
      source: 'OWASP API3:2023',
      defectKey: 'others',
      security: true,
    }),
  ];
}

/** A path that makes sessions or accounts may list them too; not to who is nobody. */
function strangers(contract: Contract, first: Step, other: Step): Scenario[] {
  return contract.operations
    .filter(({ flow }) => flow === 'login' || flow === 'register')
    .map((operation) => {
      const mutations: Mutation[] = [
        { mutate: 'method', method: 'GET' },
        ...operation.parameters.map(({ name }): Mutation => ({ mutate: 'omit', parameter: name })),
        ...(operation.security === undefined ? [] : [withoutCredentials(operation)]),
      ];
      return story(
        contract,
        operation,
        'nothing-for-strangers',
        'tells who asks with GET, and says nothing, nothing of sessions and users',
        // Whoever asks is none of those.
        [first, other, step('asked', operation, 'generated1', { mutations })],
        [nothingOf('token', 'asked', 'first', 'other'), nothingOf('identity', 'asked', 'first', 'other')],
        { defectKey: 'others', security: true },
      );
    });
}
