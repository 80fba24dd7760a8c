/** Lifecycle of anonymous sessions beside those of users. */
import { operationOf } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { step } from '../../build.ts';
import type { Scenario } from '../../model.ts';
import { answers } from '../issued-tokens.ts';
import { story } from './story.ts';

/** What an anonymous session and those of users have to do with each other: nothing. */
export function besideAnonymous(contract: Contract, login: Operation, use: Operation | undefined): Scenario[] {
  const start = operationOf(contract, 'session-start');
  if (start === undefined || login.flow !== 'login' || use === undefined) return [];
  const first = step('login', login, 'account', { require: 'accepted' });
  const starts = ['start', 'start-again', 'start-once-more'].map((id) =>
    step(id, start, 'account', { require: 'accepted' }),
  );
  return [
    story(
      contract,
      start,
      'leaves-sessions',
      'leaves the sessions of users working',
      [first, ...starts, step('used', use, 'account', { session: 'login' })],
      [{ kind: 'accepted', step: 'used' }],
      { defectKey: 'session-lost', shownByProbe: true },
    ),
    story(
      contract,
      login,
      'leaves-anonymous-sessions',
      'leaves anonymous sessions working',
      [...starts.slice(0, 1), first, step('used', use, 'account', { session: 'start' })],
      [{ kind: 'accepted', step: 'used' }],
      { defectKey: 'session-lost' },
    ),
    story(
      contract,
      login,
      'apart-from-anonymous',
      'gives a user another token than the anonymous session before has',
      [...starts.slice(0, 1), first],
      [{ kind: 'distinct', steps: ['start', 'login'], role: 'token' }],
      { defectKey: 'token-shared', security: true },
    ),
    ...(use.security === undefined || login.security !== undefined
      ? []
      : [
          story(
            contract,
            login,
            'fixed-session',
            'gives a user another token than that of the anonymous session in which the user logs in',
            [
              ...starts.slice(0, 1),
              step('login', login, 'account', {
                session: 'start',
                // A server that looks for parameters in the body of a POST would not see the key.
                mutations: [
                  { mutate: 'credentials-of', operation: use.id },
                  ...login.extraCases
                    .filter(({ method, expect }) => method === 'GET' && expect === 'success')
                    .map(() => ({ mutate: 'method', method: 'GET' }) as const),
                ],
                require: 'accepted',
                ifUnmet: 'not-testable',
              }),
            ],
            [{ kind: 'distinct', steps: ['start', 'login'], role: 'token' }],
            {
              level: 'advice',
              source: 'OWASP Session Management Cheat Sheet',
              defectKey: 'session-fixed',
              security: true,
            },
          ),
        ]),
  ];
}

/** The session of a new account is its own. */
export function apartFromAnonymous(contract: Contract, register: Operation): Scenario[] {
  const start = operationOf(contract, 'session-start');
  if (start === undefined || !answers(register, 'token')) return [];
  return [
    story(
      contract,
      register,
      'apart-from-anonymous',
      'gives a new user another token than the anonymous session before has',
      [
        step('start', start, 'account', { require: 'accepted' }),
        step('register', register, 'generated1', { require: 'accepted' }),
      ],
      [{ kind: 'distinct', steps: ['start', 'register'], role: 'token' }],
      { defectKey: 'token-shared', security: true },
    ),
  ];
}
