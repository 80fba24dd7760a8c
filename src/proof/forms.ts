/** The faults of form of an API: derived from its contract, and so as complete as that is. */
import { defined } from '../core/defined.ts';
import type { Operation } from '../contract/model.ts';
import type { Api } from '../../reference/create.ts';
import { variantsOf } from '../../reference/create.ts';
import type { Baseline } from './baseline.ts';
import { baselineOf, placeOf } from './baseline.ts';
import { failureForms } from './failure-forms.ts';
import type { FormFault } from './fault.ts';
import type { Form } from './success-forms.ts';
import { successForms } from './success-forms.ts';
import { jsonOf, nameOf } from './wire.ts';

const derived = new Map<Api, Promise<readonly FormFault[]>>();

/**
 * Every form of an answer that can break a promise; a refusal may be altered and still be what the contract leaves open,
 * which the golden matrix says. A documented answer that the plain target never gives is taken from a variant.
 */
export function formFaults(api: Api): Promise<readonly FormFault[]> {
  const found = derived.get(api) ?? derive(api);
  derived.set(api, found);
  return found;
}

async function derive(api: Api): Promise<FormFault[]> {
  const plain = await baselineOf(api);
  const faults: FormFault[] = [];
  for (const operation of plain.suite.contract.operations)
    for (const answer of ['success', ...failures(operation)]) {
      const giving = await givingBaseline(plain, api, operation, answer);
      const sample = giving.samples.get(placeOf({ operation: operation.id, answer }));
      const json = sample === undefined ? undefined : jsonOf(sample)?.value;
      if (answer === 'success') faults.push(...placed(giving, operation, answer, successForms(operation, json)));
      else if (sample !== undefined) faults.push(...placed(giving, operation, answer, failureForms(json)));
    }
  return faults;
}

function failures(operation: Operation): string[] {
  const answers = operation.answers.filter(({ when }) => when !== 'success' && when !== 'another-session');
  return [...new Set(answers.map(nameOf))];
}

/** The plain target, unless only a variant gives the answer. */
async function givingBaseline(plain: Baseline, api: Api, operation: Operation, answer: string): Promise<Baseline> {
  const gives = ({ samples }: Baseline): boolean => samples.has(placeOf({ operation: operation.id, answer }));
  if (gives(plain)) return plain;
  for (const { id } of variantsOf(api)) {
    const variant = await baselineOf(api, id);
    if (gives(variant)) return variant;
  }
  return plain;
}

/** The forms of a response as faults of an API. */
export function placed(
  { suite, variant }: Pick<Baseline, 'suite' | 'variant'>,
  operation: Operation,
  answer: string,
  forms: readonly Form[],
): FormFault[] {
  const api = suite.contract.id;
  return forms.map(({ id, phrase, shows, alter }): FormFault => ({
    kind: 'form',
    id: `${api}-${operation.id}-${answer.toLowerCase().replaceAll(' ', '-')}-${id}`,
    api,
    sentence: `answers ${answer === 'success' ? `a ${operation.id}` : `a refused ${operation.id} (${answer})`} ${phrase}`,
    shows: `${api}/${operation.id}/${shows}`,
    operation: operation.id,
    answer,
    ...defined({ variant }),
    alter,
  }));
}
