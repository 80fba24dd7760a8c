/** Functions of a team that a run calls: they live in its configuration, and run in Playwright's own process. */
import { UserError } from '../../core/user-error.ts';
import { printable } from '../../core/printable.ts';
import type { Hooks } from './options.ts';
import { isSet, provideSettings } from '../../settings/settings.ts';

let hooks: Hooks = {};
let isPrepared = false;

/** Sets the hooks of this process. */
export function useHooks(own: Hooks): void {
  hooks = own;
}

/** The settings that a hook gives later, with what stands for them until then. */
export function givenLater(): Readonly<Record<string, string>> {
  return givesAccounts() ? { TARGET_USERNAME: 'hooks.account', TARGET_PASSWORD: 'hooks.account' } : {};
}

/** Calls the hooks before a run, and sets what they give, for the engine. @throws UserError naming the hook that fails */
export async function prepareTarget(): Promise<void> {
  isPrepared = true;
  await call('beforeRun', hooks.beforeRun);
  if (givesAccounts()) {
    const { username, password, second } = (await call('account', hooks.account)) ?? {};
    if (!username || !password) throw new UserError('hooks.account gives no username, or no password; return both');
    const more = second === undefined ? {} : { secondUsername: second.username, secondPassword: second.password };
    provideSettings({ username, password, ...more });
  }
  if (hooks.headers !== undefined && !isSet('TARGET_HEADERS'))
    provideSettings({ headers: await call('headers', hooks.headers) });
}

/** Calls the hook after a run that was prepared; its failure changes no verdict. */
export async function resetTarget(accounts: readonly string[] = []): Promise<void> {
  if (!isPrepared || hooks.reset === undefined) return;
  isPrepared = false;
  const { reset } = hooks;
  await call('reset', () => reset({ accounts })).catch((error: unknown) =>
    console.log(`! ${(error as Error).message}`),
  );
}

/** Accounts of the environment win, as all of its settings do. */
function givesAccounts(): boolean {
  return hooks.account !== undefined && !isSet('TARGET_USERNAME') && !isSet('TARGET_AUTH_FILE');
}

async function call<T>(name: keyof Hooks, hook: (() => T | Promise<T>) | undefined): Promise<T | undefined> {
  try {
    return await hook?.();
  } catch (error) {
    throw new UserError(printable(`hooks.${name} failed: ${error instanceof Error ? error.message : String(error)}`));
  }
}
