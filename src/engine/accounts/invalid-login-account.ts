/** Spares the configured account false logins, which may lock it: a second one, or one registered for it, stands in. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makeCase, step } from '../../plan/build.ts';
import type { Case, Check, Requirement, Step } from '../../plan/model.ts';
import type { Account } from '../request/build-request.ts';
import { operationOf } from '../../contract/model.ts';
import { writeWhole } from '../../settings/write-whole.ts';
import type { LockoutTracker } from './lockout.ts';
import { execute } from '../execute.ts';
import type { RunContext } from '../context.ts';
import { cleanUp, mergeLeftovers } from '../clean-up.ts';
import type { Leftovers } from '../context.ts';

/** Requests that finding a stand-in takes at most: two logins, a registration, and the end of the session of each. */
export const mostForStandIn = 6;

/** Finds the stand-in when the first false login is due, and tells the run's other workers. */
export class Spare {
  readonly #lockouts: LockoutTracker;
  readonly #note: string | undefined;
  #found: Promise<Account | undefined> | undefined;
  #left: Leftovers | undefined;

  /**
   * @param lockouts notes about the stand-in, apart from those about the configured accounts
   * @param folder where workers tell each other; readable by this user alone. Undefined: there is only this one
   */
  constructor(lockouts: LockoutTracker, folder: string | undefined) {
    this.#lockouts = lockouts;
    this.#note = folder === undefined ? undefined : path.join(folder, 'stand-in.json');
  }

  /** The context in which a case is executed: with the stand-in for the configured account if it logs in falsely. */
  async contextFor(each: Case, given: RunContext): Promise<RunContext> {
    if (!logsInFalsely(each)) return given;
    const account = await (this.#found ??= this.#find(given));
    return account === undefined ? given : { ...given, target: { ...given.target, account }, lockouts: this.#lockouts };
  }

  /** What finding the stand-in left behind on the target; returned once. */
  takeLeft(): Leftovers | undefined {
    const left = this.#left;
    this.#left = undefined;
    return left;
  }

  async #find(given: RunContext): Promise<Account | undefined> {
    if (this.#note !== undefined && existsSync(this.#note))
      return (JSON.parse(readFileSync(this.#note, 'utf8')) as Note).account;
    const account = await this.#choose(given);
    if (this.#note !== undefined) writeWhole(this.#note, JSON.stringify({ account } satisfies Note), 0o600);
    return account;
  }

  async #choose(given: RunContext): Promise<Account | undefined> {
    const { contract, target } = given;
    const register = operationOf(contract, 'register');
    const login = operationOf(contract, 'login');
    const mayRegister = target.allowRegister && register !== undefined;
    if (login === undefined || (target.second === undefined && !mayRegister)) return undefined;
    // Where the configured account cannot log in, that is what the cases have to show.
    const own = await this.#login([step('login', login, 'account', { must: 'accepted' })], given);
    if (own === undefined) return undefined;
    if (target.second !== undefined && showsCuts(target.second, target.account)) return target.second;
    if (register === undefined || !mayRegister) return undefined;
    const steps = [
      step('register', register, 'fresh1', { must: 'accepted' }),
      step('login', login, 'fresh1', { must: 'accepted' }),
    ];
    // Where a new account cannot log in, which is a finding of another case, the configured one has to do.
    return this.#login(steps, given);
  }

  /** Tells a story that ends with a login. @returns who logged in; undefined when nobody did */
  async #login(steps: readonly Step[], given: RunContext): Promise<Account | undefined> {
    const operation = steps[0]?.operation;
    if (operation === undefined) return undefined;
    const check: Check = { requirement, expect: { kind: 'accepted', step: 'login' } };
    const opening = makeCase(operation, 'lifecycle', steps, [check]);
    const masker = given.newMasker();
    const execution = await execute(opening, given, masker);
    const { exchanges, abort } = execution;
    this.#left = mergeLeftovers(this.#left, await cleanUp(opening, execution, given, masker));
    const made = exchanges.get('login');
    return abort !== undefined || made === undefined ? undefined : { identity: made.identity, password: made.password };
  }
}

/** A server that compares eight characters is seen by a password of at least as many. */
const longEnough = 8;

/** Whether what is wrong with longer passwords shows with this account's, if it does with the configured one's. */
function showsCuts({ password }: Account, configured: Account): boolean {
  return password.length >= Math.min(longEnough, configured.password.length);
}

/** What the first worker found; without an account the configured one has to do. */
interface Note {
  readonly account?: Account | undefined;
}

/** The requirement of the case that finds the account; never judged. */
const requirement: Requirement = {
  id: 'stand-in',
  api: '',
  flow: 'register',
  level: 'implied',
  statement: 'registers an account for false logins',
};

/** Whether a case logs in falsely with the configured account, and with no other. */
export function logsInFalsely({ steps, checks }: Case): boolean {
  const isFalse = steps.some(
    ({ operation, as, changes }) => operation.flow === 'login' && as === 'account' && changes.length > 0,
  );
  return (
    isFalse &&
    checks.some(({ expect }) => expect.kind !== 'accepted') &&
    !steps.some(({ as, changes }) => as === 'second' || JSON.stringify(changes).includes('"of":"second"'))
  );
}
