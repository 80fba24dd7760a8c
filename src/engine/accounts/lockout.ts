/**
 * Notices that a target locks an account: it rejects the correct password after invalid logins, although it accepted it
 * before. From then on no case uses the account, since further logins would prove nothing and do harm.
 */
import type { Case, Step } from '../../plan/model.ts';
import type { AccountName } from '../../plan/mutations/value.ts';
import { isInvalidLogin } from '../../plan/operations.ts';
import type { Observation } from '../observe/observation.ts';
import type { Reason } from '../results/reason.ts';

/** A user who mistypes a password twice must not be locked out: lockout policies begin at three. */
const minInvalidLogins = 3;

/** How an account was locked. */
export interface Lockout {
  readonly reason: Reason;
  /** Whether so many logins were invalid before that a careful server may do so. */
  readonly isPolicy: boolean;
}

interface AccountHistory {
  accepted: boolean;
  /** Invalid logins of the run. */
  invalid: number;
  /** Whether a login was invalid since the last valid one. */
  suspicious: boolean;
  locked?: Reason;
}

/** What a run knows about lockouts of its accounts. */
export class LockoutTracker {
  readonly #firstAccount: NonNullable<Reason['account']>;
  readonly #history = new Map<AccountName, AccountHistory>();

  /** @param firstAccount the account that cases use as their own */
  constructor(firstAccount: NonNullable<Reason['account']> = 'configured') {
    this.#firstAccount = firstAccount;
  }

  /** Why a case must not be run; undefined when it may. */
  whyNot(testCase: Case): Reason | undefined {
    return accountsOf(testCase)
      .map((name) => this.#of(name).locked)
      .find((reason) => reason !== undefined);
  }

  /** Takes note of a login. @returns whether the correct password is rejected after invalid ones, so that the account may be locked */
  saw(step: Step, exchange: Observation): boolean {
    const { as, flow } = step;
    if (flow !== 'login' || !isConfigured(as)) return false;
    const history = this.#of(as);
    if (isInvalidLogin(step)) {
      if (!exchange.rejected) return false;
      history.suspicious = true;
      history.invalid += 1;
      return false;
    }
    if (exchange.accepted) {
      history.suspicious = false;
      history.accepted = true;
      return false;
    }
    return exchange.rejected && history.suspicious && history.accepted;
  }

  /** Marks the account of a login as locked. */
  lock({ as }: Step): Lockout {
    const history = this.#of(as);
    const count = history.invalid;
    const account = as === 'second' ? 'second' : this.#firstAccount;
    const reason: Reason = { code: 'locked-out', account, count };
    history.locked ??= reason;
    return { reason, isPolicy: count >= minInvalidLogins };
  }

  #of(name: AccountName): AccountHistory {
    const known = this.#history.get(name) ?? { accepted: false, invalid: 0, suspicious: false };
    this.#history.set(name, known);
    return known;
  }
}

/** The accounts that a case may not use when they are locked. A target that locks one account may lock another. */
function accountsOf({ steps }: Case): AccountName[] {
  const isInvalid = steps.some(isInvalidLogin);
  return [...new Set([...steps.map((step) => step.as), ...(isInvalid ? configured : [])])].filter(isConfigured);
}

const configured: readonly AccountName[] = ['account', 'second'];

function isConfigured(name: AccountName): boolean {
  return configured.includes(name);
}
