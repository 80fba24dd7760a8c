/** Protection of passwords from those who guess them. */
import { operationOf, parameterOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import { accepted, scenario, setRole, setUnknown, step } from '../build.ts';
import { negative } from '../negative.ts';
import type { Scenario } from '../model.ts';
import { isAllowed } from '../values.ts';
import { passwordPhrases, passwordStatements } from '../../words/statements/passwords.ts';
import { interpretations } from '../../words/interpretations.ts';

/** Of the most common passwords, some of each form that an API may ask for. */
const commonPasswords = ['password1', 'password123', 'Password1', 'P@ssw0rd', 'Password123!', 'qwertyuiop', '12345678'];

/** Invalid logins in a row; a service may allow more, but then it slows them down. */
const guesses = 10;

/** Only accounts that the run registers are guessed at: others would be locked. */
export function* guessing(contract: Contract): Generator<Scenario> {
  const register = operationOf(contract, 'register');
  const login = operationOf(contract, 'login');
  if (register === undefined) return;
  yield* commonPassword(contract, register);
  if (login !== undefined && parameterOf(login, 'password') !== undefined)
    yield limitedGuesses(contract, register, login);
}

function* commonPassword(contract: Contract, register: Operation): Generator<Scenario> {
  const parameter = parameterOf(register, 'password');
  if (parameter === undefined) return;
  const literal = commonPasswords.find((each) => isAllowed(register, parameter, each));
  if (literal === undefined) return;
  yield negative(contract, register, {
    slug: 'common-password',
    phrase: passwordPhrases['common-password'],
    mutations: setRole(register, 'password', { literal }),
    provenance: { level: 'advice', source: 'OWASP ASVS 5.0 6.2.4' },
    family: 'hardening',
    defectKey: 'common-password',
    security: 'common-passwords',
  });
}

function limitedGuesses(contract: Contract, register: Operation, login: Operation): Scenario {
  const mutations = setUnknown(login, 'password');
  const guessed = Array.from({ length: guesses }, (_, index) =>
    step(`guess-${index + 1}`, login, 'generated1', { mutations, mayMeetLimit: true }),
  );
  const control = step('control', login, 'generated1', { mayMeetLimit: true });
  return scenario(contract, login, 'limits-guesses', passwordStatements, {
    family: 'hardening',
    level: 'advice',
    source: 'OWASP ASVS 5.0 6.3.1',
    reading: interpretations.guesses,
    defectKey: 'guesses',
    security: 'brute-force',
    steps: [accepted('register', register, 'generated1'), ...guessed, control],
    expect: { kind: 'limits-guesses', steps: [...guessed, control].map(({ id }) => id) },
  });
}
