/** The faults of form of an API: derived from its contract, and so as complete as that is. */
import type { Operation } from '../contract/model.ts';
import type { Api } from '../../reference/types.ts';
import { variantsOf } from '../../reference/variants.ts';
import type { Baseline } from './baseline.ts';
import { baselineOf, sampleOf, samplesOf } from './baseline.ts';
import { failureForms } from './failure-forms.ts';
import type { FormFault } from './fault.ts';
import { forecast } from './forecast.ts';
import type { Form } from './success-forms.ts';
import { successForms } from './success-forms.ts';
import { jsonOf, nameOf } from './wire.ts';

/** Every fault of form that breaks a promise. A documented answer that the plain target never gives is taken from a variant. */
export function formFaults(api: Api): Promise<readonly FormFault[]> {
  const found = derived.get(api) ?? derive(api);
  derived.set(api, found);
  return found;
}

const derived = new Map<Api, Promise<readonly FormFault[]>>();

async function derive(api: Api): Promise<FormFault[]> {
  const plain = await baselineOf(api);
  const faults: FormFault[] = [];
  for (const operation of plain.suite.contract.operations) {
    const success = sampleOf(plain, operation.id, 'success');
    const json = success === undefined ? undefined : jsonOf(success)?.value;
    faults.push(...placed(plain, operation, 'success', successForms(operation, json)));
    for (const answer of failures(operation)) {
      const giving = await givingBaseline(plain, api, operation, answer);
      const sample = giving === undefined ? undefined : sampleOf(giving, operation.id, answer);
      if (giving === undefined || sample === undefined) continue;
      const fitting = placed(giving, operation, answer, failureForms(jsonOf(sample)?.value));
      faults.push(...fitting.filter((fault) => [...forecast(giving, fault).values()].includes('broken')));
    }
  }
  return faults;
}

function failures(operation: Operation): string[] {
  const answers = operation.answers.filter(({ when }) => when !== 'success' && when !== 'another-session');
  return [...new Set(answers.map(nameOf))];
}

async function givingBaseline(
  plain: Baseline,
  api: Api,
  operation: Operation,
  answer: string,
): Promise<Baseline | undefined> {
  if (sampleOf(plain, operation.id, answer) !== undefined) return plain;
  for (const { id } of variantsOf(api)) {
    const samples = await samplesOf(api, id);
    if (sampleOf(samples, operation.id, answer) !== undefined) return baselineOf(api, id);
  }
  return undefined;
}

function placed(
  { suite, variant }: Baseline,
  operation: Operation,
  answer: string,
  forms: readonly Form[],
): FormFault[] {
  const api = suite.contract.id;
  return forms.map(({ id, phrase, members, alter }): FormFault => ({
    kind: 'form',
    id: `${api}-${operation.id}-${answer.toLowerCase().replaceAll(' ', '-')}-${id}`,
    api,
    sentence: `answers ${answer === 'success' ? `a ${operation.id}` : `a refused ${operation.id} (${answer})`} ${phrase}`,
    operation: operation.id,
    answer,
    ...(variant === undefined ? {} : { variant }),
    members: members.map((name) => `answer/${name}`),
    alter,
  }));
}
