/** Credentials of the document's examples, which are public and must not be valid. */
import { parameterOf } from '../../contract/model.ts';
import type { Contract, Operation, Provenance, Role } from '../../contract/model.ts';
import { at, setRole } from '../build.ts';
import { negative } from '../negative.ts';
import type { Scenario } from '../model.ts';
import { passwordPhrases } from '../../words/statements/passwords.ts';
import { interpretations } from '../../words/interpretations.ts';

/** The example of what a parameter takes, if the contract has one that is a text. */
function exampleOf(operation: Operation, role: Role): string | undefined {
  const example = parameterOf(operation, role)?.schema.examples?.[0];
  return typeof example === 'string' && example !== '' ? example : undefined;
}

/** The password of the example at an account that has another one, and the account of the example. */
export function* examplePasswords(contract: Contract, login: Operation, provenance: Provenance): Generator<Scenario> {
  const [identity, password] = [exampleOf(login, 'identity'), exampleOf(login, 'password')];
  if (password === undefined) return;
  const withPassword = setRole(login, 'password', { literal: password });
  yield negative(contract, login, {
    security: 'default-accounts',
    provenance: at('implied', provenance),
    slug: 'password-of-the-example',
    phrase: passwordPhrases['password-of-the-example'],
    mutations: withPassword,
    defectKey: 'password',
  });
  if (identity === undefined) return;
  yield negative(contract, login, {
    security: 'default-accounts',
    // A document may name an account for trials.
    provenance: at('advice', provenance, { reading: interpretations.exampleAccounts }),
    slug: 'account-of-the-example',
    phrase: passwordPhrases['account-of-the-example'],
    mutations: [...setRole(login, 'identity', { literal: identity }), ...withPassword],
    defectKey: 'user',
  });
}
