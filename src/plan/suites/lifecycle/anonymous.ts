/** Lifecycle of anonymous sessions and those of users. */
import { returnsRole } from '../../../contract/members.ts';
import { operationOf } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { accepted, acceptedOrUntested, scenario, step } from '../../build.ts';
import type { Scenario } from '../../model.ts';
import { protectedOperation } from './shared-steps.ts';
import { anonymousStatements } from '../../../words/statements/sessions.ts';

/** Anonymous sessions and those of users are independent. */
export function* besideAnonymous(contract: Contract, login: Operation): Generator<Scenario> {
  const use = protectedOperation(contract);
  const start = operationOf(contract, 'session-start');
  if (start === undefined || login.flow !== 'login' || use === undefined) return;
  const first = accepted('login', login);
  const starts = ['start', 'start-again', 'start-once-more'].map((id) => accepted(id, start));
  yield scenario(contract, start, 'leaves-sessions', anonymousStatements['start/leaves-sessions'], {
    defectKey: 'session-lost',
    shownByProbe: true,
    steps: [first, ...starts, step('used', use, 'account', { session: 'login' })],
    expect: { kind: 'accepted', step: 'used' },
  });
  yield scenario(contract, login, 'leaves-anonymous-sessions', anonymousStatements['login/leaves-anonymous-sessions'], {
    defectKey: 'session-lost',
    steps: [...starts.slice(0, 1), first, step('used', use, 'account', { session: 'start' })],
    expect: { kind: 'accepted', step: 'used' },
  });
  yield scenario(contract, login, 'apart-from-anonymous', anonymousStatements['login/apart-from-anonymous'], {
    defectKey: 'token-shared',
    security: 'separate-users',
    steps: [...starts.slice(0, 1), first],
    expect: { kind: 'distinct', steps: ['start', 'login'], role: 'token' },
  });
  if (use.security !== undefined && login.security === undefined)
    yield scenario(contract, login, 'fixed-session', anonymousStatements['login/fixed-session'], {
      level: 'advice',
      source: 'OWASP Session Management Cheat Sheet',
      defectKey: 'session-fixed',
      security: 'session-fixation',
      steps: [
        ...starts.slice(0, 1),
        acceptedOrUntested('login', login, 'account', {
          session: 'start',
          // A server that looks for parameters in the body of a POST would not see the key.
          mutations: [
            { mutate: 'credentials-of', operation: use.id },
            ...login.extraCases
              .filter(({ method, expect }) => method === 'GET' && expect === 'success')
              .map(() => ({ mutate: 'method', method: 'GET' }) as const),
          ],
        }),
      ],
      expect: { kind: 'distinct', steps: ['start', 'login'], role: 'token' },
    });
}

/** The session of a new account differs from anonymous ones. */
export function* apartFromAnonymous(contract: Contract, register: Operation): Generator<Scenario> {
  const start = operationOf(contract, 'session-start');
  if (start === undefined || !returnsRole(register, 'token')) return;
  yield scenario(contract, register, 'apart-from-anonymous', anonymousStatements['register/apart-from-anonymous'], {
    defectKey: 'token-shared',
    security: 'separate-users',
    steps: [accepted('start', start), accepted('register', register, 'generated1')],
    expect: { kind: 'distinct', steps: ['start', 'register'], role: 'token' },
  });
}
