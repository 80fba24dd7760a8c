/** Requests of the engine that check the accounts of a run, and register further ones. */
import { step } from '../../plan/build.ts';
import type { Step } from '../../plan/model.ts';
import { probeOf, usesToken } from '../../plan/operations.ts';
import { operationOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import type { Account, Target } from '../../settings/target.ts';
import { canDelete, cleanUp } from '../clean-up.ts';
import type { Leftovers, RunContext } from '../context.ts';
import { execute } from '../execute.ts';

/** Requests that looking at the configured account takes at most, the ends of its sessions included. */
export const maxLookRequests = 6;

/** Requests that one generated account takes at most. */
export const maxRegistrationRequests = 3;

/** The observations of the configured account. */
export interface Look {
  /** Whether it logs in, once and again. */
  readonly logsIn: boolean;
  /** Whether two sessions of it were seen to live side by side. */
  readonly sideBySide: boolean;
  readonly left: Leftovers | undefined;
}

/** Logs in twice, and uses the first session after the second login. */
export async function lookAtAccount(context: RunContext): Promise<Look> {
  const { contract, target } = context;
  const login = operationOf(contract, 'login');
  if (login === undefined) return { logsIn: false, sideBySide: false, left: undefined };
  const use = protectedOperation(contract, target);
  const logins = ['first', 'second'].map((id) => step(id, login, 'account', { require: 'accepted' }));
  const uses = (id: string, session: string): Step[] =>
    use === undefined ? [] : [step(id, use, 'account', { session, require: 'accepted' })];
  const steps =
    use === undefined
      ? logins.slice(0, 1)
      : [...logins, ...uses('use-first', 'first'), ...uses('use-second', 'second')];
  const { accepted, left } = await run(steps, context);
  const logsIn = accepted.has(use === undefined ? 'first' : 'second');
  return { logsIn, sideBySide: accepted.has('use-first') && accepted.has('use-second'), left };
}

/** Whether the configured account logs in; what is known of its lockouts stays as it is. */
export async function isAccepted({ lockouts: _, ...context }: RunContext): Promise<boolean> {
  const login = operationOf(context.contract, 'login');
  if (login === undefined) return true;
  const { accepted } = await run([step('login', login, 'account', { require: 'accepted' })], context);
  return accepted.has('login');
}

/** Registers an account and logs in with it. @returns undefined for the account where either fails */
export async function registerAccount(
  context: RunContext,
): Promise<{ readonly account: Account | undefined; readonly left: Leftovers | undefined }> {
  const register = operationOf(context.contract, 'register');
  const login = operationOf(context.contract, 'login');
  if (register === undefined || login === undefined || !context.target.allowRegister)
    return { account: undefined, left: undefined };
  const steps = [
    step('register', register, 'generated1', { require: 'accepted' }),
    step('login', login, 'generated1', { require: 'accepted' }),
  ];
  const { accepted, left } = await run(steps, context);
  const account = accepted.get('login');
  if (account === undefined || left === undefined || !canDelete(context.contract)) return { account, left };
  // It is deleted when the run is over.
  return { account, left: { ...left, accounts: left.accounts.filter((each) => each !== account.identity) } };
}

/** A request that needs a session: it shows whether the session lives. */
function protectedOperation(contract: Contract, target: Target): Operation | undefined {
  const ofFlow = (flow: 'token-info' | 'logout'): Operation | undefined =>
    contract.operations.find((operation) => operation.flow === flow && usesToken(operation));
  return ofFlow('token-info') ?? ofFlow('logout') ?? (target.probePath === undefined ? undefined : probeOf(contract));
}

/** Executes steps. @returns the account of each accepted one, and their leftovers on the target */
async function run(
  steps: readonly Step[],
  context: RunContext,
): Promise<{ readonly accepted: ReadonlyMap<string, Account>; readonly left: Leftovers | undefined }> {
  const testCase = { steps, needs: [], checks: [] };
  const masker = context.newMasker();
  const execution = await execute(testCase, context, masker);
  const left = context.cleanUp === true ? await cleanUp(testCase, execution, context, masker, true) : undefined;
  const accepted = new Map(
    [...execution.exchanges].flatMap(([id, exchange]) => {
      const { accepted: isAccepted, identity, password } = exchange;
      return isAccepted ? [[id, { identity, password }] as const] : [];
    }),
  );
  return { accepted, left };
}
