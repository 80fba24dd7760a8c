/** Faults that a `lodge` server could have. */
import { lodgeRules } from '../lodge-rules.ts';
import { exampleFaults } from './examples.ts';
import { indiscreetFaults, readsQuery } from './indiscreet.ts';
import { accountFaults } from './lodge/accounts.ts';
import { cookieFaults } from './lodge/cookies.ts';
import { csrfFaults } from './lodge/csrf.ts';
import { logoutFaults } from './lodge/logout.ts';
import { refreshFaults } from './lodge/refresh.ts';
import { fault } from './lodge/shared.ts';
import { userFaults } from './lodge/users.ts';
import { verificationFaults } from './lodge/verification.ts';
import { identityFaults, passwordFaults } from './passwords.ts';
import { lengthFaults, registrationFaults, unauthenticatedFaults } from './registrations.ts';
import { endedByDuplicate, endedByFailure, guessableTokens, looseTokens, shortLived } from './sessions.ts';
import { serverFaults } from './shared.ts';
import { typeFaults } from './values.ts';

// Spaces around an address make it none, so that they cannot be trimmed too late.
const impossible = 'register-trims-late';
const shape = { identity: 'email', json: true, registers: true };

export const lodgeFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...exampleFaults({ identity: 'heidi@lodge.example', password: 'alpenglow' }),
    ...typeFaults(shape, lodgeRules.textOf),
    ...indiscreetFaults({
      login: ['POST', /login$/],
      register: ['POST', /register$/],
      logout: ['POST', /logout$/],
    }),
    readsQuery((members) => members),
    ...serverFaults({ first: 'csrf', unlabelled: 'login/wrong-password' }),
    ...guessableTokens(),
    ...looseTokens('session'),
    endedByFailure,
    endedByDuplicate('duplicate-leaves-first'),
    shortLived,
    ...registrationFaults.filter(([id]) => id !== impossible),
    ...unauthenticatedFaults,
    ...lengthFaults(8),
  ].map(([id, sentence, shows, rules, more]) => fault(id, sentence, shows, rules, more)),

  ...userFaults,
  ...cookieFaults,
  ...csrfFaults,
  ...refreshFaults,
  ...logoutFaults,
  ...accountFaults,
  ...verificationFaults,
];
