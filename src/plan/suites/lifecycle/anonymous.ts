/** Lifecycle of anonymous sessions and those of users. */
import { operationOf } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { step } from '../../build.ts';
import type { Scenario } from '../../model.ts';
import { answers } from '../issued-tokens.ts';
import { story } from './story.ts';
import { anonymousStatements } from '../../../words/statements/sessions.ts';

/** Anonymous sessions and those of users are independent. */
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
      anonymousStatements['start/leaves-sessions'],
      [first, ...starts, step('used', use, 'account', { session: 'login' })],
      [{ kind: 'accepted', step: 'used' }],
      { defectKey: 'session-lost', shownByProbe: true },
    ),
    story(
      contract,
      login,
      'leaves-anonymous-sessions',
      anonymousStatements['login/leaves-anonymous-sessions'],
      [...starts.slice(0, 1), first, step('used', use, 'account', { session: 'start' })],
      [{ kind: 'accepted', step: 'used' }],
      { defectKey: 'session-lost' },
    ),
    story(
      contract,
      login,
      'apart-from-anonymous',
      anonymousStatements['login/apart-from-anonymous'],
      [...starts.slice(0, 1), first],
      [{ kind: 'distinct', steps: ['start', 'login'], role: 'token' }],
      { defectKey: 'token-shared', security: 'separate-users' },
    ),
    ...(use.security === undefined || login.security !== undefined
      ? []
      : [
          story(
            contract,
            login,
            'fixed-session',
            anonymousStatements['login/fixed-session'],
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
              security: 'session-fixation',
            },
          ),
        ]),
  ];
}

/** The session of a new account differs from anonymous ones. */
export function apartFromAnonymous(contract: Contract, register: Operation): Scenario[] {
  const start = operationOf(contract, 'session-start');
  if (start === undefined || !answers(register, 'token')) return [];
  return [
    story(
      contract,
      register,
      'apart-from-anonymous',
      anonymousStatements['register/apart-from-anonymous'],
      [
        step('start', start, 'account', { require: 'accepted' }),
        step('register', register, 'generated1', { require: 'accepted' }),
      ],
      [{ kind: 'distinct', steps: ['start', 'register'], role: 'token' }],
      { defectKey: 'token-shared', security: 'separate-users' },
    ),
  ];
}
