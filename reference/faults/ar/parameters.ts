/** Faults of an `ar` server with the parameters of a request. */
import { arRules } from '../../ar.ts';
import { fault, crash, lastNameNeeded } from './shared.ts';

export const parametersFaults = [
  fault('email-optional', 'logs the first user in when the address is missing', 'login/without-email', {
    loginRequired: ['password'],
    identityMatches: (stored, given) => given === '' || stored === given,
  }),
  fault('password-optional', 'logs a user in whose password is missing', 'login/without-password', {
    loginRequired: ['email'],
    passwordMatches: (stored, given) => given === '' || stored === given,
  }),
  fault('missing-crashes', 'fails with 500 when a parameter is missing', 'login/without-email', {
    missingParameter: () => crash,
  }),
  fault('register-without-email', 'registers users without an address', 'register/without-email', {
    registerRequired: ['password', 'password_confirm', 'first_name'],
    duplicateAllowed: ({ identity }) => identity === '',
  }),
  fault('register-without-password', 'registers users without a password', 'register/without-password', {
    registerRequired: ['email', 'first_name'],
    confirmationMatches: (password, confirmation) => password === '' || password === confirmation,
  }),
  fault(
    'register-without-confirmation',
    'registers users whose password is not confirmed',
    'register/without-password_confirm',
    {
      registerRequired: ['email', 'password', 'first_name'],
      confirmationMatches: (password, confirmation) => confirmation === '' || password === confirmation,
    },
  ),
  fault('register-without-name', 'registers users without a name', 'register/without-first_name', {
    registerRequired: ['email', 'password', 'password_confirm'],
  }),
  fault('confirmation-ignored', 'does not look at the confirmation', 'register/password_confirm-differs', {
    confirmationMatches: () => true,
  }),
  fault(
    'unconfirmed-registered',
    'keeps an account whose password is not confirmed',
    'register/unconfirmed-leaves-nothing',
    {
      keepRefused: (accounts, { identity, password }) =>
        void accounts.push({ id: 9000 + accounts.length, identity, password, profile: {} }),
    },
  ),
  fault(
    'confirmation-any-case',
    'compares the confirmation without regard to case',
    'register/password_confirm-in-another-case',
    { confirmationMatches: (a, b) => a.toLowerCase() === b.toLowerCase() },
  ),
  fault(
    'confirmation-prefix',
    'accepts the beginning of a password for its confirmation',
    'register/password_confirm-cut',
    { confirmationMatches: (a, b) => b.length > 7 && a.startsWith(b) },
  ),
  fault('weight-any', 'accepts any weight', 'register/text-weight', { optionalValid: () => true }),
  ...['last_name', 'weight', 'sport', 'sex', 'birth_date', 'country'].map((name) =>
    fault(`no-${name.replace('_', '-')}`, `refuses \`${name}\``, `register/with-${name}`, {
      optionalValid: (each, value) =>
        each === name && value !== undefined && value !== '' ? false : arRules.optionalValid(each, value),
    }),
  ),
  fault('last-name-needed', 'refuses a missing last name', 'register/without-optional-last_name', lastNameNeeded()),
  fault('last-name-not-empty', 'refuses an empty last name', 'register/empty-last_name', {
    optionalValid: (name, value) => (name === 'last_name' && value === '' ? false : arRules.optionalValid(name, value)),
  }),
  fault('application-needed', 'refuses a request without `application`', 'login/without-optional-application', {
    applicationId: (code) => (code === '' ? undefined : 1),
  }),
];
