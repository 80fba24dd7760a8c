/**
 * What a run has to report on a fault of form, computed from contract, cases and the answers of a healthy target:
 * each case is told again with the altered answers, by rules of its own that share nothing with the verdicts.
 */
import type { Case, Step } from '../plan/model.ts';
import { answersTo } from '../contract/model.ts';
import { membersOf } from '../contract/members.ts';
import type { Baseline } from './baseline.ts';
import { sampleOf } from './baseline.ts';
import type { FormFault } from './fault.ts';
import { expected } from './expected.ts';
import type { Expected } from './expected.ts';
import { outcomeOf, valueOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** What a run reports of a requirement: `broken` is `failed` or `warned`, `intact` what it reports without the fault. */
export type Forecast = 'broken' | 'blocked' | 'not-testable' | 'intact';

const computed = new WeakMap<FormFault, ReadonlyMap<string, Forecast>>();

/**
 * The cases in which the healthy target gives an answer that the faults alter. All others see the very same answers with
 * the faults as without: cases share nothing, and a fault of form changes nothing but these answers.
 */
export function casesTouched({ suite, samples }: Baseline, faults: readonly FormFault[]): Case[] {
  return suite.cases.filter(({ id }) =>
    [...(samples.get(id)?.values() ?? [])].some(({ operation, answer }) =>
      faults.some((fault) => fault.operation === operation && fault.answer === answer),
    ),
  );
}

/** The forecast for every requirement that the fault touches. */
export function forecast(baseline: Baseline, fault: FormFault): ReadonlyMap<string, Forecast> {
  const known = computed.get(fault);
  if (known !== undefined) return known;
  const all = new Map<string, Forecast>();
  computed.set(fault, all);
  for (const each of casesTouched(baseline, [fault])) {
    for (const [id, verdict] of forecastCase(baseline, fault, each)) if (verdict !== 'intact') all.set(id, verdict);
  }
  return all;
}

function forecastCase(baseline: Baseline, fault: FormFault, each: Case): Map<string, Forecast> {
  const { outcomes, skipped, stopped, because } = tell(baseline, fault, each);
  const verdicts = new Map<string, Forecast>();
  const ids = new Set(each.checks.map(({ requirement }) => requirement.id));
  for (const id of ids) {
    if (baseline.verdicts.get(id) === 'not-testable') continue;
    const found = each.checks
      .filter(({ requirement, expect }) => requirement.id === id && !('step' in expect && skipped.has(expect.step)))
      .map(({ expect }) => ({
        verdict: expected(expect, outcomes, baseline.samples.get(each.id)),
        of: 'step' in expect ? expect.step : '',
      }));
    verdicts.set(id, decide(found, stopped, because));
  }
  return verdicts;
}

interface Judged {
  readonly verdict: Expected;
  /** The step that it is about. */
  readonly of: string;
}

/**
 * Somebody let in who must not be is a defect whatever else fails, and so is a refusal that ended the story itself;
 * all else counts only when the story came to its end.
 */
function decide(found: readonly Judged[], stopped: Forecast | undefined, because: string | undefined): Forecast {
  const verdicts = found.map(({ verdict }) => verdict);
  if (verdicts.includes('let-in')) return 'broken';
  if (found.some(({ verdict, of }) => verdict === 'broken' && of === because)) return 'broken';
  if (stopped !== undefined) return stopped;
  if (verdicts.includes('broken')) return 'broken';
  return verdicts.find((each) => each === 'blocked' || each === 'not-testable') ?? 'intact';
}

interface Told {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Steps that were not called for. */
  readonly skipped: ReadonlySet<string>;
  readonly stopped: 'blocked' | 'not-testable' | undefined;
  /** The step that brought no token for the next one. */
  readonly because: string | undefined;
}

function tell(baseline: Baseline, fault: FormFault, each: Case): Told {
  const outcomes = new Map<string, Outcome>();
  const skipped = new Set<string>();
  for (const step of each.steps) {
    if (!isWanted(step, outcomes)) {
      skipped.add(step.id);
      continue;
    }
    const issuing = step.session === undefined ? undefined : outcomes.get(step.session);
    if (step.session !== undefined && (issuing === undefined || lacksCredentials(issuing, step)))
      return { outcomes, skipped, stopped: 'blocked', because: step.session };
    const late = step.afterExpiryOf === undefined ? undefined : outcomes.get(step.afterExpiryOf);
    if (late !== undefined && !carriesExpiry(late))
      return { outcomes, skipped, stopped: 'not-testable', because: undefined };
    const outcome = answered(baseline, fault, each, step);
    if (outcome === undefined) return { outcomes, skipped, stopped: 'not-testable', because: undefined };
    outcomes.set(step.id, outcome);
    const met = step.must === undefined || (step.must === 'accepted' ? outcome.accepted : outcome.rejected);
    if (!met) return { outcomes, skipped, stopped: step.otherwise ?? 'blocked', because: undefined };
  }
  return { outcomes, skipped, stopped: undefined, because: undefined };
}

/** What alters one success alters the plain one likewise: nothing is told by asking beside it. */
function isWanted({ onlyIf }: Step, outcomes: ReadonlyMap<string, Outcome>): boolean {
  if (onlyIf === undefined) return true;
  const other = outcomes.get(onlyIf.step);
  return other !== undefined && onlyIf.was.includes(other.accepted ? 'accepted' : 'refused');
}

/** A request cannot be sent without the token, nor be signed without its secret. */
function lacksCredentials(issuing: Outcome, step: Step): boolean {
  if (valueOf(issuing, 'token') === undefined) return true;
  const answer = answersTo(issuing.operation, 'success')[0];
  const promised =
    answer?.schema !== undefined &&
    membersOf(answer.schema, answer.provenance).some(({ role }) => role === 'token-secret');
  return promised && step.operation.security?.signature !== undefined && valueOf(issuing, 'token-secret') === undefined;
}

function carriesExpiry(issuing: Outcome): boolean {
  const seconds = Number(valueOf(issuing, 'expires-in') ?? 0);
  if (seconds > 0) return true;
  const claims = Buffer.from((valueOf(issuing, 'token') ?? '').split('.')[1] ?? '', 'base64url').toString('utf8');
  return claims.includes('"exp"');
}

function answered(baseline: Baseline, fault: FormFault, each: Case, step: Step): Outcome | undefined {
  const seen = baseline.samples.get(each.id)?.get(step.id);
  const response = seen?.response ?? sampleOf(baseline, step.operation.id, 'success');
  if (response === undefined) return undefined;
  const hit = step.operation.id === fault.operation && (seen === undefined ? 'success' : seen.answer) === fault.answer;
  return hit
    ? outcomeOf(step.operation, fault.alter(response), fault.answer === 'success' ? fault.members : [])
    : outcomeOf(step.operation, response);
}
