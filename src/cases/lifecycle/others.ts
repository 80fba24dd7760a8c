/** Lifecycle of what an API knows of others: it tells nobody. */
import { operationOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import { step, usesToken, withoutCredentials } from '../build.ts';
import type { Case, Change, Expectation, Step } from '../case.ts';
import { story } from './story.ts';

const more = { cause: 'others', security: true };

/** Nothing of the sessions and users of some steps in the answer to another. */
const nothingOf = (step: string, ...of: string[]): Expectation => ({ kind: 'nothing-of', step, of });

/** No answer holds tokens of other sessions or names other users. */
export function nothingOfOthers(contract: Contract, login: Operation): Case[] {
  if (login.flow !== 'login') return [];
  const info = operationOf(contract, 'token-info');
  const asked = info === undefined ? [] : [step('info', info, 'account', { session: 'again', must: 'accepted' })];
  const [first, other] = [
    step('first', login, 'account', { must: 'accepted' }),
    step('other', login, 'second', { must: 'accepted' }),
  ];
  return [
    story(
      contract,
      login,
      'nothing-of-others',
      'tells who logs in nothing of other sessions and other users',
      [first, other, step('again', login, 'account', { must: 'accepted' }), ...asked],
      [
        nothingOf('other', 'first'),
        nothingOf('again', 'first', 'other'),
        ...asked.map(({ id }) => nothingOf(id, 'first', 'other')),
      ],
      more,
    ),
    ...afterLogout(contract, first, other),
    ...whenRegistered(contract, first, other),
    ...contract.operations.flatMap((operation) => strangers(contract, first, other, operation)),
  ];
}

/** A logout has nothing to say of those who stay. */
function afterLogout(contract: Contract, first: Step, other: Step): Case[] {
  const logout = operationOf(contract, 'logout');
  if (logout === undefined || !usesToken(logout)) return [];
  return [
    story(
      contract,
      logout,
      'nothing-of-others',
      'tells who logs out nothing of other sessions and other users, and hands out no token',
      [first, other, step('logout', logout, 'account', { session: 'first', must: 'accepted' })],
      [nothingOf('logout', 'other')],
      more,
    ),
  ];
}

/** Who is new need not know who was there before. */
function whenRegistered(contract: Contract, first: Step, other: Step): Case[] {
  const register = operationOf(contract, 'register');
  if (register === undefined) return [];
  return [
    story(
      contract,
      register,
      'nothing-of-others',
      'tells who registers nothing of other sessions and other users',
      [first, other, step('register', register, 'fresh1', { must: 'accepted' })],
      [nothingOf('register', 'first', 'other')],
      more,
    ),
  ];
}

/** A path that makes sessions or accounts may list them too; not to who is nobody. */
function strangers(contract: Contract, first: Step, other: Step, operation: Operation): Case[] {
  if (operation.flow !== 'login' && operation.flow !== 'register') return [];
  const changes: Change[] = [
    { kind: 'method', method: 'GET' },
    ...operation.parameters.map(({ name }): Change => ({ kind: 'omit', parameter: name })),
    ...(operation.security === undefined ? [] : [withoutCredentials(operation)]),
  ];
  return [
    story(
      contract,
      operation,
      'nothing-for-strangers',
      'tells who asks with GET, and says nothing, nothing of sessions and users',
      // Whoever asks is none of those.
      [first, other, step('asked', operation, 'fresh1', { changes })],
      [nothingOf('asked', 'first', 'other')],
      more,
    ),
  ];
}
