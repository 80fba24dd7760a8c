/** Tries one fault: what it does to the verdicts, and where that is not what the golden matrix says. */
import { defined } from '../core/defined.ts';
import { movableClock } from '../../reference/clock.ts';
import { createTarget } from '../../reference/create.ts';
import type { Api } from '../../reference/create.ts';
import type { Clock, ReferenceTarget } from '../../reference/types.ts';
import { groupFindings } from '../report/findings.ts';
import { withUnattributed } from '../report/unattributed.ts';
import type { CaseResult, RequirementResult } from '../engine/run-case.ts';
import { actualText } from '../words/mismatches.ts';
import { reasonText } from '../words/reasons.ts';
import type { Baseline } from './baseline.ts';
import { baselineOf, casesWith, placeOf } from './baseline.ts';
import type { Fault } from './fault.ts';
import { names } from './fault.ts';
import type { Effect, Entry, Golden } from './golden.ts';
import { effectOf, entryOf } from './golden.ts';
import { runInLab } from './lab.ts';
import { altering } from './wire.ts';

/** Something about a fault that is not as it has to be, in a sentence. */
interface Complaint {
  readonly text: string;
  /** The exchanges, a line for each request. */
  readonly exchanges: readonly string[];
  /** Whether it is a difference from the golden matrix, which `--update` accepts. */
  readonly ofMatrix: boolean;
}

/** The outcome of one fault. */
export interface Trial {
  readonly fault: string;
  readonly api: string;
  readonly kind: Fault['kind'];
  readonly sentence: string;
  readonly effect: Effect;
  /** The effect as the golden matrix has it. */
  readonly entry: Entry;
  readonly complaints: readonly Complaint[];
  /** A sentence for each finding. */
  readonly findings: readonly string[];
}

/** The target that has a fault, without what becomes of its answers. */
export function faultyTarget(fault: Fault, clock: Clock): ReferenceTarget {
  if (fault.kind === 'behaviour') return fault.start(clock);
  return createTarget(fault.api as Api, { clock, ...defined({ variant: fault.variant }) });
}

/** Runs the suite on a fault, and holds what comes of it against the golden matrix, if there is one. */
export async function prove(fault: Fault, golden: Golden | undefined): Promise<Trial & { results: CaseResult[] }> {
  const baseline = await baselineOf(fault.api as Api, fault.kind === 'form' ? fault.variant : undefined);
  const clock = movableClock();
  const target = faultyTarget(fault, clock);
  const told =
    fault.kind === 'form'
      ? await runInLab(
          baseline.suite,
          { target, clock, alter: altering(baseline.suite.contract, [fault]) },
          casesWith(baseline, [placeOf(fault)]),
        )
      : await runInLab(baseline.suite, { target, clock, ...defined({ url: fault.url }) });
  const results = [...withUnattributed(baseline.suite, told, 'implied')];
  const effect = effectIn(baseline, results);
  const varies = fault.kind === 'behaviour' && fault.varies;
  const entry = entryOf(effect, baseline.passed, varies);
  return {
    fault: fault.id,
    api: fault.api,
    kind: fault.kind,
    sentence: fault.sentence,
    effect,
    entry,
    complaints: [
      ...intended(fault, effect),
      ...(golden === undefined ? [] : differences(fault, { effect, entry }, golden.get(fault.id), baseline, results)),
    ],
    findings: groupFindings(fault.api, results)
      .filter(({ requirements }) => requirements.some((id) => effect.breaks.includes(id)))
      .map(({ summary, mismatch }) => `${summary}: ${actualText(mismatch)}`.slice(0, 300)),
    results,
  };
}

const isReported = ({ verdict }: RequirementResult): boolean => ['failed', 'warned', 'error'].includes(verdict);

function effectIn({ verdicts, passed }: Baseline, results: readonly CaseResult[]): Effect {
  const all = results.flatMap((each) => each.results);
  const clean = (id: string): boolean => ['warned', 'failed'].includes(verdicts.get(id) ?? '');
  const ids = (found: readonly RequirementResult[]): string[] => found.map(({ requirement }) => requirement.id).sort();
  return {
    breaks: ids(all.filter((each) => isReported(each) && !clean(each.requirement.id))),
    blocks: ids(all.filter(({ verdict, requirement: { id } }) => passed.has(id) && isOpen(verdict))),
  };
}

const isOpen = (verdict: string): boolean => verdict === 'blocked' || verdict === 'not-testable';

/** Checks that a fault breaks something, whatever the golden matrix says, and what it was written for among that. */
function intended(fault: Fault, { breaks }: Effect): Complaint[] {
  const complain = (text: string): Complaint[] => [{ text: `${fault.id} ${text}`, exchanges: [], ofMatrix: false }];
  if (fault.kind === 'form' && fault.answer !== 'success' && breaks.length === 0) return [];
  if (breaks.length === 0) return complain('is not detected: it breaks no requirement');
  if (!breaks.some((id) => names(fault.shows, id)))
    return complain(
      `does not break ${fault.shows}, which it is there to show; it breaks ${breaks.slice(0, 3).join(', ')}`,
    );
  return [];
}

type Fate = 'breaks' | 'blocks' | 'keeps';

const fateIn = ({ breaks, blocks }: Effect, id: string): Fate =>
  breaks.includes(id) ? 'breaks' : blocks.includes(id) ? 'blocks' : 'keeps';

const expectation: Record<Fate, string> = { breaks: 'failed or warned', blocks: 'no verdict', keeps: 'passed' };

function differences(
  fault: Fault,
  actual: { readonly effect: Effect; readonly entry: Entry },
  golden: Entry | undefined,
  { passed }: Baseline,
  results: readonly CaseResult[],
): Complaint[] {
  if (golden === undefined) return [{ text: `${fault.id} is not in the matrix`, exchanges: [], ofMatrix: true }];
  if (JSON.stringify(golden) === JSON.stringify(actual.entry)) return [];
  if (fault.kind === 'behaviour' && fault.varies) return strange(fault, actual.entry, golden);
  const due = effectOf(fault.api, golden, passed);
  const ids = new Set([due, actual.effect].flatMap(({ breaks, blocks }) => [...breaks, ...blocks]));
  return [...ids].sort().flatMap((id) => {
    const [expected, found] = [fateIn(due, id), fateIn(actual.effect, id)];
    if (expected === found) return [];
    const result = results.find((each) => each.results.some(({ requirement }) => requirement.id === id));
    const verdict = result?.results.find(({ requirement }) => requirement.id === id);
    const did = {
      breaks: `also breaks ${id}`,
      blocks: `leaves ${id} without a verdict`,
      keeps: `no longer ${expected} ${id}`,
    }[found];
    const got = verdict === undefined ? 'passed' : describe(verdict);
    return [
      {
        text: `${fault.id} ${did} (expected: ${expectation[expected]}; got: ${got})`,
        exchanges: result === undefined ? [] : exchangeLines(result),
        ofMatrix: true,
      },
    ];
  });
}

/** If the order of requests decides what shows, only operations can be compared. */
function strange(fault: Fault, entry: Entry, golden: Entry): Complaint[] {
  return (['breaks', 'blocks'] as const).flatMap((part) =>
    Object.keys(entry[part])
      .filter((operation) => !(operation in golden[part]))
      .map((operation) => ({
        text: `${fault.id} also ${part} requirements of ${fault.api}/${operation}`,
        exchanges: [],
        ofMatrix: true,
      })),
  );
}

/** A verdict with its reason or mismatches, in one line. */
export function describe({ verdict, reason, mismatches }: RequirementResult): string {
  const found = mismatches.map((one) => `${one.kind} ${one.pointer}: ${actualText(one)}`);
  return [verdict, reason === undefined ? undefined : reasonText(reason), ...found]
    .filter((part) => part !== undefined)
    .join(' ')
    .slice(0, 300);
}

/** The exchanges of a case, one line each. */
export function exchangeLines({ exchanges }: CaseResult): string[] {
  return exchanges.map(({ step, request, response, failure }) => {
    const answer =
      response === undefined ? (failure ?? '') : `${response.status} ${response.body.replace(/\s+/g, ' ')}`;
    return `${step}: ${request.method} ${request.url} -> ${answer}`.slice(0, 240);
  });
}
