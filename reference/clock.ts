/** A time of its own for a target that is tested in the process that it runs in. */
import type { Clock } from './types.ts';

/** A clock that can be moved on. */
export interface MovableClock extends Clock {
  /** Milliseconds. */
  advance(milliseconds: number): void;
}

/** The time of day, ahead by what was waited for. */
export function movableClock(): MovableClock {
  let ahead = 0;
  return { now: () => Date.now() + ahead, advance: (milliseconds) => void (ahead += milliseconds) };
}
