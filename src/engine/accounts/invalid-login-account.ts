/** Spares the configured account false logins, which may lock it: a second one, or one registered for it, stands in. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makeCase, step } from '../../plan/build.ts';
import type { Case, Check, Requirement, Step } from '../../plan/model.ts';
import type { Account } from '../request/build-request.ts';
import { operationOf } from '../../contract/model.ts';
import { writeWhole } from '../../settings/write-whole.ts';
import type { LockOuts } from './lockout.ts';
import { tell } from '../execute.ts';
import type { Stage } from '../context.ts';
import { tidy, together } from '../clean-up.ts';
import type { Left } from '../context.ts';

/** Requests that finding a stand-in takes at most: two logins, a registration, and the end of the session of each. */
export const mostForStandIn = 6;

/** Finds the stand-in when the first false login is due, and tells the run's other workers. */
export class Spare {
  readonly #lockOuts: LockOuts;
  readonly #note: string | undefined;
  #found: Promise<Account | undefined> | undefined;
  #left: Left | undefined;

  /**
   * @param lockOuts notes about the stand-in, apart from those about the configured accounts
   * @param folder where workers tell each other; readable by this user alone. Undefined: there is only this one
   */
  constructor(lockOuts: LockOuts, folder: string | undefined) {
    this.#lockOuts = lockOuts;
    this.#note = folder === undefined ? undefined : path.join(folder, 'stand-in.json');
  }

  /** The stage on which a case is told: with the stand-in for the configured account if it logs in falsely. */
  async stageFor(each: Case, given: Stage): Promise<Stage> {
    if (!logsInFalsely(each)) return given;
    const account = await (this.#found ??= this.#find(given));
    return account === undefined ? given : { ...given, target: { ...given.target, account }, lockOuts: this.#lockOuts };
  }

  /** What finding the stand-in left behind on the target; told once. */
  takeLeft(): Left | undefined {
    const left = this.#left;
    this.#left = undefined;
    return left;
  }

  async #find(given: Stage): Promise<Account | undefined> {
    if (this.#note !== undefined && existsSync(this.#note))
      return (JSON.parse(readFileSync(this.#note, 'utf8')) as Note).account;
    const account = await this.#choose(given);
    if (this.#note !== undefined) writeWhole(this.#note, JSON.stringify({ account } satisfies Note), 0o600);
    return account;
  }

  async #choose(given: Stage): Promise<Account | undefined> {
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
  async #login(steps: readonly Step[], given: Stage): Promise<Account | undefined> {
    const operation = steps[0]?.operation;
    if (operation === undefined) return undefined;
    const check: Check = { requirement, expect: { kind: 'accepted', step: 'login' } };
    const opening = makeCase(operation, 'lifecycle', steps, [check]);
    const masker = given.newMasker();
    const { exchanges, stopped } = await tell(opening, given, masker);
    this.#left = together(this.#left, await tidy(opening, exchanges, given, masker));
    const made = exchanges.get('login');
    return stopped !== undefined || made === undefined
      ? undefined
      : { identity: made.identity, password: made.password };
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

/** What the stand-in's own story is told for; it is judged by nobody. */
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
