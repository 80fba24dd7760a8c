/**
 * Notices that a target locks an account: it refuses the true password after false ones, though it accepted it before.
 * From then on false logins would prove nothing and do harm, so no case uses the account any more.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AccountName, Case, Step } from '../cases/case.ts';
import type { Exchange } from '../client/exchange.ts';
import { isAccepted, isRejected } from '../verdict/outcome.ts';

/** Who mistypes a password twice must not be locked out: no policy that anybody defends is as strict as that. */
const fewestFalseLogins = 3;

/** How an account was locked. */
export interface Locked {
  readonly reason: string;
  /** Whether so many logins were false before that a careful server may do so. */
  readonly isPolicy: boolean;
}

/** The memory of one run about its configured accounts, shared by its workers through a folder. */
export class LockOuts {
  readonly #folder: string | undefined;
  readonly #whose: 'configured' | 'spare';
  readonly #notes = new Map<string, string>();
  readonly #falseLogins = new Map<AccountName, number>();

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

  /** Takes note of a login. @returns how the account was locked, if this is where it shows */
  saw(step: Step, exchange: Exchange): Locked | undefined {
    if (step.operation.flow !== 'login' || !isConfigured(step.as)) return undefined;
    const soFar = this.#falseLogins.get(step.as) ?? 0;
    if (step.changes.length > 0) {
      if (isRejected(exchange)) this.#falseLogins.set(step.as, soFar + 1);
      return undefined;
    }
    if (isAccepted(exchange)) {
      this.#falseLogins.set(step.as, 0);
      this.#write(`accepted.${step.as}`, 'yes');
      return undefined;
    }
    if (!isRejected(exchange) || soFar === 0 || this.#read(`accepted.${step.as}`) === undefined) return undefined;
    const reason = `the target has locked ${this.#nameOf(step.as)} out: it refuses the true password after ${soFar} false ${soFar === 1 ? 'login' : 'logins'}, though it accepted it before; no further login is tried with it`;
    this.#write(`locked.${step.as}`, reason);
    return { reason, isPolicy: soFar >= fewestFalseLogins };
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
    const file = path.join(this.#folder, `${this.#whose}.${name}`);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  #write(name: string, text: string): void {
    if (this.#notes.has(name)) return;
    this.#notes.set(name, text);
    if (this.#folder !== undefined)
      writeFileSync(path.join(this.#folder, `${this.#whose}.${name}`), text, { mode: 0o600 });
  }
}

const configured: readonly AccountName[] = ['account', 'second'];

function isConfigured(name: AccountName): boolean {
  return configured.includes(name);
}
