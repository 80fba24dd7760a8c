/** Guesses which operations are the flows of a session, and where their values stand. A guess is shown, never run. */
import type { Candidate, Survey } from './candidates.ts';
import { cluesOf, currentUser, saysLogout } from './clues.ts';
import { guessed } from './seen.ts';
import type { GuessedFlow } from './seen.ts';
import { withCsrf } from './csrf.ts';
import { refreshOf } from './grants.ts';
import { identityIn, inBody, passwordIn, sessionIdOf, userIn } from './names.ts';
import { rolesOf } from './roles.ts';
import type { Roles } from './roles.ts';

/** A guess for one flow. */
export interface Guess extends Roles {
  readonly flow: GuessedFlow | 'before-login';
  readonly chosen: Candidate;
  /** The reasons for it, in words. */
  readonly reasons: readonly string[];
  /** The next best operation, if any. */
  readonly runnerUp: Candidate | undefined;
  /** Whether a person has to confirm it: another is near, or a wrong guess would do harm. */
  readonly isSure: boolean;
}

interface Scored {
  readonly candidate: Candidate;
  readonly score: number;
  readonly reasons: readonly string[];
}

/** Points below which an operation is no guess at all, those from which it is a sure one, and the distance of near ones. */
const minScore = 6;
const sureScore = 8;
const nearness = 3;

function ranked(flow: GuessedFlow, candidates: readonly Candidate[], login: Candidate | undefined): Scored[] {
  const othersDo = candidates.some(({ inputs, isByPassword }) => isByPassword || passwordIn(inputs) !== undefined);
  return candidates
    .map((candidate): Scored => {
      const clues = cluesOf(flow, candidate, login, othersDo).filter(([, isTrue]) => isTrue);
      return {
        candidate,
        score: clues.reduce((sum, [points]) => sum + points, 0),
        reasons: clues.filter(([points]) => points > 0).map(([, , reason]) => reason),
      };
    })
    .sort((a, b) => b.score - a.score || a.candidate.path.length - b.candidate.path.length);
}

/** Guesses the flows of a document, each operation for one of them at most. */
export function guessFlows({ candidates }: Survey): Guess[] {
  const taken = new Set<Candidate>();
  const guesses: Guess[] = [];
  for (const flow of guessed) {
    const login = guesses.find((each) => each.flow === 'login')?.chosen;
    // Only accounts that a run registers are verified.
    if (flow === 'verify' && guesses.every((each) => each.flow !== 'register')) continue;
    const [best, next] = ranked(
      flow,
      candidates.filter((each) => !taken.has(each)),
      login,
    );
    if (best === undefined || best.score < minScore) continue;
    taken.add(best.candidate);
    const isNear = next !== undefined && next.score > best.score - nearness;
    guesses.push({
      flow,
      chosen: best.candidate,
      reasons: best.reasons,
      runnerUp: next !== undefined && next.score >= minScore ? next.candidate : undefined,
      isSure: best.score >= sureScore && !isNear && isHarmless(flow, best.candidate),
      ...rolesOf(flow, best.candidate, login),
    });
  }
  const { guesses: all, before } = withCsrf(withSessionId(withSameUser(withRefreshGrant(guesses))), candidates);
  return before === undefined ? all : [...all, beforeLogin(before.chosen, before.place)];
}

/** One operation may be the login and the refresh. */
function withRefreshGrant(guesses: readonly Guess[]): readonly Guess[] {
  const login = guesses.find(({ flow }) => flow === 'login')?.chosen;
  const refresh = login === undefined ? undefined : refreshOf(login);
  if (refresh === undefined || guesses.some(({ flow }) => flow === 'refresh')) return guesses;
  const { chosen, isSaid: isSure } = refresh;
  const reasons = ['the operation of the login takes a refresh token too'];
  const roles = rolesOf('refresh', chosen, login);
  return [...guesses, { flow: 'refresh', chosen, reasons, runnerUp: undefined, isSure, ...roles }];
}

function beforeLogin(chosen: Candidate, place: string): Guess {
  const reasons = ['it brings the CSRF token'];
  const roles = { request: {}, response: { 'csrf-token': place } };
  return { flow: 'before-login', chosen, reasons, runnerUp: undefined, isSure: false, ...roles };
}

/** A login returns the id by which the logout names its session. */
function withSessionId(guesses: readonly Guess[]): Guess[] {
  const isNeeded = guesses.some(({ request }) => request['session-id'] !== undefined);
  return guesses.map((each) => {
    const id = isNeeded && each.flow === 'login' ? sessionIdOf(each.chosen) : undefined;
    return id === undefined ? each : { ...each, response: { ...each.response, 'session-id': id } };
  });
}

/** A login that returns the same as token info returns the id of the same user. */
function withSameUser(guesses: readonly Guess[]): Guess[] {
  const info = guesses.find(({ flow }) => flow === 'token-info');
  const placesOf = ({ chosen }: Guess): string =>
    chosen.outputs
      .filter(inBody)
      .map(({ place }) => place)
      .join(' ');
  const id = info?.response['user-id'];
  return guesses.map((each) =>
    each.flow === 'login' && id !== undefined && info !== undefined && placesOf(each) === placesOf(info)
      ? { ...each, response: { 'user-id': id, ...each.response } }
      : each,
  );
}

/** Whether a wrong guess is harmless: not for registrations and deletions of accounts, and for logouts without a name or with an id. */
function isHarmless(flow: GuessedFlow, { method, words, inputs, outputs, last, path }: Candidate): boolean {
  if (flow === 'token-info' && (method !== 'get' || inputs.some(({ place }) => place.startsWith('path:'))))
    return false;
  if (flow === 'token-info') return userIn(outputs) !== undefined || currentUser.test(words);
  if (flow === 'register') return /\b(register|registration|sign ?up)\b/.test(words);
  if (flow === 'logout') return saysLogout.test(`${last} ${words}`) && !path.includes('{');
  // A login may return a refresh token on demand only.
  if (flow === 'refresh' || flow === 'verify' || flow === 'delete-account' || flow === 'logout-all') return false;
  return flow !== 'login' || (passwordIn(inputs) !== undefined && identityIn(inputs) !== undefined);
}
