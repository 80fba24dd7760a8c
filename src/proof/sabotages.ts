/** Sabotages of a server that is no reference target: forms of its own responses that its contract rules out. */
import { answersTo } from '../contract/model.ts';
import type { Contract, Operation } from '../contract/model.ts';
import type { HttpRequest, HttpResponse } from '../engine/http/http.ts';
import type { Case } from '../plan/model.ts';
import type { Suite } from '../plan/suite-of.ts';
import { placeOf } from './baseline.ts';
import { failureForms } from './failure-forms.ts';
import { names } from './fault.ts';
import type { FormFault } from './fault.ts';
import { placed } from './forms.ts';
import { sequence } from './pairs.ts';
import { successForms } from './success-forms.ts';
import { answerAt, isDocumented, jsonOf, nameOf } from './wire.ts';

/** A fault, and cases that have to show it where the server responds so in them. */
export interface Sabotage {
  readonly fault: FormFault;
  readonly operation: Operation;
  readonly shownBy: readonly Shown[];
}

interface Shown {
  readonly testCase: Case;
  /** The situation that the case expects a response for. */
  readonly situation: string;
}

/** Cases that are tried for a sabotage: a situation may have several responses, of which a server gives one. */
const mostCases = 4;

/** A sample of each documented response of a server, by operation and name. */
export class Samples {
  readonly #found = new Map<string, HttpResponse>();

  /** Keeps the first response of each kind. */
  note(contract: Contract, request: HttpRequest, response: HttpResponse): void {
    const found = answerAt(contract, request, response);
    if (found !== undefined && !this.#found.has(placeOf(found))) this.#found.set(placeOf(found), response);
  }

  of(operation: Operation, answer: string): HttpResponse | undefined {
    return this.#found.get(placeOf({ operation: operation.id, answer }));
  }
}

/** All sabotages for which a case has passed that has to fail under them. @param passed the requirements that the server meets */
export function sabotagesOf(suite: Suite, samples: Samples, passed: ReadonlySet<string>): Sabotage[] {
  const quiet = { ...suite, cases: suite.cases.filter((each) => !registers(each)) };
  return suite.contract.operations.flatMap((operation) => {
    const answers = new Set(operation.answers.filter(({ when }) => when !== 'another-session').map(nameOf));
    return [...answers].flatMap((answer) => {
      const sample = samples.of(operation, answer);
      return sample === undefined ? [] : sabotagesOfAnswer(quiet, operation, answer, sample, passed);
    });
  });
}

function sabotagesOfAnswer(
  suite: Suite,
  operation: Operation,
  answer: string,
  sample: HttpResponse,
  passed: ReadonlySet<string>,
): Sabotage[] {
  const json = jsonOf(sample)?.value;
  const forms = answer === 'success' ? successForms(operation, json) : failureForms(json);
  const faults = placed({ suite, variant: undefined }, operation, answer, forms);
  return faults.flatMap((fault) => {
    const shownBy = answer === 'success' ? showing(suite, fault, passed) : answering(suite, operation, answer, passed);
    const fitting = shownBy
      .filter(({ situation }) => breaks({ fault, operation }, situation, sample))
      .slice(0, mostCases);
    return fitting.length === 0 ? [] : [{ fault, operation, shownBy: fitting }];
  });
}

/** The case of the requirement that a fault of a success is sure to break. */
function showing({ cases }: Suite, { shows }: FormFault, passed: ReadonlySet<string>): Shown[] {
  const found = cases.filter(({ checks }) =>
    checks.some(({ requirement }) => names(shows, requirement) && passed.has(requirement)),
  );
  return found.map((testCase) => ({ testCase, situation: 'success' }));
}

/** The cases that expect the response in a situation. */
function answering({ cases }: Suite, operation: Operation, answer: string, passed: ReadonlySet<string>): Shown[] {
  return cases.flatMap((testCase) =>
    testCase.checks.flatMap(({ requirement, expect }) => {
      if (expect.kind !== 'answers' || !passed.has(requirement)) return [];
      const step = testCase.steps.find(({ id }) => id === expect.step);
      const isIt = answersTo(operation, expect.situation).some((each) => nameOf(each) === answer);
      return step?.operation === operation.id && isIt ? [{ testCase, situation: expect.situation }] : [];
    }),
  );
}

/** Whether a response, altered, is none of those that the contract has for the situation. */
export function breaks(
  { fault, operation }: Pick<Sabotage, 'fault' | 'operation'>,
  situation: string,
  response: HttpResponse,
): boolean {
  // A header may be optional, and have any value; 503 says nothing of the contract.
  if (/-header-[\w-]+-(?:missing|other)$|-status-503$/.test(fault.id)) return false;
  if (fault.shows.endsWith('/media-type')) return true;
  const altered = fault.alter(response);
  return !answersTo(operation, situation).some((each) => isDocumented(each, altered));
}

/** Whether a case leaves accounts behind. */
function registers({ steps }: Case): boolean {
  return steps.some(({ flow, as }) => flow === 'register' || as.startsWith('generated'));
}

/** All sabotages in an order that the seed decides. */
export function shuffled<Item>(all: readonly Item[], seed: number): Item[] {
  const next = sequence(seed);
  return all
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
