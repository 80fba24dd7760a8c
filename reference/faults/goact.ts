/** Faults that a `goact` server could have. */
import { goactRules } from '../goact.ts';
import { lengthFaults, registrationFaults, unauthenticatedFaults } from './registrations.ts';
import { endedByDuplicate, endedByFailure, guessableTokens, looseTokens, shortLived } from './sessions.ts';
import { exampleFaults, sessionInstead } from './examples.ts';
import { indiscreetFaults, readsQuery } from './indiscreet.ts';
import { identityFaults, passwordFaults } from './passwords.ts';
import { serverFaults } from './shared.ts';
import { typeFaults, unescapedText } from './values.ts';
import { fault } from './goact/shared.ts';
import { loginFaults } from './goact/login.ts';
import { tokenInfoFaults } from './goact/token-info.ts';
import { registerFaults } from './goact/register.ts';
import { sessionsFaults } from './goact/sessions.ts';

const shape = { identity: 'username', json: true, registers: true };

export const goactFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...exampleFaults({ identity: 'kc@goact.com.au', password: 'xyz' }),
    sessionInstead((headers) => headers.get('authorization')?.startsWith('UserToken ') === true),
    ...typeFaults(shape, goactRules.textOf),
    unescapedText('register', goactRules.textOf),
    ...indiscreetFaults({ login: ['POST', /authorize$/], register: ['POST', /register$/] }),
    readsQuery((members) => members),
    ...serverFaults({ challenging: 'token-info' }),
    ...guessableTokens(),
    ...looseTokens('token-info'),
    endedByFailure,
    endedByDuplicate('duplicate-leaves-first'),
    shortLived,
    ...registrationFaults,
    ...unauthenticatedFaults,
    ...lengthFaults(6),
  ].map(([id, sentence, shows, rules, more]) => fault(id, sentence, shows, rules, more)),

  ...loginFaults,
  ...tokenInfoFaults,
  ...registerFaults,
  ...sessionsFaults,
];
