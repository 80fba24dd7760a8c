/** Faults that a `ar` server could have. */
import { arRules } from '../ar.ts';
import { registrationFaults, unauthenticatedFaults } from './registrations.ts';
import { endedByDuplicate, endedByFailure, guessableTokens, shortLived } from './sessions.ts';
import { indiscreetFaults, readsQuery } from './indiscreet.ts';
import { identityFaults, passwordFaults } from './passwords.ts';
import { serverFaults } from './shared.ts';
import { typeFaults, unescapedText } from './values.ts';
import { fault } from './ar/shared.ts';
import { signaturesFaults } from './ar/signatures.ts';
import { parametersFaults } from './ar/parameters.ts';
import { probesFaults } from './ar/probes.ts';
import { sessionsFaults } from './ar/sessions.ts';

const shape = { identity: 'email', json: false, registers: true } as const;

export const arFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...typeFaults(shape, arRules.textOf),
    unescapedText('register', arRules.textOf),
    ...indiscreetFaults({ login: ['POST', /login$/], register: ['POST', /register$/] }),
    readsQuery((members) => members),
    ...serverFaults(),
    ...guessableTokens(),
    shortLived,
    endedByFailure,
    endedByDuplicate('duplicate-leaves-session'),
    ...registrationFaults,
    ...unauthenticatedFaults,
  ].map(([id, sentence, shows, rules, more]) => fault(id, sentence, shows, rules, more)),

  ...signaturesFaults,
  ...parametersFaults,
  ...sessionsFaults,
  ...probesFaults,
];
