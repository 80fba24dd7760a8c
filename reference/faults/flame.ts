/** Faults that a `flame` server could have. */
import { flameRules } from '../flame.ts';
import { endedByFailure, guessableTokens, looseTokens, shortLived } from './sessions.ts';
import { exampleFaults, sessionInstead } from './examples.ts';
import { indiscreetFaults, readsQuery } from './indiscreet.ts';
import { identityFaults, passwordFaults } from './passwords.ts';
import { serverFaults } from './shared.ts';
import { typeFaults } from './values.ts';
import { faultsOf } from './fault.ts';
import { loginFaults } from './flame/login.ts';
import { logoutFaults } from './flame/logout.ts';

const fault = faultsOf('flame');

const shape = { identity: 'user', json: true, registers: false };

export const flameFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...exampleFaults({ identity: 'support@flameanalytics.com', password: 'apipassword' }),
    sessionInstead((headers) => headers.get('authorization')?.startsWith('Token ') === true),
    ...typeFaults(shape, flameRules.textOf),
    ...indiscreetFaults({ login: ['POST', /sessions$/], logout: ['DELETE', /sessions$/] }),
    readsQuery((members) => members),
    ...serverFaults(),
    ...guessableTokens(),
    ...looseTokens('logout'),
    endedByFailure,
    shortLived,
  ].map(([id, sentence, shows, rules, more]) => fault(id, sentence, shows, rules, more)),

  ...loginFaults,
  ...logoutFaults,
];
