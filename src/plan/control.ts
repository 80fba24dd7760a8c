/** Control requests of variations: a defect in both responses is reported for the control request only. */
import { spendsAccount } from '../contract/model.ts';
import type { Contract } from '../contract/model.ts';
import { actor, issuer, step } from './build.ts';
import type { Scenario, Step } from './model.ts';
import { operationNamed, usesToken } from './operations.ts';

/** Adds a control request for each variation of a case; it is sent only if the response violates the contract. */
export function withPlain(contract: Contract, each: Scenario): Scenario {
  const added: Step[] = [];
  const checks = each.checks.map((check) => {
    const { expect } = check;
    if (expect.kind !== 'accepted' || expect.beside !== undefined) return check;
    const tried = each.steps.find(({ id }) => id === expect.step);
    if (tried === undefined || !contract.operations.some(({ id }) => id === tried.operation)) return check;
    const known = each.steps.find((other) => standsBeside(other, tried));
    const own = known === undefined ? plain(contract, tried) : [];
    added.push(...own);
    const beside = known ?? own.at(-1);
    return beside === undefined ? check : { ...check, expect: { ...expect, beside: beside.id } };
  });
  return { ...each, steps: [...each.steps, ...added], checks };
}

/** Whether a step is a control request of another one. */
function standsBeside(other: Step, tried: Step): boolean {
  return (
    other !== tried &&
    other.operation === tried.operation &&
    other.require === 'accepted' &&
    (other.when === undefined || (other.when.step === tried.id && other.when.was.includes('nonconforming')))
  );
}

/** The control request of a step, with its login, sent only if the response to the step violates the contract. */
function plain(contract: Contract, { id, operation: name }: Step): Step[] {
  const operation = operationNamed(contract, name);
  // It would need an account of its own.
  if (spendsAccount(operation)) return [];
  const more = { require: 'accepted', when: { step: id, was: ['nonconforming'] } } as const;
  const login = issuer(contract);
  const as = operation.flow === 'register' ? 'generated9' : 'account';
  if (!usesToken(operation) || login === undefined) return [step(`plain-${id}`, operation, as, more)];
  return [
    step(`login-for-plain-${id}`, login, actor(login), more),
    step(`plain-${id}`, operation, actor(login), { ...more, session: `login-for-plain-${id}` }),
  ];
}
