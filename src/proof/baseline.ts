/** What the target answers without any fault: the ground on which the effect of a fault is computed. */
import type { Suite } from '../plan/suite.ts';
import type { Exchange } from '../engine/http/exchange.ts';
import type { HttpResponse } from '../engine/http/http.ts';
import { movableClock } from '../../reference/clock.ts';
import { createTarget } from '../../reference/create.ts';
import type { Api } from '../../reference/types.ts';
import type { CaseResult, Verdict } from '../engine/run-case.ts';
import type { LabRun } from './lab.ts';
import { runInLab, suiteOf, executeInLab } from './lab.ts';
import { documentedAnswer, nameOf } from './wire.ts';

/** One answer of a healthy target, and which documented one it is. */
export interface Sample {
  readonly operation: string;
  readonly answer: string | undefined;
  readonly response: HttpResponse;
}

/** The answers of one healthy target, by case, then by step. */
export interface Samples {
  readonly suite: Suite;
  readonly variant: string | undefined;
  readonly samples: ReadonlyMap<string, ReadonlyMap<string, Sample>>;
}

export interface Baseline extends Samples {
  /** By requirement. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** How each case looks from outside, by its id. */
  readonly looks: ReadonlyMap<string, string>;
}

const answers = new Map<string, Promise<Samples>>();
const judged = new Map<string, Promise<Pick<Baseline, 'verdicts' | 'looks'>>>();

/** The answers of an API's healthy target, or of one of its variants; asked once. */
export function samplesOf(api: Api, variant?: string): Promise<Samples> {
  return once(answers, `${api} ${variant ?? ''}`, async () => {
    const suite = await suiteOf(api);
    const told = await executeInLab(suite, healthy(api, variant));
    const samples = new Map(
      [...told].map(([id, { exchanges }]) => [
        id,
        new Map([...exchanges].flatMap(([step, exchange]) => sampleFrom(exchange).map((sample) => [step, sample]))),
      ]),
    );
    return { suite, variant, samples };
  });
}

/** Verdicts and looks of an API's healthy target, or of one of its variants; run once. */
export function judgedOf(api: Api, variant?: string): Promise<Pick<Baseline, 'verdicts' | 'looks'>> {
  return once(judged, `${api} ${variant ?? ''}`, async () => {
    const results = await runInLab(await suiteOf(api), healthy(api, variant));
    return {
      verdicts: new Map(
        results.flatMap((each) => each.results).map((each) => [each.requirement.id, each.verdict] as const),
      ),
      looks: new Map(results.map((each) => [each.case, lookOf(each)])),
    };
  });
}

/** What a case shows without its values: which requests were sent, with which statuses and undocumented members. */
export function lookOf({ observations }: CaseResult): string {
  return JSON.stringify(observations.map(({ operation, status, members }) => [operation, status, members]));
}

/** Answers and verdicts of an API's healthy target, or of one of its variants. */
export async function baselineOf(api: Api, variant?: string): Promise<Baseline> {
  return { ...(await samplesOf(api, variant)), ...(await judgedOf(api, variant)) };
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

function healthy(api: Api, variant: string | undefined): LabRun {
  const clock = movableClock();
  return { target: createTarget(api, { clock, ...(variant === undefined ? {} : { variant }) }), clock };
}

function sampleFrom({ operation, result }: Exchange): Sample[] {
  if (!('response' in result)) return [];
  const answer = documentedAnswer(operation, result.response);
  const name = answer === undefined ? undefined : nameOf(answer);
  return [{ operation: operation.id, answer: name, response: result.response }];
}

/** An example of an answer, if the target gave one. */
export function sampleOf(baseline: Samples, operation: string, answer: string): HttpResponse | undefined {
  for (const steps of baseline.samples.values())
    for (const sample of steps.values())
      if (sample.operation === operation && sample.answer === answer) return sample.response;
  return undefined;
}
