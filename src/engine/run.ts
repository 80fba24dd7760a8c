/** Executes the cases of one target ahead of their readers: several at a time, each as if it had the target to itself. */
import { asUserError, UserError } from '../core/user-error.ts';
import type { Case } from '../plan/model.ts';
import type { Gate } from '../settings/target.ts';
import { AccountPool } from './accounts/account-pool.ts';
import type { AccountLease } from './accounts/account-pool.ts';
import { mergeLeftovers } from './clean-up.ts';
import type { Leftovers, RunContext } from './context.ts';
import type { Transport } from './http/http.ts';
import { Job } from './job.ts';
import { Outage } from './outage.ts';
import { runCase } from './run-case.ts';
import type { CaseResult } from './run-case.ts';
import { Suspects } from './suspects.ts';

/** Milliseconds for cases that are under way when a run ends. */
const longestEnd = 1000;

/** Milliseconds of the longest pause before a request is sent again to a target that may be starting. */
const longestNap = 4000;

interface RunOptions {
  readonly cases: readonly Case[];
  readonly context: RunContext;
  readonly gate: Gate;
  /** Cases under way at the same time. */
  readonly concurrency: number;
}

export class Run {
  readonly #options: RunOptions;
  readonly #cases: ReadonlyMap<string, Case>;
  readonly #accounts: AccountPool;
  readonly #suspects: Suspects;
  readonly #outage: Outage;
  /** The last job of each case. */
  readonly #jobs = new Map<string, Job>();
  #queue: Job[] = [];
  readonly #active = new Set<Job>();
  /** Jobs that pause for a moment, and may tell soon which request a target did not survive. */
  readonly #napping = new Set<Job>();
  #proceeding: Promise<void> | undefined;
  /** A task that excludes all cases. */
  #pause: Promise<void> | undefined;
  /** Why no more cases are executed. */
  #end: UserError | undefined;
  /** Whether nothing more is sent, whatever is still under way. */
  #isOver = false;

  constructor(options: RunOptions) {
    const { transport } = options.context;
    const send: Transport['send'] = (request) =>
      this.#isOver ? Promise.reject(new UserError('the run was stopped')) : transport.send(request);
    const context = { ...options.context, transport: { ...transport, send } };
    this.#options = { ...options, context };
    this.#cases = new Map(options.cases.map((each) => [each.id, each]));
    this.#accounts = new AccountPool(context, options.concurrency);
    this.#suspects = new Suspects(context, this.#accounts, options.gate);
    this.#outage = new Outage(context, this.#suspects);
  }

  /** Starts the cases of these ids and ignores ids of other targets. @returns their results, in no order */
  select(ids: Iterable<string>): readonly Promise<CaseResult>[] {
    const added = [...ids].flatMap((id) => {
      const testCase = this.#cases.get(id);
      return testCase === undefined || this.#jobs.has(id) ? [] : [this.#add(testCase)];
    });
    this.#queue.push(...added.toSorted((a, b) => a.rank - b.rank));
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
    for (const job of [...this.#queue.splice(0), ...this.#suspects.drop()]) job.reject(error);
  }

  #add(testCase: Case): Job {
    const job = new Job(testCase);
    this.#jobs.set(testCase.id, job);
    return job;
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
    this.#queue = this.#queue.filter((job) => !this.#outage.blocks(job));
    if (this.#pause !== undefined) return;
    const task = this.#nextTask();
    if (task === undefined) this.#fill();
    // No case starts until the running ones have ended.
    else if (this.#active.size === 0 && !(this.#outage.isUnexplained && this.#napping.size > 0))
      this.#pause = task().finally(() => {
        this.#pause = undefined;
        this.#proceed();
      });
  }

  /** The next task that no case may disturb; undefined where cases can go on. */
  #nextTask(): (() => Promise<void>) | undefined {
    if (this.#outage.isUnexplained) return () => this.#outage.settle().catch((error: unknown) => this.#endFor(error));
    const wanted = this.#queue.map(({ testCase }) => testCase);
    if (this.#accounts.shouldLook(wanted))
      return () => this.#accounts.look().catch((error: unknown) => this.#drop(error));
    const isIdle = this.#queue.length === 0 && this.#active.size === 0;
    return this.#suspects.areDue(isIdle) ? () => this.#confirm() : undefined;
  }

  /** Starts as many cases as may be under way. */
  #fill(): void {
    const reserved = new Set<string>();
    this.#queue = this.#queue.filter((job) => {
      const isFull = this.#active.size >= this.#options.concurrency;
      const lease = isFull ? undefined : this.#accounts.take(job.testCase, reserved);
      if (lease !== undefined) void this.#execute(job, lease);
      return lease === undefined;
    });
  }

  /** Executes suspects one after another, without concurrent cases. */
  async #confirm(): Promise<void> {
    for (const suspect of this.#suspects.take()) {
      const { job } = suspect;
      const lease = this.#accounts.take(job.testCase, new Set());
      const repeat = (context: RunContext) => this.#suspects.repeat(suspect, () => this.#run(job, context));
      if (lease === undefined) this.#suspects.add(suspect);
      else await this.#lend(job, lease, repeat);
    }
    this.#suspects.settle();
  }

  async #execute(job: Job, lease: AccountLease): Promise<void> {
    job.isUnderWay = true;
    this.#activate(job);
    job.wasShared = lease.isShared;
    await this.#lend(job, lease, async (context) => {
      const result = await this.#run(job, { ...context, wait: (time) => this.#sleep(job, time) });
      if (!this.#outage.takes(job, result)) this.#suspects.judge(job, result);
    });
    job.isUnderWay = false;
    this.#active.delete(job);
    this.#suspects.retry();
    this.#proceed();
  }

  /** Uses the accounts of a case and gives them back; the case comes again where one could not be made. */
  async #lend(job: Job, lease: AccountLease, use: (context: RunContext) => Promise<void>): Promise<void> {
    try {
      const context = await lease.context();
      if (context === undefined) this.#queue.unshift(job);
      else await use(context);
    } catch (error) {
      job.reject(error);
      this.#endFor(error);
    } finally {
      lease.release();
    }
  }

  /** A defect of the harness costs one case; trouble of the machine would cost every one. */
  #endFor(error: unknown): void {
    this.#end ??= asUserError(error);
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
}
