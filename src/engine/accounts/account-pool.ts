/** Hands accounts out to cases that run at the same time, so that none disturbs another. */
import type { Case } from '../../plan/model.ts';
import { isSmoke } from '../../plan/tags.ts';
import { canDelete, deleteAccount, mergeLeftovers } from '../clean-up.ts';
import type { Leftovers, RunContext } from '../context.ts';
import { canRegister } from '../prerequisites.ts';
import { isAccepted, lookAtAccount, registerAccount } from './account-checks.ts';
import { accountUses, isMovable, logsInInvalidly } from './account-use.ts';
import type { AccountUse } from './account-use.ts';
import { LockoutTracker } from './lockout.ts';
import type { Account } from '../../settings/target.ts';

/** The accounts of one case, until it gives them back. */
export interface AccountLease {
  /** Whether other cases may use one of the accounts at the same time. */
  readonly isShared: boolean;
  /** The context of the case; undefined when its account could not be made, so that it has to ask again. */
  context(): Promise<RunContext | undefined>;
  release(): void;
}

/** Takes the place of the configured account where a case disturbs it. */
interface StandIn {
  /** Undefined until it is registered. */
  account: Account | undefined;
  readonly lockouts: LockoutTracker;
  isFree: boolean;
}

/** The present use of an account: the number of cases that share it, or one alone. */
interface Occupancy {
  shared: number;
  alone: boolean;
}

/** Shorter passwords do not show a target that compares only eight characters. */
const minTellingPassword = 8;

/** Accounts that are registered at most, where as many cases run at the same time. */
export function maxGeneratedFor(concurrency: number): number {
  return Math.min(4, Math.ceil(concurrency / 2));
}

export class AccountPool {
  readonly #context: RunContext;
  readonly #concurrency: number;
  readonly #occupancy = new Map<string, Occupancy>();
  /** Undefined until the configured account was looked at. */
  #standIns: StandIn[] | undefined;
  #isShareable = false;
  #left: Leftovers | undefined;
  readonly #generated: Account[] = [];

  /** @param concurrency cases that run at the same time */
  constructor(context: RunContext, concurrency: number) {
    this.#context = context;
    this.#concurrency = concurrency;
  }

  /** Whether it is time to look at the configured account: cases use it, and nothing is known of it. */
  shouldLook(wanted: readonly Case[]): boolean {
    if (this.#standIns !== undefined || this.#context.lockouts === undefined) return false;
    // A look costs as many requests as a smoke run may have.
    if (wanted.every(isSmoke)) return false;
    const users = wanted.filter((each) => accountUses(each).size > 0);
    return wanted.some(logsInInvalidly) || (this.#concurrency > 1 && users.length > 1);
  }

  /** Looks at the configured account, once: whether it logs in, and whether cases may share it. */
  async look(): Promise<void> {
    this.#standIns = [];
    const { target, lockouts } = this.#context;
    const { logsIn, sideBySide, left } = await lookAtAccount(this.#context);
    this.#left = mergeLeftovers(this.#left, left);
    this.#isShareable = sideBySide;
    // Where the configured account cannot log in, that is what the cases have to show.
    if (!logsIn) return;
    const known = target.second !== undefined && showsCuts(target.second, target.account) ? [target.second] : [];
    const generated = canRegister(this.#context.contract, target)
      ? maxGeneratedFor(this.#concurrency) - known.length
      : 0;
    const isOtherAccepted = () => isAccepted(this.#context);
    this.#standIns = [...known, ...Array.from({ length: generated }, () => undefined)].map((account) => ({
      account,
      // An account that was registered has logged in.
      lockouts:
        account === undefined
          ? new LockoutTracker('invalid-login', true, isOtherAccepted)
          : (lockouts?.ofSecond(isOtherAccepted) ?? new LockoutTracker('invalid-login', false, isOtherAccepted)),
      isFree: true,
    }));
  }

  /** From now on every case has its accounts alone. */
  stopSharing(): void {
    this.#isShareable = false;
  }

  /** Sessions and accounts left on the target by looking, registering and invalid logins; returned once. */
  takeLeft(): Leftovers | undefined {
    const invalidLogins = this.#context.lockouts?.takeInvalidLogins() ?? 0;
    const seen = invalidLogins === 0 ? undefined : { accounts: [], sessions: 0, invalidLogins };
    const left = mergeLeftovers(this.#left, seen);
    this.#left = undefined;
    return left;
  }

  /** Deletes the accounts that were registered, where the API can. @returns those that are still there */
  async deleteGenerated(isIdle: boolean): Promise<Leftovers | undefined> {
    const own = this.#generated.splice(0);
    if (!canDelete(this.#context.contract)) return undefined;
    const scene = { ...this.#context, masker: this.#context.newMasker() };
    const accounts: string[] = [];
    for (const account of own)
      if (!isIdle || (await deleteAccount(account, scene)) !== 'deleted') accounts.push(account.identity);
    return accounts.length === 0 ? undefined : { accounts, sessions: 0 };
  }

  /**
   * Takes the accounts of a case.
   * @param reserved identities for which an earlier case waits; those of this one are added where it has to wait
   * @returns undefined when it has to wait
   */
  take(testCase: Case, reserved: Set<string>): AccountLease | undefined {
    const standIns = this.#standIns?.filter((each) => this.#isUsable(each)) ?? [];
    if (standIns.length > 0 && isMovable(testCase)) {
      const lease = this.#takeStandIn(testCase, standIns, reserved);
      // An account whose invalid logins nobody should see is left alone, even if it is free.
      if (lease !== undefined || logsInInvalidly(testCase)) return lease;
    }
    return this.#takeConfigured(testCase, reserved);
  }

  #isUsable({ account }: StandIn): boolean {
    return account !== undefined || canRegister(this.#context.contract, this.#context.target);
  }

  #takeStandIn(testCase: Case, standIns: readonly StandIn[], reserved: ReadonlySet<string>): AccountLease | undefined {
    // A target that locks one account out may lock the others too.
    const locked = standIns.find(({ lockouts }) => lockouts.whyNot(testCase) !== undefined);
    if (locked !== undefined)
      return { isShared: false, context: () => this.#contextWith(locked), release: () => undefined };
    const isOpen = ({ account }: StandIn): boolean =>
      account === undefined || (!reserved.has(account.identity) && this.#isOpen(account.identity, 'alone'));
    const found = standIns.find((each) => each.isFree && isOpen(each));
    if (found === undefined) return undefined;
    const keys = found.account === undefined ? [] : [[found.account.identity, 'alone'] as const];
    found.isFree = false;
    const release = this.#occupy(keys);
    return {
      isShared: false,
      context: () => this.#contextWith(found),
      release: () => {
        found.isFree = true;
        release();
      },
    };
  }

  async #contextWith(standIn: StandIn): Promise<RunContext | undefined> {
    if (standIn.account === undefined) {
      const { account, left } = await registerAccount(this.#context);
      this.#left = mergeLeftovers(this.#left, left);
      standIn.account = account;
      if (account !== undefined) this.#generated.push(account);
    }
    const { account, lockouts } = standIn;
    if (account !== undefined) return { ...this.#context, target: { ...this.#context.target, account }, lockouts };
    // That registering fails is a finding of another case.
    this.#standIns = this.#standIns?.filter((each) => each.account !== undefined);
    return undefined;
  }

  #takeConfigured(testCase: Case, reserved: Set<string>): AccountLease | undefined {
    const { target } = this.#context;
    const keys = [...accountUses(testCase)].flatMap(([name, use]) => {
      const account = name === 'account' ? target.account : target.second;
      const mode: AccountUse = this.#isShareable ? use : 'alone';
      return account === undefined ? [] : [[account.identity, mode] as const];
    });
    const mustWait = keys.some(([identity, use]) => reserved.has(identity) || !this.#isOpen(identity, use));
    if (mustWait) {
      for (const [identity] of keys) reserved.add(identity);
      return undefined;
    }
    return {
      isShared: keys.some(([, use]) => use === 'shared'),
      context: () => Promise.resolve(this.#context),
      release: this.#occupy(keys),
    };
  }

  #isOpen(identity: string, use: AccountUse): boolean {
    const { shared, alone } = this.#of(identity);
    return !alone && (use === 'shared' || shared === 0);
  }

  /** @returns gives the accounts back */
  #occupy(keys: readonly (readonly [identity: string, use: AccountUse])[]): () => void {
    for (const [identity, use] of keys) {
      const occupancy = this.#of(identity);
      if (use === 'alone') occupancy.alone = true;
      else occupancy.shared += 1;
    }
    return () => {
      for (const [identity, use] of keys) {
        const occupancy = this.#of(identity);
        if (use === 'alone') occupancy.alone = false;
        else occupancy.shared -= 1;
      }
    };
  }

  #of(identity: string): Occupancy {
    const known = this.#occupancy.get(identity) ?? { shared: 0, alone: false };
    this.#occupancy.set(identity, known);
    return known;
  }
}

/** Whether what is wrong with longer passwords shows with this account's, if it does with the configured one's. */
function showsCuts({ password }: Account, configured: Account): boolean {
  return password.length >= Math.min(minTellingPassword, configured.password.length);
}
