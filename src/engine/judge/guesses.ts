/** Judges whether a target limits guessing: something has to change after many wrong passwords. */
import { headerOf } from '../http/exchange.ts';
import type { Observation } from '../observe/observation.ts';
import type { Masker } from '../masking/mask.ts';
import { responseExcerpt } from './excerpt.ts';
import type { Judgment } from './judgment.ts';
import { blocked, fail, pass } from './judgment.ts';
import { essence } from './relations.ts';

/** Guesses at the beginning and at the end whose durations are compared. */
const compared = 3;
/** A response is slowed down if it takes twice as long, and half a second longer: less is noise. */
const slower = { factor: 2, milliseconds: 500 };

/** @param exchanges invalid logins of one account in a row, and a correct one after them */
export function judgeGuesses(exchanges: readonly Observation[], masker: Masker): Judgment {
  const silent = exchanges.find(({ status }) => status === undefined);
  if (silent !== undefined) return blocked('no-response', { step: silent.step });
  const guesses = exchanges.slice(0, -1);
  const [first, last, after] = [guesses[0], guesses.at(-1), exchanges.at(-1)];
  if (first === undefined || last === undefined) return blocked('not-sent');
  const accepted = guesses.find((each) => each.accepted);
  if (accepted !== undefined) return blocked('invalid-login-accepted', { step: accepted.step });
  const isLimited =
    (after !== undefined && isLocked(after, last)) ||
    guesses.some((each) => headerOf(each, 'retry-after') !== undefined) ||
    essence(first) !== essence(last) ||
    isSlower(guesses);
  return isLimited ? pass : fail(last, 'guesses-not-limited', {}, responseExcerpt(last, masker));
}

/** Whether a correct login is rejected as a wrong one is, or for a limit; any other response is another defect. */
function isLocked(after: Observation, guess: Observation): boolean {
  const { accepted, status = 0 } = after;
  return !accepted && (status === guess.status || (status >= 400 && status < 500) || status === 503);
}

function isSlower(guesses: readonly Observation[]): boolean {
  const [early, late] = [guesses.slice(0, compared), guesses.slice(-compared)].map(medianDuration);
  return (
    early !== undefined && late !== undefined && late >= early * slower.factor && late - early >= slower.milliseconds
  );
}

function medianDuration(exchanges: readonly Observation[]): number {
  const durations = exchanges.map(({ duration }) => duration).sort((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)] ?? 0;
}
