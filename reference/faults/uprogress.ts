/** Faults that a `uprogress` server could have. */
import { uprogressRules } from '../uprogress.ts';
import { cookieCrash } from './cookies.ts';
import { exampleFaults, sessionInstead } from './examples.ts';
import { indiscreetFaults, readsQuery } from './indiscreet.ts';
import { identityFaults, passwordFaults } from './passwords.ts';
import { serverFaults } from './shared.ts';
import { typeFaults, unescapedText } from './values.ts';
import { fault } from './uprogress/shared.ts';
import { loginFaults } from './uprogress/login.ts';
import { tokensFaults } from './uprogress/tokens.ts';
import { userFaults } from './uprogress/user.ts';

const shape = { identity: 'email', json: true, registers: false, nullPassword: 'null-password' };

export const uprogressFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...exampleFaults({ identity: 'ololosh@mail.ru', password: 'Password123' }),
    sessionInstead(
      (headers) => headers.has('uprogresstoken'),
      (isKnown) => ({
        passwordErrors: (password: string, isBlank: boolean) =>
          isKnown() && password === '' ? [] : uprogressRules.passwordErrors(password, isBlank),
      }),
    ),
    ...typeFaults(shape, uprogressRules.textOf),
    unescapedText('login', uprogressRules.textOf),
    ...indiscreetFaults({ login: ['POST', /sessions$/] }),
    readsQuery(({ email, password, ...authorization }) => ({ user: { email, password, authorization } })),
    ...serverFaults(),
    cookieCrash('token-info'),
  ]
    // Refusals have to be JSON here, so that a page is another fault than one of labels.
    .filter(([id]) => id !== 'refusals-unlabelled')
    .map(([id, sentence, shows, rules, more]) => fault(id, sentence, shows, rules, more)),

  ...loginFaults,
  ...tokensFaults,
  ...userFaults,
];
