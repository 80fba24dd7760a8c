/** Faults that a `dood` server could have. */
import { doodRules } from '../dood.ts';
import { lengthFaults, registrationFaults } from './registrations.ts';
import { endedByDuplicate, endedByFailure, guessableTokens, looseTokens, shortLived } from './sessions.ts';
import { cookieCrash } from './cookies.ts';
import { indiscreetFaults } from './indiscreet.ts';
import { identityFaults, passwordFaults } from './passwords.ts';
import { serverFaults } from './shared.ts';
import { typeFaults, unescapedText } from './values.ts';
import { fault } from './dood/shared.ts';
import { loginFaults } from './dood/login.ts';
import { sessionsFaults } from './dood/sessions.ts';
import { registerFaults } from './dood/register.ts';

const shape = { identity: 'email', json: false, registers: true };

export const doodFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...typeFaults(shape, doodRules.textOf),
    unescapedText('register', doodRules.textOf),
    ...indiscreetFaults({
      login: ['POST', /login\/$/],
      register: ['POST', /register\/$/],
      logout: ['GET', /logout\/$/],
    }),
    ...serverFaults({ refusing: 'logout' }),
    cookieCrash('logout'),
    ...guessableTokens(),
    ...looseTokens('logout'),
    endedByFailure,
    endedByDuplicate('duplicate-leaves-first'),
    shortLived,
    // An address with a space is refused here.
    ...registrationFaults.filter(([id]) => id !== 'register-trims-late'),
    ...lengthFaults(6),
  ].map(([id, sentence, shows, rules, more]) => fault(id, sentence, shows, rules, more)),

  ...loginFaults,
  ...sessionsFaults,
  ...registerFaults,
];
