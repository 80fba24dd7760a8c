/** Executes the cases of one target ahead of their readers: several at a time, each as if it had the target to itself. */
import { asUserError, UserError } from '../core/user-error.ts';
import type { Case } from '../plan/model.ts';
import { AccountPool } from './accounts/account-pool.ts';
import { accountUses, logsInInvalidly } from './accounts/account-use.ts';
import { mergeLeftovers } from './clean-up.ts';
import type { Transport } from './http/http.ts';
import { isTrouble } from './limits/endurance.ts';
import {
  SuspectGroups,
  confirmed,
  hasServerError,
  isFlaky,
  isRejectionOfValid,
  isSuspect,
  isUnrepeatable,
  showsAll,
  withFatal,
} from './confirmation.ts';
import type { Leftovers, RunContext } from './context.ts';
import { fatalOf, goneReason, responds, wasAway } from './outage.ts';
import type { Silence } from './outage.ts';
import type { Reason } from './results/reason.ts';
import { runCase, unrun } from './run-case.ts';
import type { CaseResult } from './run-case.ts';
import type { Gate } from '../settings/target.ts';

/** Suspects that are confirmed together, as long as no reader waits for one. */
const batchSize = 8;

/** Milliseconds for cases that are under way when a run ends. */
const longestEnd = 1000;

/** Milliseconds of the longest pause before a request is sent again to a target that may be starting. */
const longestNap = 4000;

/** Executions after which a server error, and a rejection by a flaky target, are believed. */
const [serverErrorRepeats, flakyRepeats] = [3, 5];

export interface RunOptions {
  readonly cases: readonly Case[];
  readonly context: RunContext;
  /** The error that ends the run. */
  readonly gate: Gate;
  /** Cases under way at the same time. */
  readonly concurrency: number;
}

/** One execution of a case that is wanted, is under way or is over. */
interface Job {
  readonly testCase: Case;
  readonly result: Promise<CaseResult>;
  readonly resolve: (result: CaseResult) => void;
  readonly reject: (error: unknown) => void;
  /** Whether it is under way; a request of it that is not awaited may sleep longer. */
  isUnderWay: boolean;
  /** Whether another case was under way at the same time. */
  wasCrowded: boolean;
  /** Whether it shared an account with other cases. */
  wasShared: boolean;
  /** Whether a reader has asked for it. */
  isRead: boolean;
  finished?: CaseResult;
}

/** A job whose result has to be seen again with nothing beside it. */
interface Suspect {
  readonly job: Job;
  readonly first: CaseResult;
  /** Whether the target was away, so that the request without a response may be another one's fault. */
  readonly wasAway?: boolean;
}

/** A suspect that was executed again. */
interface Repeated {
  readonly suspect: Suspect;
  readonly alone: CaseResult;
}

export class Run {
  readonly #options: RunOptions;
  readonly #cases: ReadonlyMap<string, Case>;
  readonly #accounts: AccountPool;
  readonly #groups = new SuspectGroups();
  /** The last job of each case. */
  readonly #jobs = new Map<string, Job>();
  #queue: Job[] = [];
  readonly #active = new Set<Job>();
  /** Jobs that pause for a moment, and may tell soon which request a target did not survive. */
  readonly #napping = new Set<Job>();
  #proceeding: Promise<void> | undefined;
  #suspects: Suspect[] = [];
  /** Suspects of an outage that were executed again, until all of them were. */
  #away: Repeated[] = [];
  /** A task that excludes all others: a check of the accounts, or a confirmation. */
  #pause: Promise<void> | undefined;
  #hasLooked = false;
  /** Results of cases with a request that got no response. */
  readonly #silent: (Suspect & { readonly silence: Silence })[] = [];
  /** Why nothing more can be judged: the target does not respond any more. */
  #gone: Reason | undefined;
  /** Whether the target was seen to respond to the same request in two ways. */
  #isFlaky = false;
  /** Whether suspects wait for accounts that cases hold while they sleep. */
  #isStuck = false;
  /** Why no more cases are executed. */
  #end: UserError | undefined;
  /** Whether nothing more is sent, whatever is still under way. */
  #isOver = false;

  constructor(options: RunOptions) {
    const { transport } = options.context;
    const send: Transport['send'] = (request) =>
      this.#isOver ? Promise.reject(new UserError('the run was stopped')) : transport.send(request);
    this.#options = { ...options, context: { ...options.context, transport: { ...transport, send } } };
    this.#cases = new Map(options.cases.map((each) => [each.id, each]));
    this.#accounts = new AccountPool(this.#options.context, options.concurrency);
  }

  /** Starts the cases of these ids and ignores ids of other targets. @returns their results, in no order */
  select(ids: Iterable<string>): readonly Promise<CaseResult>[] {
    const added = [...ids].flatMap((id) => {
      const testCase = this.#cases.get(id);
      return testCase === undefined || this.#jobs.has(id) ? [] : [this.#add(testCase)];
    });
    // Cases that wait for an expiry start first, so that the others fill the time.
    this.#queue.push(...added.filter(waits), ...added.filter((job) => !waits(job)));
    this.#proceed();
    return added.map(({ result }) => result);
  }

  /** The result of a case. A case that was requested before is executed again. @throws the error that prevented a result */
  result(id: string): Promise<CaseResult> {
    const testCase = this.#cases.get(id);
    if (testCase === undefined) return Promise.reject(new Error(`there is no case ${id}`));
    let job = this.#jobs.get(id);
    if (job === undefined || job.isRead) {
      job = this.#add(testCase);
      this.#queue.unshift(job);
    }
    job.isRead = true;
    this.#proceed();
    return job.result;
  }

  /** The results so far, the last one of each case. */
  finished(): readonly CaseResult[] {
    return [...this.#jobs.values()].flatMap(({ finished }) => finished ?? []);
  }

  /** Deletes the accounts that were registered for several cases, unless the run was interrupted. @returns those that are still there */
  deleteAccounts(isOver: boolean): Promise<Leftovers | undefined> {
    // Cases that nobody waits for any more may still use them.
    const isIdle = isOver && this.#active.size === 0 && this.#queue.length === 0;
    return this.#accounts.deleteGenerated(isIdle);
  }

  /** Drops pending cases, and waits a moment for running ones: somebody may have asked the run to end. */
  async stop(): Promise<void> {
    this.#end = new UserError('the run was stopped');
    this.#drop(this.#end);
    const over = Promise.allSettled([...this.#active].map(({ result }) => result));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, longestEnd)));
    await Promise.race([over, late]);
    clearTimeout(timer);
    this.#isOver = true;
  }

  #drop(error: unknown): void {
    const suspects = [...this.#suspects.splice(0), ...this.#away.splice(0).map(({ suspect }) => suspect)];
    for (const job of [...this.#queue.splice(0), ...suspects.map((each) => each.job)]) job.reject(error);
  }

  /** A defect of the harness costs one case; trouble of the machine would cost every one. */
  #fail(job: Job, error: unknown): void {
    job.reject(error);
    this.#end ??= asUserError(error);
  }

  #add(testCase: Case): Job {
    const job: Partial<Job> & Pick<Job, 'testCase'> = { testCase };
    const result = new Promise<CaseResult>((resolve, reject) => Object.assign(job, { resolve, reject }));
    const added = Object.assign(job, {
      result,
      isUnderWay: false,
      wasCrowded: false,
      wasShared: false,
      isRead: false,
    }) as Job;
    // Its reader may come later, or never.
    result.then(
      (finished) => (added.finished = finished),
      () => undefined,
    );
    this.#jobs.set(testCase.id, added);
    return added;
  }

  #proceed(): void {
    // All cases that are selected together count.
    this.#proceeding ??= Promise.resolve().then(() => {
      this.#proceeding = undefined;
      this.#begin();
    });
  }

  #begin(): void {
    if (this.#end !== undefined) this.#drop(this.#end);
    const gone = this.#gone;
    if (gone !== undefined) for (const job of this.#queue.splice(0)) job.resolve(this.#blocked(job, gone));
    if (this.#pause !== undefined) return;
    if (this.#silent.length > 0) {
      if (this.#active.size === 0 && this.#napping.size === 0) this.#pause = this.#settleSilence();
      return;
    }
    const next = this.#shouldLook() ? 'look' : this.#shouldConfirm() ? 'confirm' : undefined;
    if (next !== undefined) {
      // No case starts until the running ones have ended.
      if (this.#active.size === 0) this.#pause = next === 'look' ? this.#look() : this.#confirm();
      return;
    }
    const reserved = new Set<string>();
    const left: Job[] = [];
    for (const job of this.#queue) {
      const isFull = this.#active.size >= this.#options.concurrency;
      const lease = isFull ? undefined : this.#accounts.take(job.testCase, reserved);
      if (lease === undefined) left.push(job);
      else void this.#execute(job, lease);
    }
    this.#queue = left;
  }

  /** Whether the cases use the configured account. */
  #shouldLook(): boolean {
    const { context, concurrency } = this.#options;
    if (this.#hasLooked || context.lockouts === undefined) return false;
    const wanted = this.#queue.map(({ testCase }) => testCase);
    const users = wanted.filter((each) => accountUses(each).size > 0);
    return wanted.some(logsInInvalidly) || (concurrency > 1 && users.length > 1);
  }

  async #look(): Promise<void> {
    this.#hasLooked = true;
    try {
      await this.#accounts.look();
    } catch (error) {
      this.#drop(error);
    }
    this.#resume();
  }

  #resume(): void {
    this.#pause = undefined;
    this.#proceed();
  }

  #shouldConfirm(): boolean {
    if (this.#suspects.length === 0 || this.#isStuck) return false;
    const isWanted = this.#suspects.some(({ job }) => job.isRead);
    return isWanted || this.#suspects.length >= batchSize || (this.#queue.length === 0 && this.#active.size === 0);
  }

  async #execute(job: Job, lease: NonNullable<ReturnType<AccountPool['take']>>): Promise<void> {
    job.isUnderWay = true;
    this.#activate(job);
    job.wasShared = lease.isShared;
    try {
      const context = await lease.context();
      if (context === undefined) this.#queue.unshift(job);
      else this.#judge(job, await this.#run(job, { ...context, wait: (time) => this.#sleep(job, time) }));
    } catch (error) {
      this.#fail(job, error);
    } finally {
      lease.release();
      job.isUnderWay = false;
      this.#active.delete(job);
      this.#isStuck = false;
      this.#proceed();
    }
  }

  #judge(job: Job, result: CaseResult): void {
    const { silence } = result;
    if (silence !== undefined && this.#options.context.lockouts !== undefined) {
      if (this.#gone === undefined) this.#silent.push({ job, first: result, silence });
      else job.resolve(this.#blocked(job, this.#gone));
      return;
    }
    if (isFlaky(result)) this.#isFlaky = true;
    const hasToRepeat = job.wasCrowded || this.#repeats(result) > 1;
    if (hasToRepeat && isSuspect(result) && !this.#groups.areConfirmed(result))
      this.#suspects.push({ job, first: result });
    else job.resolve(result);
  }

  #blocked({ testCase }: Job, reason: Reason): CaseResult {
    return unrun(testCase, this.#options.context.requirements, 'blocked', reason);
  }

  /** Finds out whether a target that did not respond is gone, with nothing beside it. */
  async #settleSilence(): Promise<void> {
    const silent = this.#silent.splice(0);
    try {
      if (await responds(this.#options.context)) {
        const away = wasAway(silent.map(({ silence }) => silence));
        if (away) this.#options.context.endurance?.forget();
        for (const { job, first } of silent)
          if (away || isSuspect(first)) this.#suspects.push({ job, first, wasAway: away });
          else job.resolve(first);
      } else this.#giveUp(silent);
    } catch (error) {
      for (const { job } of silent) this.#fail(job, error);
    }
    this.#resume();
  }

  /** Blames the request that the target did not survive, and no other one. */
  #giveUp(silent: readonly (Suspect & { readonly silence: Silence })[]): void {
    const silences = silent.map(({ silence }) => silence);
    const fatal = fatalOf(silences);
    const reason = (this.#gone = goneReason(silences));
    for (const { job, first, silence } of silent)
      job.resolve(silence === fatal ? withFatal(first, silence) : this.#blocked(job, reason));
    for (const { job, first } of this.#suspects.splice(0)) job.resolve(first);
    this.#explainOutage();
  }

  /** The number of times that a result has to show again before it is believed. */
  #repeats(result: CaseResult): number {
    // An embedded target is the same every time.
    if (this.#options.context.lockouts === undefined) return 1;
    if (hasServerError(result)) return serverErrorRepeats;
    return this.#isFlaky && isRejectionOfValid(result) ? flakyRepeats : 1;
  }

  async #run(job: Job, context: RunContext): Promise<CaseResult> {
    const result = await runCase(job.testCase, context, this.#options.gate);
    const left = mergeLeftovers(this.#accounts.takeLeft(), result.left);
    return left === undefined ? result : { ...result, left };
  }

  /** A waiting case gives its place to others, and does not disturb exclusive tasks. */
  async #sleep(job: Job, milliseconds: number): Promise<void> {
    this.#active.delete(job);
    if (milliseconds <= longestNap) this.#napping.add(job);
    this.#proceed();
    await this.#options.context.wait(milliseconds);
    this.#napping.delete(job);
    while (this.#pause !== undefined) await this.#pause;
    if (job.isUnderWay) this.#activate(job);
    else this.#proceed();
  }

  #activate(job: Job): void {
    this.#active.add(job);
    if (this.#active.size > 1) for (const each of this.#active) each.wasCrowded = true;
  }

  /** Executes suspects one after another, without concurrent cases. */
  async #confirm(): Promise<void> {
    const waiting: Suspect[] = [];
    for (const suspect of this.#suspects.splice(0)) {
      const alone = await this.#repeat(suspect);
      if (alone === 'waits') waiting.push(suspect);
      else if (alone !== undefined && suspect.wasAway === true) this.#away.push({ suspect, alone });
      else if (alone !== undefined) suspect.job.resolve(this.#compared(suspect, alone));
    }
    if (!waiting.some(({ wasAway: isAway }) => isAway === true)) this.#explainOutage();
    this.#suspects.push(...waiting);
    this.#isStuck = waiting.length > 0;
    this.#resume();
  }

  /**
   * Of requests that a target did not survive together, the one that it does not survive alone is the cause. A request
   * that did not reach the target says nothing of it.
   */
  #explainOutage(): void {
    const away = this.#away.splice(0);
    const isExplained = away.some(({ alone }) => alone.silence !== undefined);
    for (const { suspect, alone } of away) {
      const isOthers = isExplained || suspect.first.silence?.failure === 'unreachable';
      suspect.job.resolve(isOthers && alone.silence === undefined ? alone : this.#compared(suspect, alone));
    }
  }

  /** Executes a suspect again. @returns its result; undefined where it has one already, or comes later */
  async #repeat({ job, first, wasAway: isAway }: Suspect): Promise<CaseResult | 'waits' | undefined> {
    if (isAway !== true && this.#groups.areConfirmed(first)) {
      job.resolve(first);
      return undefined;
    }
    const lease = this.#accounts.take(job.testCase, new Set());
    if (lease === undefined) return 'waits';
    try {
      const context = await lease.context();
      if (context === undefined) {
        this.#queue.unshift(job);
        return undefined;
      }
      let alone = await this.#run(job, context);
      for (let left = this.#repeats(first) - 1; left > 0 && showsAll(first, alone); left -= 1)
        alone = await this.#run(job, context);
      return alone;
    } catch (error) {
      this.#fail(job, error);
      return undefined;
    } finally {
      lease.release();
    }
  }

  #compared({ job, first }: Suspect, alone: CaseResult): CaseResult {
    // A result that could not be tried again stays as it was seen.
    if (alone.results.some(({ reason }) => isTrouble(reason))) return first;
    if (isUnrepeatable(first, alone)) return alone;
    const { result, isForgiven } = confirmed(first, alone, { wasShared: job.wasShared, gate: this.#options.gate });
    if (isFlaky(result)) this.#isFlaky = true;
    if (isForgiven) this.#accounts.stopSharing();
    this.#groups.add(first, alone);
    return result;
  }
}

function waits({ testCase }: Job): boolean {
  return testCase.steps.some((step) => step.afterExpiryOf !== undefined || step.duringLifeOf !== undefined);
}
