/** Looks up what a case names: operations of a contract, the scheme of a request, a header. */
import { answersTo, carriesSession, operationOf, schemesOf } from '../contract/model.ts';
import type { Contract, Operation, ResponseHeader, SecurityScheme } from '../contract/model.ts';
import type { Expectation, Step } from './model.ts';
import { find } from './mutations/registry.ts';
import type { Mutation } from './mutations/registry.ts';
import type { AccountName } from './mutations/value.ts';

/** The path of a protected request until the client puts the configured one in its place. */
export const probePath = '{probe-path}';

const protectedRequests = new WeakMap<Contract, { readonly operation: Operation | undefined }>();

/** Whether requests of an operation carry a value of a session: an issued token, or the id of its user. */
export function usesToken(operation: Operation): boolean {
  const { parameters } = operation;
  return (
    schemesOf(operation).some((each) => carriesSession(each) && !(isEntry(operation) && each.value === 'csrf-token')) ||
    parameters.some(({ role }) => role === 'user-id')
  );
}

/** Whether a login, a registration or a verification carries the CSRF token of the request before it. */
export function wantsOpening(operation: Operation): boolean {
  return isEntry(operation) && schemesOf(operation).some(({ value }) => value === 'csrf-token');
}

/** Whether a login has no credentials of its own beside identity and password. */
export function isOpen({ security }: Operation): boolean {
  return security === undefined || (security.value === 'csrf-token' && security.together === undefined);
}

/** Whether requests without credentials are refused. */
export function isSecured({ security }: Operation): boolean {
  return security !== undefined && security.optional !== true;
}

function isEntry({ flow }: Operation): boolean {
  return flow === 'login' || flow === 'register' || flow === 'verify';
}

/** The request of an API user, where a contract issues tokens to sign with and has no operation that wants one. */
export function probeOf(contract: Contract): Operation | undefined {
  const known = protectedRequests.get(contract) ?? { operation: protectedRequest(contract) };
  protectedRequests.set(contract, known);
  return known.operation;
}

function protectedRequest(contract: Contract): Operation | undefined {
  const scheme = contract.schemes.find((each) => each.signature !== undefined);
  const issuer = operationOf(contract, 'login') ?? operationOf(contract, 'register');
  if (scheme === undefined || issuer === undefined || contract.operations.some(usesToken)) return undefined;
  return {
    id: 'probe',
    // Not a login, so that it does not lock accounts.
    flow: 'token-info',
    method: 'GET',
    otherMethods: [],
    path: probePath,
    provenance: issuer.provenance,
    parameters: [],
    bodyTypes: [],
    security: { ...scheme, template: `${scheme.template}:{token}` },
    answers: issuer.answers.filter((answer) => answer.when !== 'success'),
    extraCases: [],
    credentialMembers: [],
    https: undefined,
  };
}

/** The operation with an id, the protected request included. @throws Error for an id that the contract does not have */
export function operationNamed(contract: Contract, id: string): Operation {
  const operation = contract.operations.find((each) => each.id === id) ?? probeOf(contract);
  if (operation?.id !== id) throw new Error(`the contract of ${contract.id} has no operation "${id}"`);
  return operation;
}

/** The schemes with which a step authenticates: those of its operation, unless a mutation names another. */
export function schemesOfStep(contract: Contract, step: Step): readonly SecurityScheme[] {
  const other = find(step.mutations, 'credentials-of');
  return schemesOf(operationNamed(contract, other?.operation ?? step.operation));
}

/** The header that an expectation is about: one that it describes itself, or one that the document has in a success. */
export function headerIn(
  operation: Operation,
  { name, required = false, schema }: Extract<Expectation, { kind: 'header' }>,
): Pick<ResponseHeader, 'name' | 'required' | 'schema'> {
  const documented = answersTo(operation, 'success')[0]?.headers.find((each) => each.name === name);
  return schema === undefined && documented !== undefined ? documented : { name, required, schema: schema ?? {} };
}

/** Whether an accepted request ends the session that it carries. */
export function endsSession({ flow }: Pick<Step, 'flow'>): boolean {
  return flow === 'logout' || flow === 'logout-all' || flow === 'delete-account';
}

/** Whether a login differs from the documented one, so that it may count as invalid. */
export function isInvalidLogin({ flow, mutations }: Step): boolean {
  return flow === 'login' && mutations.some(({ mutate }) => mutate !== 'credentials-of');
}

/** Whether mutations send the identity or the password of an account. */
export function usesAccount(mutations: readonly Mutation[], name: AccountName): boolean {
  return mutations.some((each) => each.mutate === 'set' && 'of' in each.value && each.value.of === name);
}
