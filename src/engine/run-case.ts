/** Runs one case and gives each of its requirements a verdict. */
import { defined } from '../core/defined.ts';
import type { Case, Check, Requirement } from '../plan/model.ts';
import { isGating, isLoopback } from '../settings/target.ts';
import type { Gate } from '../settings/target.ts';
import { judge } from './judge/judge.ts';
import type { Judgment } from './judge/judgment.ts';
import { fail } from './judge/judgment.ts';
import type { FoundMismatch } from './results/mismatch.ts';
import type { Reason } from './results/reason.ts';
import { missingPrerequisite } from './prerequisites.ts';
import { factsOf } from './call-facts.ts';
import type { CallFacts } from './call-facts.ts';
import type { RecordedExchange, SentRequest } from './record.ts';
import { record, sentRequest } from './record.ts';
import { silenceIn } from './silence.ts';
import type { Silence } from './silence.ts';
import { flakyLogin, unattributedIn } from './unattributed.ts';
import { execute } from './execute.ts';
import type { Execution } from './execute.ts';
import type { Leftovers, RunContext, Scene } from './context.ts';
import { cleanUp } from './clean-up.ts';

export type Verdict = 'passed' | 'failed' | 'warned' | 'blocked' | 'not-testable' | 'error';

export interface RequirementResult {
  readonly requirement: Requirement;
  readonly verdict: Verdict;
  /** Why it is blocked, not testable or an error. */
  readonly reason?: Reason;
  readonly mismatches: readonly FoundMismatch[];
  /** Somebody knows of it and lives with it: it does not fail the run. */
  readonly known?: { readonly reason: string; readonly owner: string; readonly expires: string };
}

export interface CaseResult {
  readonly case: string;
  readonly results: readonly RequirementResult[];
  /** The exchanges, masked; nothing of a case that passed. */
  readonly exchanges: readonly RecordedExchange[];
  /** The requests that were sent, whatever the verdict. */
  readonly requests: readonly SentRequest[];
  /** The facts of every exchange, whatever the verdict. */
  readonly calls: readonly CallFacts[];
  /** Answers to plain requests that are not as promised, in a case that is about something else; absent without any. */
  readonly unattributed?: readonly FoundMismatch[];
  /** Its first request without a response; absent where all got one. */
  readonly silence?: Silence;
  /** The leftovers of the case on the target; absent when there are none, and for embedded targets. */
  readonly left?: Leftovers;
}

/** Runs a case. Never throws for what the target does. `gate` is the lowest level that fails. */
export async function runCase(each: Case, context: RunContext, gate: Gate): Promise<CaseResult> {
  const missing = missingPrerequisite(each, context.contract, context.target);
  if (missing !== undefined) return unrun(each, context.requirements, 'not-testable', missing);
  const locked = context.lockouts?.whyNot(each);
  if (locked !== undefined) return unrun(each, context.requirements, 'blocked', locked);
  const masker = context.newMasker();
  const scene = { ...context, masker };
  const execution = await execute(each, scene);
  const left = context.cleanUp === true ? await cleanUp(each, execution, scene) : undefined;
  const silence = silenceIn(execution.exchanges.values(), masker);
  const judged = judgeChecks(each, execution, scene, silence === undefined);
  const results = requirementsIn(each, context.requirements).map((requirement) => {
    const own = judged.filter(({ check }) => check.requirement === requirement.id);
    return decide(requirement, [...own, ...brokenIn(execution)], execution.abort, gate);
  });
  // Only what did not pass is looked at again.
  const unattributed = [
    ...unattributedIn(each, execution.exchanges, masker, execution.abort?.inconclusiveStep),
    ...execution.flaky.map((login) => flakyLogin(login, masker)),
  ];
  const plainly = results.every(({ verdict }) => verdict === 'passed') && unattributed.length === 0;
  const kept = plainly ? [] : [...execution.exchanges.values()];
  const made = [...(execution.abandoned?.values() ?? []), ...execution.exchanges.values()];
  return {
    case: each.id,
    results,
    exchanges: kept.map((each) => record(each, masker)),
    requests: made.map(sentRequest),
    calls: made.map((each) => factsOf(each, masker)),
    ...(unattributed.length === 0 ? {} : { unattributed }),
    ...defined({ left, silence }),
  };
}

/** The result of a case that was not run. */
export function unrun(
  each: Case,
  requirements: RunContext['requirements'],
  verdict: 'blocked' | 'not-testable' | 'error',
  reason: Reason,
): CaseResult {
  return {
    case: each.id,
    results: requirementsIn(each, requirements).map((requirement) => ({
      requirement,
      verdict,
      reason,
      mismatches: [],
    })),
    exchanges: [],
    requests: [],
    calls: [],
  };
}

/** The requirements that a case judges, each once. */
function requirementsIn({ checks }: Case, requirements: RunContext['requirements']): Requirement[] {
  return [...new Set(checks.map(({ requirement }) => requirement))].flatMap((id) => requirements.get(id) ?? []);
}

/** Judges the checks of a case, except those of skipped steps. @param isAnswered whether every request got a response */
function judgeChecks(
  { checks }: Case,
  { exchanges, skipped }: Execution,
  { target, masker }: Scene,
  isAnswered: boolean,
): (Judged & { readonly check: Check })[] {
  const evidence = {
    exchanges,
    masker,
    https: target.url.startsWith('https:'),
    loopback: isLoopback(target.url),
    guessedKeys: target.guessedKeys,
    clientSecrets: [target.client, target.limitedClient].flatMap((client) => client?.secret ?? []),
  };
  return checks
    .filter((check) => !isSkipped(check, skipped))
    .map((check) => {
      const { expect } = check;
      const isSurvived = expect.kind === 'no-server-error' && exchanges.get(expect.step)?.accepted === true;
      // A target that does not respond afterwards may not have survived it.
      return { check, judgment: judge(expect, evidence), isSurvival: isAnswered && isSurvived };
    });
}

function isSkipped({ expect }: Check, skipped: Execution['skipped']): boolean {
  return 'step' in expect && skipped.has(expect.step);
}

/** A server may refuse what no document promises, but not break on it. */
function brokenIn({ abort, exchanges }: Execution): Judged[] {
  const step = abort?.verdict === 'not-testable' ? exchanges.get(abort.reason.step ?? '') : undefined;
  return step?.status === undefined || step.status < 500
    ? []
    : [{ check: {}, judgment: fail(step, 'server-error', {}, { status: step.status }) }];
}

interface Judged {
  readonly check: Pick<Check, 'defectKey'>;
  readonly judgment: Judgment;
  /** Whether a server error was possible, and the request was accepted. */
  readonly isSurvival?: boolean;
}

function decide(
  requirement: Requirement,
  judged: readonly Judged[],
  abort: Execution['abort'],
  gate: Gate,
): RequirementResult {
  const mismatches = judged.flatMap(({ check, judgment }): FoundMismatch[] =>
    'mismatches' in judgment
      ? judgment.mismatches.map((each) => ({ ...each, ...defined({ defectKey: check.defectKey }) }))
      : [],
  );
  if (abort?.verdict === 'error') return { requirement, verdict: 'error', reason: abort.reason, mismatches: [] };
  // Credentials that were given to a false request are a mismatch whatever comes of the true one.
  const conclusive = mismatches.filter(
    ({ kind, code }) =>
      abort?.inconclusive !== true ||
      kind === 'accepted' ||
      (abort.verdict === 'not-testable' && code === 'server-error'),
  );
  if (conclusive.length > 0)
    return { requirement, verdict: isGating(requirement, gate) ? 'failed' : 'warned', mismatches: conclusive };
  // A target that accepts it has survived it, whatever the valid request shows: a logout leaves nothing to use.
  if (judged.length > 0 && judged.every(({ isSurvival }) => isSurvival === true))
    return { requirement, verdict: 'passed', mismatches: [] };
  // A rejection proves nothing without the acceptance of its control.
  if (abort !== undefined) return { requirement, verdict: abort.verdict, reason: abort.reason, mismatches: [] };
  // Did not run never reads as conformed.
  if (judged.length === 0) return { requirement, verdict: 'blocked', reason: { code: 'not-sent' }, mismatches: [] };
  for (const { judgment } of judged) {
    if ('blocked' in judgment) return { requirement, verdict: 'blocked', reason: judgment.blocked, mismatches: [] };
    if ('notTestable' in judgment)
      return { requirement, verdict: 'not-testable', reason: judgment.notTestable, mismatches: [] };
  }
  return { requirement, verdict: 'passed', mismatches: [] };
}
