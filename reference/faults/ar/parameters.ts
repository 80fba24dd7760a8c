/** What an `ar` server can do wrong with the parameters of a request. */
import { arRules } from '../../ar.ts';
import { crashing, of } from '../fault.ts';
import { fault, both, crash, lastNameNeeded } from './lattice.ts';

/** Requirements that a request with an optional parameter is tried for as well. */
const othersWith: Readonly<Record<string, readonly string[]>> = {
  last_name: ['any-names'],
  weight: ['heavy'],
  birth_date: ['born-before-1970'],
};

export const parametersFaults = [
  fault(
    'email-optional',
    'logs the first user in when the address is missing',
    of('login', 'without-email blank-email email-array email-object'),
    { loginRequired: ['password'], identityMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'password-optional',
    'logs a user in whose password is missing',
    of('login', 'without-password blank-password password-array password-object'),
    { loginRequired: ['email'], passwordMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'missing-crashes',
    'fails with 500 when a parameter is missing',
    crashing([
      ...both(
        'without-email blank-email email-array email-object without-password blank-password password-array password-object',
      ),
      ...of('register', 'without-password_confirm password_confirm-empty without-first_name blank-first_name'),
      'login/password-pattern',
      ...both('empty-body'),
      'login/wrong-password-in-other-media-types',
    ]),
    { missingParameter: () => crash },
    { blocks: ['register/without-first_name-leaves-nothing'] },
  ),
  fault('register-without-email', 'registers users without an address', of('register', 'without-email blank-email'), {
    registerRequired: ['password', 'password_confirm', 'first_name'],
    duplicateAllowed: ({ identity }) => identity === '',
  }),
  fault(
    'register-without-password',
    'registers users without a password',
    of('register', 'without-password blank-password'),
    {
      registerRequired: ['email', 'first_name'],
      confirmationMatches: (password, confirmation) => password === '' || password === confirmation,
    },
  ),
  fault(
    'register-without-confirmation',
    'registers users whose password is not confirmed',
    of('register', 'without-password_confirm password_confirm-empty'),
    {
      registerRequired: ['email', 'password', 'first_name'],
      confirmationMatches: (password, confirmation) => confirmation === '' || password === confirmation,
    },
  ),
  fault(
    'register-without-name',
    'registers users without a name',
    of('register', 'without-first_name blank-first_name'),
    { registerRequired: ['email', 'password', 'password_confirm'] },
    { blocks: ['register/without-first_name-leaves-nothing'] },
  ),
  fault(
    'confirmation-ignored',
    'does not look at the confirmation',
    of(
      'register',
      'password_confirm-differs password_confirm-cut password_confirm-in-another-case password_confirm-spaced',
    ),
    { confirmationMatches: () => true },
    { blocks: ['register/unconfirmed-leaves-nothing'] },
  ),
  fault(
    'unconfirmed-registered',
    'keeps an account whose password is not confirmed',
    of('register', 'unconfirmed-leaves-nothing'),
    {
      keepRefused: (accounts, { identity, password }) =>
        void accounts.push({ id: 9000 + accounts.length, identity, password, profile: {} }),
    },
  ),
  fault(
    'confirmation-any-case',
    'compares the confirmation without regard to case',
    of('register', 'password_confirm-in-another-case'),
    { confirmationMatches: (a, b) => a.toLowerCase() === b.toLowerCase() },
  ),
  fault(
    'confirmation-prefix',
    'accepts the beginning of a password for its confirmation',
    of('register', 'password_confirm-cut'),
    { confirmationMatches: (a, b) => b.length > 7 && a.startsWith(b) },
  ),
  fault('weight-any', 'accepts any weight', of('register', 'text-weight'), { optionalValid: () => true }),
  ...['last_name', 'weight', 'sport', 'sex', 'birth_date', 'country'].map((name) =>
    fault(
      `no-${name.replace('_', '-')}`,
      `refuses \`${name}\``,
      of('register', `with-${name} all-optional further-examples`, ...(othersWith[name] ?? [])),
      {
        optionalValid: (each, value) =>
          each === name && value !== undefined && value !== '' ? false : arRules.optionalValid(each, value),
      },
    ),
  ),
  fault(
    'last-name-needed',
    'refuses a missing last name',
    of('register', 'success without-optional-last_name'),
    lastNameNeeded(),
    {
      refuses: ['register'],
    },
  ),
  fault('last-name-not-empty', 'refuses an empty last name', of('register', 'empty-last_name'), {
    optionalValid: (name, value) => (name === 'last_name' && value === '' ? false : arRules.optionalValid(name, value)),
  }),
  fault('application-needed', 'refuses a request without `application`', both('without-optional-application'), {
    applicationId: (code) => (code === '' ? undefined : 1),
  }),
];
