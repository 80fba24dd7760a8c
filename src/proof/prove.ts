/** Tries one fault: what has to be reported, what is reported, and where the two differ. */
import { movableClock } from '../../reference/clock.ts';
import { createTarget } from '../../reference/create.ts';
import type { Clock, Api, ReferenceTarget } from '../../reference/types.ts';
import { groupFindings } from '../report/findings.ts';
import { withStrays } from '../report/unattributed.ts';
import type { CaseResult, RequirementResult } from '../engine/run-case.ts';
import type { Baseline } from './baseline.ts';
import { baselineOf } from './baseline.ts';
import type { Fault, FormFault } from './fault.ts';
import { casesTouched, forecast } from './forecast.ts';
import type { Alter } from './lab.ts';
import { runInLab } from './lab.ts';
import { documentedAnswer, nameOf, operationAt } from './wire.ts';

/** One requirement whose verdict is not the one that the fault asks for. */
export interface Difference {
  readonly requirement: string;
  readonly expected: string;
  readonly actual: string;
  /** What was exchanged, a line for each request. */
  readonly exchanges: readonly string[];
}

/** What became of one fault. */
export interface Trial {
  readonly fault: string;
  readonly api: string;
  readonly kind: Fault['kind'];
  readonly sentence: string;
  /** The requirements that it has to break. */
  readonly breaks: readonly string[];
  /** The requirements that were reported as failed or warned. */
  readonly reported: readonly string[];
  readonly blocked: number;
  readonly survivors: readonly Difference[];
  readonly falseAlarms: readonly Difference[];
  readonly wronglyBlocked: readonly Difference[];
  /** A sentence for each finding. */
  readonly findings: readonly string[];
}

/** The target that has a fault, and what becomes of its answers. */
export function faultyTarget(fault: Fault, clock: Clock): ReferenceTarget {
  if (fault.kind === 'behaviour') return fault.start(clock);
  return createTarget(fault.api as Api, { clock, ...(fault.variant === undefined ? {} : { variant: fault.variant }) });
}

/** Alters those answers that the faults are about. */
export function altering({ suite }: Baseline, faults: readonly FormFault[]): Alter {
  return (request, response) => {
    const operation = operationAt(suite.contract, request.method, new URL(request.url).pathname);
    const own = faults.filter((fault) => fault.operation === operation?.id);
    if (operation === undefined || own.length === 0) return response;
    const answer = documentedAnswer(operation, response);
    const name = answer === undefined ? undefined : nameOf(answer);
    return own.filter((fault) => fault.answer === name).reduce((altered, fault) => fault.alter(altered), response);
  };
}

/** Runs the suite on a fault and compares. */
export async function prove(fault: Fault): Promise<Trial> {
  const baseline = await baselineOf(fault.api as Api, fault.kind === 'form' ? fault.variant : undefined);
  const clock = movableClock();
  const target = faultyTarget(fault, clock);
  const told =
    fault.kind === 'form'
      ? await runInLab(
          baseline.suite,
          { target, clock, alter: altering(baseline, [fault]) },
          casesTouched(baseline, [fault]),
        )
      : await runInLab(baseline.suite, { target, clock, ...(fault.url === undefined ? {} : { url: fault.url }) });
  const results = withStrays(baseline.suite, told, 'implied');
  const wanted = expectation(baseline, fault);
  return { ...compare(baseline, fault, wanted, results), breaks: wanted.breaks };
}

/** What has to be reported on a fault. */
export interface Wanted {
  readonly breaks: readonly string[];
  /** Whether only some of `breaks` need show. */
  readonly partly: boolean;
  mayBlock(requirement: string): boolean;
}

/** Computes what has to be reported on a fault. */
export function expectation(baseline: Baseline, fault: Fault): Wanted {
  if (fault.kind === 'form') {
    const all = forecast(baseline, fault);
    return {
      breaks: [...all].filter(([, verdict]) => verdict === 'broken').map(([id]) => id),
      partly: false,
      mayBlock: (id) => all.get(id) === 'blocked' || baseline.verdicts.get(id) === 'not-testable',
    };
  }
  return {
    breaks: [...baseline.verdicts.keys()].filter((id) => fault.breaks.some((each) => names(each, id))),
    partly: fault.partly,
    mayBlock: (id) =>
      baseline.verdicts.get(id) === 'not-testable' ||
      fault.blocks.some((each) => names(each, id)) ||
      buildsOn(baseline, id, fault.refuses),
  };
}

/** Whether a requirement is meant; `goact/login/*` means all of an operation. */
function names(pattern: string, requirement: string): boolean {
  return pattern.endsWith('*') ? requirement.startsWith(pattern.slice(0, -1)) : requirement === pattern;
}

/** Whether the case of a requirement needs one of these operations to succeed. */
function buildsOn({ suite }: Baseline, requirement: string, operations: readonly string[]): boolean {
  return suite.cases.some(
    (each) =>
      each.checks.some((check) => check.requirement.id === requirement) &&
      each.steps.some((step) => operations.includes(step.operation.id)),
  );
}

const isReported = ({ verdict }: RequirementResult): boolean =>
  verdict === 'failed' || verdict === 'warned' || verdict === 'error';

function compare(
  baseline: Baseline,
  fault: Fault,
  wanted: Wanted,
  results: readonly CaseResult[],
): Omit<Trial, 'breaks'> {
  const survivors: Difference[] = [];
  const falseAlarms: Difference[] = [];
  const wronglyBlocked: Difference[] = [];
  const all = results.flatMap((result) => result.results.map((each) => ({ result, each })));
  const clean = (id: string): boolean => ['warned', 'failed'].includes(baseline.verdicts.get(id) ?? '');
  for (const { result, each } of all) {
    const { id } = each.requirement;
    const due = wanted.breaks.includes(id);
    const difference = (expected: string): Difference => differenceOf(result, each, expected);
    if (due && !isReported(each) && !wanted.partly) survivors.push(difference('failed or warned'));
    else if (!due && isReported(each) && !clean(id)) falseAlarms.push(difference('passed'));
    else if (!due && each.verdict === 'blocked' && !wanted.mayBlock(id)) wronglyBlocked.push(difference('passed'));
  }
  const reported = all.filter(({ each }) => isReported(each)).map(({ each }) => each.requirement.id);
  if (!wanted.breaks.some((id) => reported.includes(id)))
    survivors.push({ requirement: 'any', expected: 'failed or warned', actual: 'nothing is reported', exchanges: [] });
  return {
    fault: fault.id,
    api: fault.api,
    kind: fault.kind,
    sentence: fault.sentence,
    reported: reported.filter((id) => !clean(id)),
    blocked: all.filter(({ each }) => each.verdict === 'blocked').length,
    survivors,
    falseAlarms,
    wronglyBlocked,
    findings: groupFindings(fault.api, results)
      .filter(({ requirements }) => requirements.some((id) => !clean(id)))
      .map(({ summary, actual }) => `${summary}: ${actual}`.slice(0, 300)),
  };
}

/** A verdict that is not the one expected, with what was exchanged. */
export function differenceOf(result: CaseResult, each: RequirementResult, expected: string): Difference {
  const mismatches = each.mismatches.map((one) => `${one.kind} ${one.pointer}: ${one.actual}`);
  const actual = [each.verdict, each.reason, ...mismatches].filter((part) => part !== undefined).join(' ');
  return {
    requirement: each.requirement.id,
    expected,
    actual: actual.slice(0, 300),
    exchanges: exchangeLines(result),
  };
}

/** The exchanges of a case, one line each. */
export function exchangeLines({ exchanges }: CaseResult): string[] {
  return exchanges.map(({ step, request, response, failure }) => {
    const answer =
      response === undefined ? (failure ?? '') : `${response.status} ${response.body.replace(/\s+/g, ' ')}`;
    return `${step}: ${request.method} ${request.url} -> ${answer}`.slice(0, 240);
  });
}
