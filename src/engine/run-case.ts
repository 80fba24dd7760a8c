/** Runs one case and gives each of its requirements a verdict. */
import type { Case, Check, Requirement } from '../plan/model.ts';
import type { Level } from '../contract/model.ts';
import { isGating, isLoopback } from '../settings/target.ts';
import { judge } from './judge/judge.ts';
import type { Judgement, Mismatch } from './judge/mismatch.ts';
import { unmet } from './prerequisites.ts';
import { observe } from './observations.ts';
import type { Observation } from './observations.ts';
import type { RecordedExchange } from './record.ts';
import { record } from './record.ts';
import { straysIn } from './unattributed.ts';
import { tell } from './execute.ts';
import type { Told } from './execute.ts';
import type { Stage } from './context.ts';
import { tidy, together } from './clean-up.ts';
import type { Left } from './context.ts';

export type Verdict = 'passed' | 'failed' | 'warned' | 'blocked' | 'not-testable' | 'error';

/** A mismatch with the name of the defect that may be behind it. */
export type FoundMismatch = Mismatch & { readonly cause?: string };

export interface RequirementResult {
  readonly requirement: Requirement;
  readonly verdict: Verdict;
  /** Why it is blocked, not testable or an error. */
  readonly reason?: string;
  readonly mismatches: readonly FoundMismatch[];
  /** Somebody knows of it and lives with it: it does not fail the run. */
  readonly known?: { readonly reason: string; readonly owner: string; readonly expires: string };
}

export interface CaseResult {
  readonly case: string;
  readonly results: readonly RequirementResult[];
  /** What was exchanged, masked; nothing of a case that passed. */
  readonly exchanges: readonly RecordedExchange[];
  /** The facts of every exchange, whatever the verdict. */
  readonly observations: readonly Observation[];
  /** Answers to plain requests that are not as promised, in a case that is about something else; absent without any. */
  readonly strays?: readonly FoundMismatch[];
  /** What the case left behind on the target; absent when nothing, and for embedded targets. */
  readonly left?: Left;
}

/** Runs a case. Never throws for what the target does. `gate` is the lowest level that fails. */
export async function runCase(each: Case, given: Stage, gate: Level): Promise<CaseResult> {
  const missing = unmet(each, given.contract, given.target);
  if (missing !== undefined) return unrun(each, 'not-testable', missing);
  const stage = (await given.spare?.stageFor(each, given)) ?? given;
  const locked = stage.lockOuts?.whyNot(each);
  if (locked !== undefined) return unrun(each, 'blocked', locked);
  const masker = stage.newMasker();
  const told = await tell(each, stage, masker);
  const left = together(
    given.spare?.takeLeft(),
    stage.tidy === true ? await tidy(each, told.exchanges, stage, masker) : undefined,
  );
  const evidence = {
    exchanges: told.exchanges,
    masker,
    https: stage.target.url.startsWith('https:'),
    loopback: isLoopback(stage.target.url),
    clientSecrets: [stage.target.client, stage.target.limitedClient].flatMap((client) => client?.secret ?? []),
  };
  const requirements = new Map(each.checks.map(({ requirement }) => [requirement.id, requirement]));
  const results = [...requirements.values()].map((requirement) => {
    const judged = each.checks
      .filter((check) => check.requirement.id === requirement.id && !isSkipped(check, told.skipped))
      .map((check) => ({ check, judgement: judge(check.expect, evidence) }));
    return decide(requirement, judged, told.stopped, gate);
  });
  // Only what did not pass is looked at again.
  const strays = straysIn(each, told.exchanges, masker, told.stopped?.spoiled);
  const plainly = results.every(({ verdict }) => verdict === 'passed') && strays.length === 0;
  const kept = plainly ? [] : [...told.exchanges.values()];
  return {
    case: each.id,
    results,
    exchanges: kept.map((made) => record(made, masker)),
    observations: [...told.exchanges.values()].map((made) => observe(made, masker)),
    ...(strays.length === 0 ? {} : { strays }),
    ...(left === undefined ? {} : { left }),
  };
}

/** The result of a case that was not run. */
export function unrun(each: Case, verdict: 'blocked' | 'not-testable' | 'error', reason: string): CaseResult {
  const requirements = new Map(each.checks.map(({ requirement }) => [requirement.id, requirement]));
  return {
    case: each.id,
    results: [...requirements.values()].map((requirement) => ({ requirement, verdict, reason, mismatches: [] })),
    exchanges: [],
    observations: [],
  };
}

function isSkipped({ expect }: Check, skipped: Told['skipped']): boolean {
  return 'step' in expect && skipped.has(expect.step);
}

interface Judged {
  readonly check: Check;
  readonly judgement: Judgement;
}

function decide(
  requirement: Requirement,
  judged: readonly Judged[],
  stopped: Told['stopped'],
  gate: Level,
): RequirementResult {
  const mismatches = judged.flatMap(({ check, judgement }): FoundMismatch[] =>
    'mismatches' in judgement
      ? judgement.mismatches.map((each) => ({ ...each, ...(check.cause === undefined ? {} : { cause: check.cause }) }))
      : [],
  );
  if (stopped?.verdict === 'error') return { requirement, verdict: 'error', reason: stopped.reason, mismatches: [] };
  // Credentials that were given to a false request are a mismatch whatever comes of the true one.
  const conclusive = mismatches.filter((each) => stopped?.unproven !== true || each.kind === 'accepted');
  if (conclusive.length > 0)
    return { requirement, verdict: isGating(requirement.level, gate) ? 'failed' : 'warned', mismatches: conclusive };
  // A rejection proves nothing without the acceptance of its control.
  if (stopped !== undefined) return { requirement, verdict: stopped.verdict, reason: stopped.reason, mismatches: [] };
  // Did not run never reads as conformed.
  if (judged.length === 0)
    return { requirement, verdict: 'blocked', reason: 'no request was sent that shows it', mismatches: [] };
  for (const { judgement } of judged) {
    if ('blocked' in judgement) return { requirement, verdict: 'blocked', reason: judgement.blocked, mismatches: [] };
    if ('notTestable' in judgement)
      return { requirement, verdict: 'not-testable', reason: judgement.notTestable, mismatches: [] };
  }
  return { requirement, verdict: 'passed', mismatches: [] };
}
