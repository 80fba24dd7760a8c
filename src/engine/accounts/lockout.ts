/**
 * Notices that a target locks an account: it refuses the true password after false ones, though it accepted it before.
 * From then on false logins would prove nothing and do harm, so no case uses the account any more.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AccountName, Case, Step } from '../../plan/model.ts';
import type { Exchange } from '../http/exchange.ts';
import { isAccepted, isRejected } from '../judge/outcome.ts';

/** Who mistypes a password twice must not be locked out: no policy that anybody defends is as strict as that. */
const fewestFalseLogins = 3;

/** How an account was locked. */
export interface Locked {
  readonly reason: string;
  /** Whether so many logins were false before that a careful server may do so. */
  readonly isPolicy: boolean;
}

/** The memory of one run about its configured accounts, shared by its workers through a folder. */
export class LockoutTracker {
  readonly #folder: string | undefined;
  readonly #whose: 'configured' | 'spare';
  readonly #notes = new Map<string, string>();
  /** Accounts with a false login of this worker since the last true one. */
  readonly #lately = new Set<AccountName>();
  /** False logins of the run, by account, where no folder counts them. */
  readonly #ever = new Map<AccountName, number>();

  /**
   * @param folder where the workers of a run tell each other; undefined: there is only this one
   * @param whose which account a case calls its own: the configured one, or the one that stands in for it
   */
  constructor(folder: string | undefined, whose: 'configured' | 'spare' = 'configured') {
    this.#folder = folder;
    this.#whose = whose;
  }

  /** Why a case must not be run; undefined when it may. */
  whyNot(each: Case): string | undefined {
    return this.#accounts(each)
      .map((name) => this.#read(`locked.${name}`))
      .find((reason) => reason !== undefined);
  }

  /** Takes note of a login. @returns whether a true password is refused after false ones, so that it may be locked */
  saw(step: Step, exchange: Exchange): boolean {
    const { as, changes, operation } = step;
    if (operation.flow !== 'login' || !isConfigured(as)) return false;
    if (changes.length > 0) {
      if (isRejected(exchange)) this.#countFalse(as);
      return false;
    }
    if (isAccepted(exchange)) {
      this.#lately.delete(as);
      this.#write(`accepted.${as}`, 'yes');
      return false;
    }
    return isRejected(exchange) && this.#lately.has(as) && this.#read(`accepted.${as}`) !== undefined;
  }

  /** The account of a login is locked: no further login is tried with it. */
  lock({ as }: Step): Locked {
    const count = this.#falseLogins(as);
    const reason = `the target has locked ${this.#nameOf(as)} out: it refuses the true password after ${count} false ${count === 1 ? 'login' : 'logins'} in this run, though it accepted it before; no further login is tried with it`;
    this.#write(`locked.${as}`, reason);
    return { reason, isPolicy: count >= fewestFalseLogins };
  }

  #countFalse(as: AccountName): void {
    this.#lately.add(as);
    if (this.#folder === undefined) this.#ever.set(as, (this.#ever.get(as) ?? 0) + 1);
    else appendFileSync(this.#fileOf(`false.${as}`, this.#folder), '.', { mode: 0o600 });
  }

  #falseLogins(as: AccountName): number {
    if (this.#folder === undefined) return this.#ever.get(as) ?? 0;
    return readFileSync(this.#fileOf(`false.${as}`, this.#folder), 'utf8').length;
  }

  #fileOf(name: string, folder: string): string {
    return path.join(folder, `${this.#whose}.${name}`);
  }

  #nameOf(name: AccountName): string {
    if (name === 'second') return 'the second account';
    return this.#whose === 'configured' ? 'the configured account' : 'the account for false logins';
  }

  /** The accounts that a case may not use when they are locked; who locks one out for false logins may lock another. */
  #accounts({ steps }: Case): AccountName[] {
    const isFalse = steps.some(({ operation, changes }) => operation.flow === 'login' && changes.length > 0);
    return [...new Set([...steps.map((step) => step.as), ...(isFalse ? configured : [])])].filter(isConfigured);
  }

  #read(name: string): string | undefined {
    const known = this.#notes.get(name);
    if (known !== undefined || this.#folder === undefined) return known;
    const file = this.#fileOf(name, this.#folder);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  #write(name: string, text: string): void {
    if (this.#notes.has(name)) return;
    this.#notes.set(name, text);
    if (this.#folder !== undefined) writeFileSync(this.#fileOf(name, this.#folder), text, { mode: 0o600 });
  }
}

const configured: readonly AccountName[] = ['account', 'second'];

function isConfigured(name: AccountName): boolean {
  return configured.includes(name);
}
