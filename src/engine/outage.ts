/** A target that stops responding in the course of a run: it died, or hangs. */
import { defined } from '../core/defined.ts';
import { step } from '../plan/build.ts';
import { operationOf } from '../contract/model.ts';
import { askForBase } from './awaiting-return.ts';
import { isSuspect } from './confirmation.ts';
import type { RunContext } from './context.ts';
import { execute } from './execute.ts';
import type { Job } from './job.ts';
import type { Reason } from './results/reason.ts';
import { unrun } from './run-case.ts';
import type { FoundMismatch } from './results/mismatch.ts';
import type { CaseResult } from './run-case.ts';
import type { Silence } from './silence.ts';
import type { Suspects } from './suspects.ts';

/** The cases with a request that got no response, until it is known why. */
export class Outage {
  readonly #context: RunContext;
  readonly #suspects: Suspects;
  readonly #silent: { readonly job: Job; readonly first: CaseResult; readonly silence: Silence }[] = [];
  /** Why nothing more can be judged: the target does not respond any more. */
  #gone: Reason | undefined;

  constructor(context: RunContext, suspects: Suspects) {
    this.#context = context;
    this.#suspects = suspects;
  }

  /** Whether a request got no response, and it is not known why. */
  get isUnexplained(): boolean {
    return this.#silent.length > 0;
  }

  /** Blocks a case if the target is gone. @returns whether it is */
  blocks({ testCase, resolve }: Job): boolean {
    if (this.#gone !== undefined) resolve(unrun(testCase, this.#context.requirements, 'blocked', this.#gone));
    return this.#gone !== undefined;
  }

  /** Takes over a case with a request that got no response; an embedded target has its own reasons. @returns whether it is one */
  takes(job: Job, first: CaseResult): boolean {
    const { silence } = first;
    if (silence === undefined || this.#context.lockouts === undefined) return false;
    if (!this.blocks(job)) this.#silent.push({ job, first, silence });
    return true;
  }

  /** Finds out, with nothing beside it, whether the target is gone. @throws the error that prevented it */
  async settle(): Promise<void> {
    const silent = this.#silent.splice(0);
    const silences = silent.map(({ silence }) => silence);
    try {
      if (await responds(this.#context)) {
        const isAway = wasAway(silences);
        if (isAway) this.#context.endurance?.forget();
        for (const { job, first } of silent)
          if (isAway || isSuspect(first)) this.#suspects.add({ job, first, wasAway: isAway });
          else job.resolve(first);
        return;
      }
    } catch (error) {
      for (const { job } of silent) job.reject(error);
      throw error;
    }
    // The request that the target did not survive is to blame, and no other one.
    const fatal = fatalOf(silences);
    this.#gone = goneReason(silences);
    for (const { job, first, silence } of silent)
      if (silence === fatal) job.resolve(withFatal(first, silence));
      else this.blocks(job);
    this.#suspects.giveUp();
  }
}

/** Seconds apart in which a target may start again. */
const tries = [0, 1, 2];

/** Whether the target responds to anything: its base URL, or a login. */
async function responds(context: RunContext): Promise<boolean> {
  for (const seconds of tries) {
    await context.wait(seconds * 1000);
    const result = await askForBase(context);
    if ('response' in result) return true;
    if (result.failure.kind === 'unreachable') continue;
    const login = operationOf(context.contract, 'login');
    if (login === undefined) continue;
    const steps = [step('login', login, 'account')];
    const { exchanges } = await execute({ steps }, { ...context, masker: context.newMasker() });
    if ([...exchanges.values()].some((made) => 'response' in made.result)) return true;
  }
  return false;
}

/** The request that the target did not survive: the earliest that reached it. */
function fatalOf(silences: readonly Silence[]): Silence | undefined {
  return [...silences].sort((a, b) => a.sentAt - b.sentAt).find(({ failure }) => failure !== 'unreachable');
}

/** Whether requests got no response because the target was away for a time, and not because of themselves: one may be the cause. */
function wasAway(silences: readonly Silence[]): boolean {
  const operations = new Set(silences.map(({ method, path }) => `${method} ${path}`));
  return operations.size > 1 || silences.some(({ failure }) => failure !== 'timed-out');
}

/** Why nothing can be judged any more. @param silences at least one */
function goneReason(silences: readonly Silence[]): Reason {
  const fatal = fatalOf(silences);
  const at = fatal?.sentAt ?? Math.min(...silences.map(({ sentAt }) => sentAt));
  const since = new Date(at).toISOString();
  return { code: 'target-gone', since, ...defined({ method: fatal?.method, path: fatal?.path }) };
}

/** The result of the case with that request, which says that nothing came after it. */
function withFatal(result: CaseResult, { mismatch: own }: Silence): CaseResult {
  const last = (each: FoundMismatch): FoundMismatch =>
    each.code === 'no-response' ? { ...each, actual: { ...each.actual, isLast: true } } : each;
  const results = result.results.map((each) => ({ ...each, mismatches: each.mismatches.map(last) }));
  const isNamed = results.some(({ mismatches }) => mismatches.some(({ code }) => code === 'no-response'));
  return { ...result, results, ...(isNamed ? {} : { unattributed: [last(own)] }) };
}
