/** Results that are believed only when they show again with nothing beside them. */
import type { Gate } from '../settings/target.ts';
import type { AccountPool } from './accounts/account-pool.ts';
import { mergeLeftovers } from './clean-up.ts';
import {
  isFlaky,
  isRejection,
  isSuspect,
  isUnrepeatable,
  repeatsOf,
  SuspectGroups,
  vanishedIn,
  withFlakiness,
} from './confirmation.ts';
import type { RunContext } from './context.ts';
import type { Job } from './job.ts';
import { isTrouble } from './limits/endurance.ts';
import type { CaseResult } from './run-case.ts';

/** Suspects that are confirmed together, as long as no reader waits for one. */
const batchSize = 8;

/** A job whose result has to be seen again with nothing beside it. */
interface Suspect {
  readonly job: Job;
  readonly first: CaseResult;
  /** Whether the target was away, so that the request without a response may be another one's fault. */
  readonly wasAway?: boolean;
}

export class Suspects {
  readonly #context: RunContext;
  readonly #accounts: AccountPool;
  readonly #gate: Gate;
  readonly #groups = new SuspectGroups();
  #waiting: Suspect[] = [];
  /** Suspects of an outage that were executed again, until all of them were. */
  #away: (Suspect & { readonly alone: CaseResult })[] = [];
  /** Whether the target was seen to respond to the same request in two ways. */
  #isFlaky = false;
  /** Whether suspects wait for accounts that cases hold while they sleep. */
  #isStuck = false;

  constructor(context: RunContext, accounts: AccountPool, gate: Gate) {
    this.#context = context;
    this.#accounts = accounts;
    this.#gate = gate;
  }

  /** Gives a job its result, unless that has to show again first. */
  judge(job: Job, result: CaseResult): void {
    this.#isFlaky ||= isFlaky(result);
    const hasToRepeat = job.wasCrowded || this.#repeats(result) > 1;
    const isMismatch = hasToRepeat && isSuspect(result) && !this.#groups.areConfirmed(result);
    if (isMismatch || this.#isEarly(result)) this.add({ job, first: result });
    else job.resolve(result);
  }

  /** Whether new accounts that do not work yet may have stopped a case before that could be told. */
  #isEarly(result: CaseResult): boolean {
    const { areRejected = false, isUndecided = false } = this.#context.newcomers ?? {};
    const isBlocked = result.results.some(({ verdict }) => verdict === 'blocked');
    return areRejected && (isBlocked || (isUndecided && isSuspect(result)));
  }

  add(suspect: Suspect): void {
    this.#waiting.push(suspect);
  }

  /** Whether it is time to execute them again. @param isIdle whether the run has nothing else to do */
  areDue(isIdle: boolean): boolean {
    if (this.#waiting.length === 0 || this.#isStuck) return false;
    // The answers to invalid logins may explain some of them.
    if (isIdle || this.#context.newcomers?.isUndecided === true) return isIdle;
    return this.#waiting.length >= batchSize || this.#waiting.some(({ job }) => job.isRead);
  }

  /** Takes note that a case gave its accounts back. */
  retry(): void {
    this.#isStuck = false;
  }

  /** Takes those that still have to show again. Each is repeated, or added again, before the next one; `settle` comes after the last. */
  *take(): Iterable<Suspect> {
    for (const suspect of this.#waiting.splice(0)) {
      const { job, first, wasAway } = suspect;
      if (wasAway !== true && this.#groups.areConfirmed(first)) job.resolve(first);
      else yield suspect;
    }
  }

  /** Compares a result with that of executions without another case. */
  async repeat(suspect: Suspect, execute: () => Promise<CaseResult>): Promise<void> {
    const { first } = suspect;
    let alone = await execute();
    for (let left = this.#repeats(first) - 1; left > 0 && vanishedIn(alone, first).length === 0; left -= 1)
      alone = await execute();
    if (suspect.wasAway === true) this.#away.push({ ...suspect, alone });
    else suspect.job.resolve(this.#compared(suspect, alone));
  }

  /** Those that are left wait for accounts. */
  settle(): void {
    this.#isStuck = this.#waiting.length > 0;
    if (!this.#waiting.some(({ wasAway }) => wasAway === true)) this.#explainOutage();
  }

  /** Believes all of them: nothing can be tried again. */
  giveUp(): void {
    for (const { job, first } of this.#waiting.splice(0)) job.resolve(first);
    this.settle();
  }

  /** Forgets all of them. @returns their jobs */
  drop(): Job[] {
    return [...this.#waiting.splice(0), ...this.#away.splice(0)].map(({ job }) => job);
  }

  /** An embedded target is the same every time. */
  #repeats(result: CaseResult): number {
    return this.#context.lockouts === undefined ? 1 : repeatsOf(result, this.#isFlaky);
  }

  /**
   * Of requests that a target did not survive together, the one that it does not survive alone is the cause. A request
   * that did not reach the target says nothing of it.
   */
  #explainOutage(): void {
    const away = this.#away.splice(0);
    const isExplained = away.some(({ alone }) => alone.silence !== undefined);
    for (const { alone, ...suspect } of away) {
      const isOthers = isExplained || suspect.first.silence?.failure === 'unreachable';
      suspect.job.resolve(isOthers && alone.silence === undefined ? alone : this.#compared(suspect, alone));
    }
  }

  #compared({ job, first }: Suspect, alone: CaseResult): CaseResult {
    // A result that could not be tried again stays as it was seen.
    if (alone.results.some(({ reason }) => isTrouble(reason))) return first;
    if (isUnrepeatable(first, alone)) return alone;
    this.#groups.add(first, alone);
    const left = mergeLeftovers(first.left, alone.left);
    const merged = left === undefined ? alone : { ...alone, left };
    const vanished = vanishedIn(alone, first);
    const isForgiven = job.wasShared && vanished.every(isRejection);
    if (isForgiven && vanished.length > 0) this.#accounts.stopSharing();
    const result = isForgiven || vanished.length === 0 ? merged : withFlakiness(first, merged, this.#gate);
    this.#isFlaky ||= isFlaky(result);
    return result;
  }
}
