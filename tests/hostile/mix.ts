/** Hostile behaviours mixed at random into healthy APIs, from a seed that repeats the mix. */
import type { Case } from '../../src/plan/model.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { apis } from '../../reference/create.ts';
import type { Behaviour } from './behaviours/behaviour.ts';
import { bodies } from './behaviours/bodies.ts';
import { connection } from './behaviours/connection.ts';
import { contents } from './behaviours/contents.ts';
import { heads } from './behaviours/heads.ts';
import { runBench, said } from './bench.ts';

/** Numbers from 0 to below 1 that a seed repeats: mulberry32. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Behaviours that wait for a time-out; a mix has at most one of them. */
const stalling =
  /says nothing|one byte|a byte at a time|then nothing|keeps the connection|random bytes|status line without end/;
const all = [...connection, ...heads, ...bodies, ...contents];

/** The number of cases of a mix, and of hostile responses to their requests. */
const casesOfMix = 10;
const share = 0.25;

/**
 * Runs one mix.
 * @returns what went wrong with the harness; empty when nothing did
 */
export async function runMix(seed: number): Promise<string[]> {
  const next = numbersFrom(seed);
  const pick = <T>(from: readonly T[]): T => {
    const found = from[Math.floor(next() * from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const api = pick(apis);
  const suite = await loadSuite(api);
  const sendable = suite.cases.filter(({ needs }) => !needs.includes('wait'));
  const cases = Array.from({ length: casesOfMix }, () => pick(sendable).id);
  let stalls = 0;
  const met: Behaviour[] = [];
  /** For each case as it was run: the behaviours that its requests met. */
  const hits: Behaviour[][] = [];
  const { results } = await runBench({
    api,
    cases,
    transport: { keepAlive: next() < 0.5 },
    actAt: () => {
      if (next() >= share) return undefined;
      const behaviour = pick(all);
      if (stalling.test(behaviour.name) && (stalls += 1) > 1) return undefined;
      met.push(behaviour);
      return behaviour.act;
    },
    afterCase: () => hits.push(met.splice(0)),
  });
  return results.flatMap(({ case: id, results: own }, index) => {
    const at = hits[index] ?? [];
    const story = `seed ${seed}, ${api}, ${id}, met [${at.map(({ name }) => name).join('; ')}]`;
    if (own.some(({ verdict }) => verdict === 'error')) return [`${story}: ${said(own)}`];
    const allPassed = own.every(({ verdict }) => verdict === 'passed');
    const broken = own.filter(({ verdict }) => verdict === 'failed' || verdict === 'blocked');
    if (at.length === 0 && broken.length > 0) return [`${story}: ${said(own)}`];
    // Something that is no answer at all can never have conformed.
    const judged = suite.cases.filter((each) => each.id === id).every(isJudged);
    if (allPassed && judged && at.some((behaviour) => isNoAnswer(behaviour))) return [`${story}: passed`];
    return [];
  });
}

/** Whether it matters what becomes of each of the steps. */
function isJudged({ steps, checks }: Case): boolean {
  const named = new Set(checks.flatMap(({ expect }) => ('steps' in expect ? expect.steps : [expect.step])));
  return steps.every((step) => step.require !== undefined || named.has(step.id));
}

/**
 * Whether a behaviour always keeps an answer from coming. A connection that was used before may be closed at any time:
 * such a request is sent again. A short body is whole in time even when it drips.
 */
function isNoAnswer({ name, login }: Behaviour): boolean {
  return (
    login instanceof RegExp &&
    !/before the head|within the status line|within the head|the body a byte at a time/.test(name) &&
    connection.some((each) => each.name === name)
  );
}
