/** A target that stops responding in the course of a run: it died, or hangs. */
import { step } from '../plan/build.ts';
import { operationOf } from '../contract/model.ts';
import { askForBase } from './awaiting-return.ts';
import type { RunContext } from './context.ts';
import { execute } from './execute.ts';
import type { HttpFailure } from './http/http.ts';
import { mismatch } from './judge/judgment.ts';
import { responseExcerpt } from './judge/excerpt.ts';
import type { Masker } from './masking/mask.ts';
import type { Observation } from './observe/observation.ts';
import type { Mismatch } from './results/mismatch.ts';
import type { Reason } from './results/reason.ts';

/** A request of a case that got no response. */
export interface Silence {
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly method: string;
  readonly path: string;
  /** An unreachable target made no connection, so that the request cannot be the cause. */
  readonly failure: HttpFailure['kind'];
  readonly mismatch: Mismatch;
}

/** The first request without a response; undefined where all got one. */
export function silenceIn(exchanges: Iterable<Observation>, masker: Masker): Silence | undefined {
  for (const made of exchanges) {
    if (!('failure' in made.result)) continue;
    const { method, path } = made.operation;
    const actual = responseExcerpt(made, masker);
    const { kind } = made.result.failure;
    return { sentAt: made.sentAt, method, path, failure: kind, mismatch: mismatch(made, 'no-response', {}, actual) };
  }
  return undefined;
}

/** Seconds apart in which a target may start again. */
const tries = [0, 1, 2];

/** Whether the target responds to anything: its base URL, or a login. */
export async function responds(context: RunContext): Promise<boolean> {
  for (const seconds of tries) {
    await context.wait(seconds * 1000);
    const result = await askForBase(context);
    if ('response' in result) return true;
    if (result.failure.kind === 'unreachable') continue;
    const login = operationOf(context.contract, 'login');
    if (login === undefined) continue;
    const steps = [step('login', login, 'account')];
    const { exchanges } = await execute({ steps, needs: [], checks: [] }, context, context.newMasker());
    if ([...exchanges.values()].some((made) => 'response' in made.result)) return true;
  }
  return false;
}

/** The request that the target did not survive: the earliest that reached it. */
export function fatalOf(silences: readonly Silence[]): Silence | undefined {
  return [...silences].sort((a, b) => a.sentAt - b.sentAt).find(({ failure }) => failure !== 'unreachable');
}

/** Whether requests got no response because the target was away for a time, and not because of themselves: one may be the cause. */
export function wasAway(silences: readonly Silence[]): boolean {
  const operations = new Set(silences.map(({ method, path }) => `${method} ${path}`));
  return operations.size > 1 || silences.some(({ failure }) => failure !== 'timed-out');
}

/** Why nothing can be judged any more. @param silences at least one */
export function goneReason(silences: readonly Silence[]): Reason {
  const fatal = fatalOf(silences);
  const at = fatal?.sentAt ?? Math.min(...silences.map(({ sentAt }) => sentAt));
  const since = new Date(at).toISOString();
  return { code: 'target-gone', since, ...(fatal === undefined ? {} : { method: fatal.method, path: fatal.path }) };
}
