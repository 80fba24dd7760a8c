/** The behaviour of the target without any fault, with which that of a fault is compared. */
import { defined } from '../core/defined.ts';
import type { Suite } from '../plan/suite-of.ts';
import type { Case } from '../plan/model.ts';
import type { HttpResponse } from '../engine/http/http.ts';
import type { CaseResult, Verdict } from '../engine/run-case.ts';
import { movableClock } from '../../reference/clock.ts';
import { createTarget } from '../../reference/create.ts';
import type { Api } from '../../reference/create.ts';
import { runInLab, suiteOf } from './lab.ts';
import { answerAt } from './wire.ts';

/** A healthy target, as one run of the suite sees it. */
export interface Baseline {
  readonly suite: Suite;
  readonly variant: string | undefined;
  /** By requirement. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** The requirements that it keeps. */
  readonly passed: ReadonlySet<string>;
  /** The outer form of each case, by its id. */
  readonly looks: ReadonlyMap<string, string>;
  /** An example of each documented answer that it gives, by operation and name. */
  readonly samples: ReadonlyMap<string, HttpResponse>;
  /** The documented answers that each case gets, by its id. */
  readonly answers: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Names a documented answer of an operation among those of its API. */
export const placeOf = ({ operation, answer }: { readonly operation: string; readonly answer: string }): string =>
  `${operation} ${answer}`;

const known = new Map<string, Promise<Baseline>>();

/** The healthy target of an API, or one of its variants; run once. */
export function baselineOf(api: Api, variant?: string): Promise<Baseline> {
  const key = `${api} ${variant ?? ''}`;
  const found = known.get(key) ?? run(api, variant);
  known.set(key, found);
  return found;
}

async function run(api: Api, variant: string | undefined): Promise<Baseline> {
  const suite = await suiteOf(api);
  const clock = movableClock();
  const target = createTarget(api, { clock, ...defined({ variant }) });
  const samples = new Map<string, HttpResponse>();
  const answers = new Map<string, Set<string>>();
  const results: CaseResult[] = [];
  for (const each of suite.cases) {
    const own = new Set<string>();
    answers.set(each.id, own);
    const looked = await runInLab(
      suite,
      {
        target,
        clock,
        alter: (request, response) => {
          const found = answerAt(suite.contract, request, response);
          if (found === undefined) return response;
          const place = placeOf(found);
          own.add(place);
          if (!samples.has(place)) samples.set(place, response);
          return response;
        },
      },
      [each],
    );
    results.push(...looked);
  }
  const judged = results.flatMap((each) => each.results);
  return {
    suite,
    variant,
    samples,
    answers,
    verdicts: new Map(judged.map((each) => [each.requirement.id, each.verdict] as const)),
    passed: new Set(judged.filter(({ verdict }) => verdict === 'passed').map(({ requirement }) => requirement.id)),
    looks: new Map(results.map((each) => [each.case, lookOf(each)])),
  };
}

/** The outer form of a case, without its values: which requests were sent, with which statuses and undocumented members. */
export function lookOf({ calls }: CaseResult): string {
  return JSON.stringify(calls.map(({ operation, status, members }) => [operation, status, members]));
}

/**
 * The cases in which the healthy target gives one of these answers. All others see the very same answers when only these
 * are altered, since cases share nothing.
 */
export function casesWith({ suite, answers }: Baseline, places: readonly string[]): Case[] {
  return suite.cases.filter(({ id }) => places.some((place) => answers.get(id)?.has(place)));
}
