/** Requests of the engine that check the accounts of a run, and register further ones. */
import { accepted } from '../../plan/build.ts';
import type { Step } from '../../plan/model.ts';
import { probeOf } from '../../plan/operations.ts';
import { protectedOperation } from '../../plan/suites/lifecycle/shared-steps.ts';
import { operationOf } from '../../contract/model.ts';
import type { Account } from '../../settings/target.ts';
import { canDelete, cleanUp } from '../clean-up.ts';
import type { Leftovers, RunContext } from '../context.ts';
import { execute } from '../execute.ts';

/** Requests that looking at the configured account takes at most, the ends of its sessions included. */
export const maxLookRequests = 6;

/** Requests that one generated account takes at most. */
export const maxRegistrationRequests = 3;

/** The observations of the configured account. */
interface Look {
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
  const use = protectedOperation(contract) ?? (target.probePath === undefined ? undefined : probeOf(contract));
  const uses = (session: string): Step[] =>
    use === undefined ? [] : [accepted(`use-${session}`, use, 'account', { session })];
  const second = use === undefined ? [] : [accepted('second', login)];
  const steps = [accepted('first', login), ...second, ...uses('first'), ...uses('second')];
  const { accounts, left } = await run(steps, context);
  const logsIn = accounts.has(use === undefined ? 'first' : 'second');
  return { logsIn, sideBySide: accounts.has('use-first') && accounts.has('use-second'), left };
}

/** Whether the configured account logs in; what is known of its lockouts stays as it is. */
export async function isAccepted({ lockouts: _, ...context }: RunContext): Promise<boolean> {
  const login = operationOf(context.contract, 'login');
  if (login === undefined) return true;
  const { accounts } = await run([accepted('login', login)], context);
  return accounts.has('login');
}

/** Registers an account and logs in with it. @returns undefined for the account where either fails */
export async function registerAccount(
  context: RunContext,
): Promise<{ readonly account: Account | undefined; readonly left: Leftovers | undefined }> {
  const register = operationOf(context.contract, 'register');
  const login = operationOf(context.contract, 'login');
  if (register === undefined || login === undefined || !context.target.allowRegister)
    return { account: undefined, left: undefined };
  const steps = [accepted('register', register, 'generated1'), accepted('login', login, 'generated1')];
  const { accounts, left } = await run(steps, context);
  const account = accounts.get('login');
  if (account === undefined || left === undefined || !canDelete(context.contract)) return { account, left };
  // It is deleted when the run is over.
  return { account, left: { ...left, accounts: left.accounts.filter((each) => each !== account.identity) } };
}

/** Executes steps. @returns the account of each accepted one, and their leftovers on the target */
async function run(
  steps: readonly Step[],
  context: RunContext,
): Promise<{ readonly accounts: ReadonlyMap<string, Account>; readonly left: Leftovers | undefined }> {
  const scene = { ...context, masker: context.newMasker() };
  const execution = await execute({ steps }, scene);
  const left = context.cleanUp === true ? await cleanUp({ steps }, execution, scene, true) : undefined;
  const made = [...execution.exchanges].filter(([, exchange]) => exchange.accepted);
  return { accounts: new Map(made.map(([id, { identity, password }]) => [id, { identity, password }])), left };
}
