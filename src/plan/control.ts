/** The plain requests beside those that have to be accepted: what is wrong with both answers is no matter of the second. */
import type { Contract } from '../contract/model.ts';
import { actor, issuer, step } from './build.ts';
import type { Fate, Scenario, Step } from './model.ts';
import { operationNamed, usesToken } from './operations.ts';

/** A case with a plain request beside each that has to be accepted; one that it has not yet is sent only where the answer is odd. */
export function withPlain(contract: Contract, each: Scenario): Scenario {
  const added: Step[] = [];
  const checks = each.checks.map((check) => {
    const { expect } = check;
    if (expect.kind !== 'accepted' || expect.beside !== undefined) return check;
    const tried = each.steps.find(({ id }) => id === expect.step);
    if (tried === undefined || !contract.operations.some(({ id }) => id === tried.operation)) return check;
    const known = each.steps.find((other) => standsBeside(other, tried));
    const own = known === undefined ? plain(contract, tried, ['nonconforming']) : [];
    added.push(...own);
    const beside = known ?? own.at(-1);
    return beside === undefined ? check : { ...check, expect: { ...expect, beside: beside.id } };
  });
  return { ...each, steps: [...each.steps, ...added], checks };
}

/** Whether a step is sent with another one, or may be, and has to be accepted too. */
function standsBeside(other: Step, tried: Step): boolean {
  return (
    other !== tried &&
    other.operation === tried.operation &&
    other.require === 'accepted' &&
    (other.when === undefined || (other.when.step === tried.id && other.when.was.includes('nonconforming')))
  );
}

/** The plain request beside a step, with the login that it needs, sent where that step fared so. */
function plain(contract: Contract, { id, operation: name }: Step, was: readonly Fate[]): Step[] {
  const operation = operationNamed(contract, name);
  const more = { require: 'accepted', when: { step: id, was } } as const;
  const login = issuer(contract);
  const as = operation.flow === 'register' ? 'generated9' : 'account';
  if (!usesToken(operation) || login === undefined) return [step(`plain-${id}`, operation, as, more)];
  return [
    step(`login-for-plain-${id}`, login, actor(login), more),
    step(`plain-${id}`, operation, actor(login), { ...more, session: `login-for-plain-${id}` }),
  ];
}
