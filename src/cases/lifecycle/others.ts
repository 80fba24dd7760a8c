/** Lifecycle of what an API knows of others: it tells nobody. */
import { operationOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import { makeCase, requirement, step, usesToken, withoutCredentials } from '../build.ts';
import type { Case, Change } from '../case.ts';

/** No answer holds tokens of other sessions or names other users. */
export function nothingOfOthers(contract: Contract, login: Operation): Case[] {
  if (login.flow !== 'login') return [];
  const info = operationOf(contract, 'token-info');
  const asked =
    info === undefined ? [] : [step('info', info, 'account', { session: 'again', must: 'accepted' } as const)];
  const about = requirement(
    contract,
    login,
    'nothing-of-others',
    'tells who logs in nothing of other sessions and other users',
    { level: 'implied', ...sourceOf(login) },
  );
  return [
    makeCase(
      login,
      'lifecycle',
      [
        step('first', login, 'account', { must: 'accepted' }),
        step('other', login, 'second', { must: 'accepted' }),
        step('again', login, 'account', { must: 'accepted' }),
        ...asked,
      ],
      [
        { requirement: about, expect: { kind: 'nothing-of', step: 'other', of: ['first'] }, cause: 'others' },
        { requirement: about, expect: { kind: 'nothing-of', step: 'again', of: ['first', 'other'] }, cause: 'others' },
        ...asked.map(({ id }) => ({
          requirement: about,
          expect: { kind: 'nothing-of', step: id, of: ['first', 'other'] } as const,
          cause: 'others',
        })),
      ],
      { security: true },
    ),
    ...afterLogout(contract, login),
    ...whenRegistered(contract, login),
    ...contract.operations.flatMap((operation) => strangers(contract, login, operation)),
  ];
}

/** A logout has nothing to say of those who stay. */
function afterLogout(contract: Contract, login: Operation): Case[] {
  const logout = operationOf(contract, 'logout');
  if (logout === undefined || !usesToken(logout)) return [];
  const about = requirement(
    contract,
    logout,
    'nothing-of-others',
    'tells who logs out nothing of other sessions and other users, and hands out no token',
    { level: 'implied', ...sourceOf(logout) },
  );
  return [
    makeCase(
      logout,
      'lifecycle',
      [
        step('login', login, 'account', { must: 'accepted' }),
        step('other', login, 'second', { must: 'accepted' }),
        step('logout', logout, 'account', { session: 'login', must: 'accepted' }),
      ],
      [{ requirement: about, expect: { kind: 'nothing-of', step: 'logout', of: ['other'] }, cause: 'others' }],
      { security: true },
    ),
  ];
}

/** Who is new need not know who was there before. */
function whenRegistered(contract: Contract, login: Operation): Case[] {
  const register = operationOf(contract, 'register');
  if (register === undefined) return [];
  const about = requirement(
    contract,
    register,
    'nothing-of-others',
    'tells who registers nothing of other sessions and other users',
    { level: 'implied', ...sourceOf(register) },
  );
  return [
    makeCase(
      register,
      'lifecycle',
      [
        step('login', login, 'account', { must: 'accepted' }),
        step('other', login, 'second', { must: 'accepted' }),
        step('register', register, 'fresh1', { must: 'accepted' }),
      ],
      [
        {
          requirement: about,
          expect: { kind: 'nothing-of', step: 'register', of: ['login', 'other'] },
          cause: 'others',
        },
      ],
      { security: true },
    ),
  ];
}

/** A path that makes sessions or accounts may list them too; not to who is nobody. */
function strangers(contract: Contract, login: Operation, operation: Operation): Case[] {
  if (operation.flow !== 'login' && operation.flow !== 'register') return [];
  const changes: Change[] = [
    { kind: 'method', method: 'GET' },
    ...operation.parameters.map(({ name }): Change => ({ kind: 'omit', parameter: name })),
    ...(operation.security === undefined ? [] : [withoutCredentials(operation)]),
  ];
  const about = requirement(
    contract,
    operation,
    'nothing-for-strangers',
    'tells who asks with GET, and says nothing, nothing of sessions and users',
    { level: 'implied', ...sourceOf(operation) },
  );
  return [
    makeCase(
      operation,
      'lifecycle',
      [
        step('login', login, 'account', { must: 'accepted' }),
        step('other', login, 'second', { must: 'accepted' }),
        // Whoever asks is none of those.
        step('asked', operation, 'fresh1', { changes }),
      ],
      [{ requirement: about, expect: { kind: 'nothing-of', step: 'asked', of: ['login', 'other'] }, cause: 'others' }],
      { security: true },
    ),
  ];
}

function sourceOf({ provenance: { source } }: Operation): { source?: string } {
  return source === undefined ? {} : { source };
}
