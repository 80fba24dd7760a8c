/** A separate clock for a target that runs in the process of its tests. */
import type { Clock } from './types.ts';

/** A clock that can be set forward. */
export interface MovableClock extends Clock {
  /** Milliseconds. */
  advance(milliseconds: number): void;
}

/** The time of day plus all waiting times. */
export function movableClock(): MovableClock {
  let ahead = 0;
  return { now: () => Date.now() + ahead, advance: (milliseconds) => void (ahead += milliseconds) };
}
