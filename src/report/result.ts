/** The one place that decides the result of a run and its exit code, from what was judged. */
import type { ApiReport, ConformanceReport, RequirementReport } from '../generated/conformance.ts';
import { isGating } from '../settings/target.ts';
import type { Gate } from '../settings/target.ts';
import { causesOf } from './causes.ts';
import { nothingSelected, unjudgedText } from '../words/results.ts';

/** The result of a run or of an API. */
export type Result = NonNullable<ConformanceReport['result']>;

const exitCodes: Readonly<Record<Result, number>> = { conforms: 0, 'does-not-conform': 1, 'could-not-be-tested': 3 };

/** The exit code of a run. @param sound whether every report was written whole, and without a secret */
export function exitCodeOf({ result, sound }: { readonly result: Result; readonly sound: boolean }): number {
  return result === 'conforms' && !sound ? 1 : exitCodes[result];
}

/** The result of a report; of one that an earlier edition wrote, what it says. */
export function resultIn({ result, conforms }: Pick<ConformanceReport, 'result' | 'conforms'>): Result {
  return result ?? (conforms ? 'conforms' : 'does-not-conform');
}

/** The facts that decide the result of a report. */
export function gateOf({ failOn, failOnSecurity }: Pick<ConformanceReport, 'failOn' | 'failOnSecurity'>): Gate {
  return { failOn, failOnSecurity };
}

/** The result of an API. */
export function resultOfApi(
  requirements: readonly RequirementReport[],
  gate: Gate,
): Pick<ApiReport, 'result' | 'untested'> & { readonly result: Result } {
  if (requirements.some(({ verdict }) => verdict === 'failed' || verdict === 'error'))
    return { result: 'does-not-conform' };
  const unjudged = requirements.filter((each) => isUnjudged(each, gate));
  const isJudged = requirements.some(({ verdict }) => verdict === 'passed' || verdict === 'warned');
  if (isJudged && unjudged.length === 0) return { result: 'conforms' };
  return { result: 'could-not-be-tested', untested: whyUntested(requirements, isJudged ? unjudged : []) };
}

/** Whether something was in the way of a requirement that decides the result. */
function isUnjudged(each: RequirementReport, gate: Gate): boolean {
  return each.verdict === 'blocked' && each.known === undefined && isGating(each, gate);
}

/** @param unjudged what keeps a target that was judged in part from conforming; empty where nothing was judged */
function whyUntested(requirements: readonly RequirementReport[], unjudged: readonly RequirementReport[]): string {
  const run = requirements.filter(({ flow }) => flow !== 'document');
  const blocked = requirements.filter(({ verdict }) => verdict === 'blocked');
  const reasons = [unjudged, blocked, run].find((each) => each.length > 0) ?? [];
  const reason = causesOf(reasons)[0]?.reason ?? '';
  return unjudged.length === 0 ? reason : unjudgedText(reason, unjudged.length, run.length);
}

/**
 * The result of a run: an API that does not conform decides it, then one that could not be tested.
 * `failures` fail it too; `obstacles` kept it from testing everything.
 */
export function resultOfRun(
  apis: readonly ApiReport[],
  { failures, obstacles }: { readonly failures: readonly string[]; readonly obstacles: readonly string[] },
): Pick<ConformanceReport, 'untested'> & { readonly result: Result } {
  if (failures.length > 0 || apis.some(({ result }) => result === 'does-not-conform'))
    return { result: 'does-not-conform' };
  const own = apis.find(({ result }) => result === 'could-not-be-tested')?.untested;
  const untested = obstacles[0] ?? (apis.length === 0 ? nothingSelected : own);
  return untested === undefined ? { result: 'conforms' } : { result: 'could-not-be-tested', untested };
}

/** The result of several runs: that of the worst. */
export function worstOf(reports: readonly ConformanceReport[]): ReturnType<typeof resultOfRun> {
  const order: readonly Result[] = ['does-not-conform', 'could-not-be-tested'];
  const result = order.find((each) => reports.some((report) => resultIn(report) === each)) ?? 'conforms';
  const { untested } = reports.find((report) => resultIn(report) === result) ?? {};
  return untested === undefined ? { result } : { result, untested };
}
