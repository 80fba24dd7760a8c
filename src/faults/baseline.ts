/** What the target answers without any fault: the ground on which the effect of a fault is computed. */
import type { Suite } from '../cases/suite.ts';
import type { Exchange } from '../client/exchange.ts';
import type { HttpResponse } from '../client/http.ts';
import { createTarget } from '../reference/create.ts';
import type { Api } from '../reference/types.ts';
import type { Verdict } from '../run/run-case.ts';
import type { LabRun } from './lab.ts';
import { labClock, runInLab, suiteOf, tellInLab } from './lab.ts';
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
}

const answers = new Map<string, Promise<Samples>>();
const verdicts = new Map<string, Promise<ReadonlyMap<string, Verdict>>>();

/** The answers of an API's healthy target, or of one of its variants; asked once. */
export function samplesOf(api: Api, variant?: string): Promise<Samples> {
  return once(answers, `${api} ${variant ?? ''}`, async () => {
    const suite = await suiteOf(api);
    const told = await tellInLab(suite, healthy(api, variant));
    const samples = new Map(
      [...told].map(([id, { exchanges }]) => [
        id,
        new Map([...exchanges].flatMap(([step, exchange]) => sampleFrom(exchange).map((sample) => [step, sample]))),
      ]),
    );
    return { suite, variant, samples };
  });
}

/** The verdicts on an API's healthy target, or on one of its variants; run once. */
export function verdictsOf(api: Api, variant?: string): Promise<ReadonlyMap<string, Verdict>> {
  return once(verdicts, `${api} ${variant ?? ''}`, async () => {
    const results = await runInLab(await suiteOf(api), healthy(api, variant));
    return new Map(results.flatMap((each) => each.results).map((each) => [each.requirement.id, each.verdict]));
  });
}

/** Answers and verdicts of an API's healthy target, or of one of its variants. */
export async function baselineOf(api: Api, variant?: string): Promise<Baseline> {
  return { ...(await samplesOf(api, variant)), verdicts: await verdictsOf(api, variant) };
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

function healthy(api: Api, variant: string | undefined): LabRun {
  const clock = labClock();
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
