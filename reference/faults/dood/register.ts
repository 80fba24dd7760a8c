/** What a `dood` server can do wrong at a registration. */
import { doodRules, withCode } from '../../dood.ts';
import { crashing, of } from '../fault.ts';
import { fault, crash } from './lattice.ts';

export const registerFaults = [
  fault(
    'register-any-email',
    'registers addresses that are none',
    of(
      'register',
      'malformed-email email-without-domain email-without-name email-with-space email-of-two-lines malformed-email-by-get email-of-two-domains',
    ),
    {
      emailValid: (email) => email !== '',
    },
    { blocks: ['register/malformed-leaves-nothing'] },
  ),
  fault('register-without-email', 'registers users without an address', of('register', 'without-email blank-email'), {
    emailValid: (email) => email === '' || doodRules.emailValid(email),
    duplicateAllowed: ({ identity }) => identity === '',
  }),
  fault(
    'register-without-password',
    'registers users without a password',
    of('register', 'without-password blank-password short-password short-password-beyond-ascii short-password-by-get'),
    { isBlank: (text) => text === '\0', minimumPassword: 0 },
    { blocks: ['register/refused-leaves-nothing'] },
  ),
  fault(
    'wrong-email-code',
    'answers a malformed address with code 32',
    of(
      'register',
      'malformed-email email-without-domain email-without-name email-with-space email-of-two-lines malformed-email-by-get email-of-two-domains',
    ),
    {
      wrongEmail: withCode('ERR_WRONG_LOGIN'),
    },
  ),
  fault(
    'simple-password-code',
    'answers a short password with code 33',
    of('register', 'short-password short-password-beyond-ascii short-password-by-get'),
    {
      simplePassword: withCode('ERR_WRONG_PASS'),
    },
  ),
  fault(
    'duplicate-code',
    'answers a duplicate with code 36',
    of('register', 'duplicate-account duplicate-with-same-password duplicate-by-get'),
    { duplicate: withCode('ERR_PASS_TOO_SIMPLE') },
  ),
  fault(
    'duplicate-409',
    'answers a duplicate with 409',
    of('register', 'duplicate-account duplicate-with-same-password duplicate-by-get'),
    { duplicate: withCode('ERR_LOGIN_EXISTS', 409) },
  ),
  fault('register-any-birthdate', 'registers any date of birth', of('register', 'malformed-birthdate'), {
    birthdateValid: () => true,
  }),
  fault('register-any-sex', 'registers any sex', of('register', 'other-sex'), { sexOf: (given) => given }),
  fault(
    'register-invalid-crashes',
    'fails with 500 on a sex or date that it does not know',
    crashing(of('register', 'malformed-birthdate other-sex')),
    { registerInvalid: crash },
  ),
  ...['M', 'F', 'm', 'f'].map((sex) =>
    fault(
      `register-no-${sex === sex.toLowerCase() ? `small-${sex}` : sex.toLowerCase()}`,
      `refuses the sex ${sex}`,
      sex === 'M' ? of('register', 'success sex-M all-optional') : [`register/sex-${sex}`],
      { sexOf: (given) => (given === sex ? undefined : doodRules.sexOf(given)) },
      sex === 'M' ? { refuses: ['register'] } : {},
    ),
  ),
  fault(
    'register-sex-needed',
    'refuses a registration without a sex',
    of('register', 'without-optional-sex none-optional'),
    {
      sexOf: (given) => (given === '' ? undefined : doodRules.sexOf(given)),
    },
  ),
  fault(
    'register-city-needed',
    'refuses a registration without a city',
    of('register', 'without-optional-default_city none-optional'),
    { cityOf: (given) => (given === '' ? undefined : given) },
  ),
  fault(
    'register-city-case',
    'knows cities in capitals only',
    of('register', 'city-in-lower-case city-in-mixed-case'),
    { cityOf: (given) => (given === given.toUpperCase() ? doodRules.cityOf(given) : undefined) },
  ),
];
