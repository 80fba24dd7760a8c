/** What the target answers without any fault: the ground on which the effect of a fault is computed. */
import type { Suite } from '../cases/suite.ts';
import type { Exchange } from '../client/exchange.ts';
import type { HttpResponse } from '../client/http.ts';
import { createTarget } from '../reference/create.ts';
import type { Api } from '../reference/types.ts';
import type { Verdict } from '../run/run-case.ts';
import { labClock, runInLab, suiteOf, tellInLab } from './lab.ts';
import { documentedAnswer, nameOf } from './wire.ts';

/** One answer of a healthy target, and which documented one it is. */
export interface Sample {
  readonly operation: string;
  readonly answer: string | undefined;
  readonly response: HttpResponse;
}

export interface Baseline {
  readonly suite: Suite;
  readonly variant: string | undefined;
  /** By case, then by step. */
  readonly samples: ReadonlyMap<string, ReadonlyMap<string, Sample>>;
  /** By requirement. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

const known = new Map<string, Promise<Baseline>>();

/** The answers of an API's healthy target, or of one of its variants; run once. */
export function baselineOf(api: Api, variant?: string): Promise<Baseline> {
  const key = `${api} ${variant ?? ''}`;
  const found = known.get(key) ?? observe(api, variant);
  known.set(key, found);
  return found;
}

async function observe(api: Api, variant: string | undefined): Promise<Baseline> {
  const suite = await suiteOf(api);
  const clock = labClock();
  const fresh = () => createTarget(api, { clock, ...(variant === undefined ? {} : { variant }) });
  const samples = new Map<string, Map<string, Sample>>();
  for (const [id, { exchanges }] of await tellInLab(suite, { target: fresh(), clock }))
    samples.set(
      id,
      new Map([...exchanges].flatMap(([step, exchange]) => sampleFrom(exchange).map((sample) => [step, sample]))),
    );
  const results = await runInLab(suite, { target: fresh(), clock });
  const verdicts = new Map(results.flatMap((each) => each.results).map((each) => [each.requirement.id, each.verdict]));
  return { suite, variant, samples, verdicts };
}

function sampleFrom({ operation, result }: Exchange): Sample[] {
  if (!('response' in result)) return [];
  const answer = documentedAnswer(operation, result.response);
  const name = answer === undefined ? undefined : nameOf(answer);
  return [{ operation: operation.id, answer: name, response: result.response }];
}

/** An example of an answer, if the target gave one. */
export function sampleOf(baseline: Baseline, operation: string, answer: string): HttpResponse | undefined {
  for (const steps of baseline.samples.values())
    for (const sample of steps.values())
      if (sample.operation === operation && sample.answer === answer) return sample.response;
  return undefined;
}
