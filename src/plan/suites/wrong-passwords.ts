/** Wrong passwords in every variation of the login, in which a server may skip the check. */
import { parameterOf } from '../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { at, provenanceOf, setUnknown } from '../build.ts';
import { negative } from '../negative.ts';
import type { Scenario } from '../model.ts';
import { operationNamed } from '../operations.ts';
import type { Mutation } from '../mutations/registry.ts';
import { usualValue } from '../values.ts';
import { passwordPhrases, wrongPasswordIn, wrongPasswordWithout } from '../../words/statements/passwords.ts';
import { variationOf } from '../../words/mutations/variations.ts';

/** For each accepted variation of the login, the same with a wrong password. */
export function* wrongPasswords(contract: Contract, cases: readonly Scenario[]): Generator<Scenario> {
  for (const operation of contract.operations) {
    yield* withOpenSession(contract, operation);
    yield* withoutOthers(contract, operation);
  }
  yield* varied(contract, cases);
}

function about(provenance: Provenance) {
  return { provenance: at('implied', provenance), security: 'password', defectKey: 'password' } as const;
}

/** A wrong password while a session exists, whose token the rejection must not disclose. */
function* withOpenSession(contract: Contract, operation: Operation): Generator<Scenario> {
  const provenance = provenanceOf(operation, 'wrong-password');
  if (operation.flow !== 'login' || provenance === undefined) return;
  yield negative(contract, operation, {
    slug: 'wrong-password-with-open-session',
    phrase: passwordPhrases['wrong-password-with-open-session'],
    prior: true,
    mutations: setUnknown(operation, 'password'),
    situation: 'wrong-password',
    ...about(provenance),
  });
}

/** A wrong password, and one of the other parameters left out. */
function* withoutOthers(contract: Contract, operation: Operation): Generator<Scenario> {
  const provenance = provenanceOf(operation, 'wrong-password');
  if (operation.flow !== 'login' || provenance === undefined) return;
  for (const { name } of operation.parameters
    .filter(({ required, role, pointer }) => required && role === undefined && pointer.lastIndexOf('/') === 0)
    // Without the object that holds it, no password is sent.
    .filter(({ pointer }) => parameterOf(operation, 'password')?.pointer.startsWith(`${pointer}/`) !== true))
    yield negative(contract, operation, {
      slug: `wrong-password-without-${name}`,
      phrase: wrongPasswordWithout(name),
      mutations: [...setUnknown(operation, 'password'), { mutate: 'omit', parameter: name }],
      ...about(provenance),
    });
}

/** Whether a plain request says the same. */
function isPlain({ parameters }: Operation, mutations: readonly Mutation[]): boolean {
  return mutations.every((change) => {
    if (change.mutate !== 'set' || !('literal' in change.value)) return false;
    const parameter = parameters.find(({ name }) => name === change.parameter);
    return parameter?.required === true && usualValue(parameter.name, parameter.schema) === change.value.literal;
  });
}

/** Each accepted variation of the login. */
function* varied(contract: Contract, cases: readonly Scenario[]): Generator<Scenario> {
  for (const { family, variation } of cases) {
    if (variation?.step.flow !== 'login' || (family !== 'outcomes' && family !== 'parameters')) continue;
    const { slug, step } = variation;
    const { mutations } = step;
    const operation = operationNamed(contract, step.operation);
    const provenance = provenanceOf(operation, 'wrong-password');
    const password = parameterOf(operation, 'password');
    const own = mutations.some((change) => 'parameter' in change && change.parameter === password?.name);
    if (provenance === undefined || password === undefined || own || isPlain(operation, mutations)) continue;
    yield negative(contract, operation, {
      slug: `wrong-password-with-${slug}`,
      phrase: wrongPasswordIn(variationOf(slug, mutations)),
      mutations: setUnknown(operation, 'password'),
      way: mutations,
      situation: 'wrong-password',
      ...about(provenance),
    });
  }
}
