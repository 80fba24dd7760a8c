/** A request that got no response. */
import type { HttpFailure } from './http/http.ts';
import { responseExcerpt } from './judge/excerpt.ts';
import { mismatch } from './judge/judgment.ts';
import type { Masker } from './masking/mask.ts';
import type { Observation } from './observe/observation.ts';
import type { Mismatch } from './results/mismatch.ts';

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
