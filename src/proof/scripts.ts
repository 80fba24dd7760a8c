/** Whether the scripts of findings tell a faulty target from a healthy one. */
import { defined } from '../core/defined.ts';
import { movableClock } from '../../reference/clock.ts';
import { createTarget } from '../../reference/create.ts';
import type { Api } from '../../reference/create.ts';
import { executeAgain } from '../repeat/main.ts';
import type { Outcome, Reproduction } from '../repeat/main.ts';
import type { RunContext } from '../engine/context.ts';
import { reproductionOf } from '../repeat/write.ts';
import { buildReport } from '../report/document.ts';
import { baselineOf } from './baseline.ts';
import type { Fault } from './fault.ts';
import type { LabRun } from './lab.ts';
import { contextIn } from './lab.ts';
import { faultyTarget, prove } from './prove.ts';
import { altering } from './wire.ts';

/** The outcome of the scripts of a fault's findings. */
export interface ScriptTrial {
  readonly fault: string;
  /** The number of findings that were reproduced on the fault. */
  readonly findings: number;
  /** A sentence for each script that is wrong on the faulty target, or on the healthy one. */
  readonly problems: readonly string[];
}

const facts = { startedAt: new Date(0), duration: 0, failOn: 'implied', incomplete: undefined, problems: [] } as const;

/** Executes the script of every finding of a fault, on a target with the fault and on one without. */
export async function tryScripts(fault: Fault): Promise<ScriptTrial> {
  const api = fault.api as Api;
  const variant = fault.kind === 'form' ? fault.variant : undefined;
  const baseline = await baselineOf(api, variant);
  const { suite } = baseline;
  const faulty = (): LabRun => {
    const clock = movableClock();
    const target = faultyTarget(fault, clock);
    if (fault.kind === 'form') return { target, clock, alter: altering(baseline.suite.contract, [fault]) };
    return { target, clock, ...defined({ url: fault.url }) };
  };
  const healthy = (): LabRun => {
    const clock = movableClock();
    return { target: createTarget(api, { clock, ...defined({ variant }) }), clock };
  };
  const { results } = await prove(fault, undefined);
  const report = buildReport([{ suite, target: 'embedded', results }], facts);
  const isHealthy = (id: string): boolean => ['passed', 'not-testable'].includes(baseline.verdicts.get(id) ?? '');
  const findings = (report.apis[0]?.findings ?? []).filter(({ requirements }) => requirements.some(isHealthy));
  const varies = fault.kind === 'behaviour' && fault.varies;
  const problems: string[] = [];
  for (const finding of findings) {
    const made = reproductionOf(finding, suite, {});
    if (made === undefined) continue;
    // As a script reads it.
    const reproduction = JSON.parse(JSON.stringify(made)) as Reproduction;
    const again = await reproduce(reproduction, contextIn(suite, faulty()), varies);
    const not = await executeAgain(reproduction, contextIn(suite, healthy()));
    // A healthy target may leave out what a fault makes wrong.
    const own = made.case.checks.map(({ requirement }) => requirement);
    const judged = finding.requirements.filter((id) => own.includes(id));
    const judgeable = (judged.length > 0 ? judged : finding.requirements).some(
      (id) => baseline.verdicts.get(id) === 'passed',
    );
    const expected = judgeable ? 'Not reproduced' : 'Inconclusive';
    const told = `${fault.id}: ${finding.id} (${made.case.id}) on the`;
    // A target that varies may fail anywhere in the case.
    const isAcquitted = again.result !== 'Reproduced' && !(varies && again.result === 'Inconclusive');
    if (isAcquitted) problems.push(`${told} faulty target: ${again.result}: ${again.text}`);
    if (not.result !== expected) problems.push(`${told} healthy target: ${not.result}: ${not.text}`);
  }
  return { fault: fault.id, findings: findings.length, problems };
}

/** Executes a case once, or again as long as a defect that does not occur each time is not seen. */
async function reproduce(reproduction: Reproduction, context: RunContext, varies: boolean): Promise<Outcome> {
  let outcome = await executeAgain(reproduction, context);
  for (let left = varies ? 4 : 0; left > 0 && outcome.result === 'Not reproduced'; left -= 1)
    outcome = await executeAgain(reproduction, context);
  return outcome;
}
