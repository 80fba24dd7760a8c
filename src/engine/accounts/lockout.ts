/**
 * The knowledge of a run about the logins of its accounts: a correct login that is rejected is wrong in the settings, locked out,
 * or met a flaky target. Of an account that is not accepted any more no case logs in again, since that would prove nothing
 * and do harm.
 */
import type { Case, Step } from '../../plan/model.ts';
import type { AccountName } from '../../plan/mutations/value.ts';
import { isInvalidLogin } from '../../plan/operations.ts';
import type { Observation } from '../observe/observation.ts';
import type { Reason } from '../results/reason.ts';

/** A user who mistypes a password twice must not be locked out: lockout policies begin at three. */
const minInvalidLogins = 3;

/** Rejections in a row that make an account one that is locked; of a target that was seen to be flaky, more. */
const [lockedAfter, lockedAfterFlakiness] = [4, 9];

/** Correct logins in a row, of several cases, after whose rejection an account is taken for lost. */
const lostAfter = 12;

/** Possible meanings of the rejection of a correct login. */
export type Suspicion = 'never-accepted' | 'locked-out' | 'flaky' | 'lost';

/** Why an account is not used any more. */
export interface Lockout {
  readonly reason: Reason;
  /** Whether the requirement of the login is not blamed for it. */
  readonly isExcused: boolean;
}

/** The number of times that one correct login was sent, and rejected although it was accepted at once when sent again. */
export interface Flakiness {
  readonly rejected: number;
  readonly sent: number;
}

interface AccountHistory {
  accepted: boolean;
  /** Its valid logins that were accepted. */
  acceptances: number;
  /** When it was accepted last, in milliseconds since 1970. */
  acceptedAt: number;
  /** Correct logins that were rejected since then. */
  rejectedSince: number;
  /** Invalid logins of the run. */
  invalid: number;
  /** Whether a login was invalid since the last valid one. */
  suspicious: boolean;
  locked?: Reason;
}

/** The knowledge of a run about the logins of its accounts. */
export class LockoutTracker {
  readonly #firstAccount: NonNullable<Reason['account']>;
  readonly isOtherAccepted: (() => Promise<boolean>) | undefined;
  readonly #history = new Map<AccountName, AccountHistory>();
  #sent = 0;
  #flaky = 0;
  #taken = 0;

  /**
   * @param firstAccount the account that cases use as their own
   * @param isKnown whether it was accepted already
   * @param isOtherAccepted logs in with an account of which this tracker does not know
   */
  constructor(
    firstAccount: NonNullable<Reason['account']> = 'configured',
    isKnown = false,
    isOtherAccepted?: () => Promise<boolean>,
  ) {
    this.#firstAccount = firstAccount;
    this.isOtherAccepted = isOtherAccepted;
    this.#of('account').accepted = isKnown;
  }

  /** For cases that use the second account as their own; what happens to it there is known here. */
  ofSecond(isOtherAccepted: () => Promise<boolean>): LockoutTracker {
    const tracker = new LockoutTracker('invalid-login', false, isOtherAccepted);
    tracker.#history.set('account', this.#of('second'));
    return tracker;
  }

  /** The number of invalid logins that the first account has seen since the last call. */
  takeInvalidLogins(): number {
    const { invalid } = this.#of('account');
    const taken = invalid - this.#taken;
    this.#taken = invalid;
    return taken;
  }

  /** Why a case must not be run; undefined when it may. */
  whyNot(testCase: Case): Reason | undefined {
    const rejected = this.#of('account').locked;
    // Without its first account, little of what a run says would be about the target.
    if (rejected !== undefined && rejected.code !== 'locked-out') return rejected;
    return accountsOf(testCase)
      .map((name) => this.#of(name).locked)
      .find((reason) => reason !== undefined);
  }

  /** Takes note of a login. @returns what its rejection may mean; undefined where it is as expected */
  saw(step: Step, exchange: Observation): Suspicion | undefined {
    const { as, flow } = step;
    if (flow !== 'login' || !isConfigured(as)) return undefined;
    const history = this.#of(as);
    if (isInvalidLogin(step)) {
      if (!exchange.rejected) return undefined;
      history.suspicious ||= !refusesEachFurther(history);
      history.invalid += 1;
      return undefined;
    }
    if (step.mutations.length === 0) this.#sent += 1;
    if (exchange.accepted) {
      history.suspicious = false;
      history.accepted = true;
      history.acceptances += 1;
      history.acceptedAt = exchange.sentAt;
      history.rejectedSince = 0;
      return undefined;
    }
    if (!exchange.rejected) return undefined;
    if (step.mutations.length === 0) history.rejectedSince += 1;
    if (!history.accepted) return step.mutations.length === 0 ? 'never-accepted' : undefined;
    if (history.suspicious) return 'locked-out';
    if (step.mutations.length > 0) return undefined;
    return history.rejectedSince >= lostAfter && !refusesEachFurther(history) ? 'lost' : 'flaky';
  }

  /** Whether another account was accepted that could tell a lockout from a target that lost its accounts. */
  otherThan({ as }: Step): AccountName | undefined {
    return configured.find((name) => name !== as && this.#of(name).accepted);
  }

  /** Rejections in a row that are enough to believe a suspicion. */
  enough(suspicion: Suspicion): number {
    if (suspicion === 'flaky' || suspicion === 'never-accepted') return 2;
    return this.#flaky === 0 ? lockedAfter : lockedAfterFlakiness;
  }

  /** Takes note that rejected logins were accepted when they were sent again. */
  countFlaky(rejections: number): Flakiness {
    this.#flaky += rejections;
    return { rejected: this.#flaky, sent: this.#sent };
  }

  /** Whether so many logins were invalid that a careful server may lock the account. */
  isPolicy({ as }: Step): boolean {
    return this.#of(as).invalid >= minInvalidLogins;
  }

  /** Marks the account of a login as one that is not accepted any more. @param why what the target says of it */
  lock(step: Step, suspicion: Suspicion, why: Omit<Reason, 'code' | 'account'>): Lockout {
    const history = this.#of(step.as);
    const account = step.as === 'second' ? 'second' : this.#firstAccount;
    const count = history.invalid;
    const since = new Date(history.acceptedAt).toISOString();
    const reason: Reason =
      suspicion === 'never-accepted'
        ? { code: why.location === undefined ? 'account-rejected' : 'redirected', account, ...why }
        : suspicion === 'lost'
          ? { code: 'account-lost', account, since, ...why }
          : { code: 'locked-out', account, count, since };
    history.locked ??= reason;
    return { reason, isExcused: suspicion !== 'locked-out' || this.isPolicy(step) };
  }

  #of(name: AccountName): AccountHistory {
    const known = this.#history.get(name) ?? {
      accepted: false,
      acceptances: 0,
      acceptedAt: 0,
      rejectedSince: 0,
      invalid: 0,
      suspicious: false,
    };
    this.#history.set(name, known);
    return known;
  }
}

/** Whether the login after the first one was rejected, with no invalid login between: the target is to blame, and not what was sent before. */
function refusesEachFurther({ acceptances, rejectedSince }: AccountHistory): boolean {
  return acceptances === 1 && rejectedSince > 0;
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
