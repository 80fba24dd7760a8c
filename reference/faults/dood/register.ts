/** Faults of a `dood` server at a registration. */
import { doodRules, withCode } from '../../dood.ts';
import { fault, crash } from './shared.ts';

export const registerFaults = [
  fault('rights-for-asking', 'makes whoever asks for it an administrator', 'register/chosen-rights', () => {
    let asked = false;
    return {
      formParameters: (pairs) => {
        asked = pairs.some(([name]) => name === 'is_admin');
        return pairs;
      },
      registerAnswer: (session) => {
        const answer = doodRules.registerAnswer(session);
        return asked ? { ...answer, body: { ...(answer.body as object), is_admin: true } } : answer;
      },
    };
  }),
  fault('register-any-email', 'registers addresses that are none', 'register/malformed-email', {
    emailValid: (email) => email !== '',
  }),
  fault('register-without-email', 'registers users without an address', 'register/without-email', {
    emailValid: (email) => email === '' || doodRules.emailValid(email),
    duplicateAllowed: ({ identity }) => identity === '',
  }),
  fault('register-without-password', 'registers users without a password', 'register/without-password', {
    isBlank: (text) => text === '\0',
    minimumPassword: 0,
  }),
  fault('wrong-email-code', 'answers a malformed address with code 32', 'register/malformed-email', {
    wrongEmail: withCode('ERR_WRONG_LOGIN'),
  }),
  fault('simple-password-code', 'answers a short password with code 33', 'register/short-password', {
    simplePassword: withCode('ERR_WRONG_PASS'),
  }),
  fault('duplicate-code', 'answers a duplicate with code 36', 'register/duplicate-account', {
    duplicate: withCode('ERR_PASS_TOO_SIMPLE'),
  }),
  fault('duplicate-409', 'answers a duplicate with 409', 'register/duplicate-account', {
    duplicate: withCode('ERR_LOGIN_EXISTS', 409),
  }),
  fault('register-any-birthdate', 'registers any date of birth', 'register/malformed-birthdate', {
    birthdateValid: () => true,
  }),
  fault('register-any-sex', 'registers any sex', 'register/other-sex', { sexOf: (given) => given }),
  fault('register-invalid-crashes', 'fails with 500 on a sex or date that it does not know', 'register/other-sex', {
    registerInvalid: crash,
  }),
  ...['M', 'F', 'm', 'f'].map((sex) =>
    fault(
      `register-no-${sex === sex.toLowerCase() ? `small-${sex}` : sex.toLowerCase()}`,
      `refuses the sex ${sex}`,
      `register/sex-${sex}`,
      { sexOf: (given) => (given === sex ? undefined : doodRules.sexOf(given)) },
    ),
  ),
  fault('register-sex-needed', 'refuses a registration without a sex', 'register/without-optional-sex', {
    sexOf: (given) => (given === '' ? undefined : doodRules.sexOf(given)),
  }),
  fault('register-city-needed', 'refuses a registration without a city', 'register/without-optional-default_city', {
    cityOf: (given) => (given === '' ? undefined : given),
  }),
  fault('register-city-case', 'knows cities in capitals only', 'register/city-in-lower-case', {
    cityOf: (given) => (given === given.toUpperCase() ? doodRules.cityOf(given) : undefined),
  }),
];
