/** The plain requests beside those that have to be accepted: what is wrong with both answers is no matter of the second. */
import type { Contract } from '../contract/model.ts';
import { actor, issuer, step, usesToken } from './build.ts';
import type { Case, Fate, Step } from './model.ts';

/** A case with a plain request beside each that has to be accepted; one that it has not yet is sent only where the answer is odd. */
export function withPlain(contract: Contract, each: Case): Case {
  const added: Step[] = [];
  const checks = each.checks.map((check) => {
    const { expect } = check;
    if (expect.kind !== 'accepted' || expect.beside !== undefined) return check;
    const tried = each.steps.find(({ id }) => id === expect.step);
    if (tried === undefined || !contract.operations.includes(tried.operation)) return check;
    const known = each.steps.find((other) => standsBeside(other, tried));
    const own = known === undefined ? plain(contract, tried, ['odd']) : [];
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
    other.must === 'accepted' &&
    (other.onlyIf === undefined || (other.onlyIf.step === tried.id && other.onlyIf.was.includes('odd')))
  );
}

/** The plain request beside a step, with the login that it needs, sent where that step fared so. */
export function plain(contract: Contract, { id, operation }: Step, was: readonly Fate[]): Step[] {
  const more = { must: 'accepted', onlyIf: { step: id, was } } as const;
  const login = issuer(contract);
  const as = operation.flow === 'register' ? 'fresh9' : 'account';
  if (!usesToken(operation) || login === undefined) return [step(`plain-${id}`, operation, as, more)];
  return [
    step(`login-for-plain-${id}`, login, actor(login), more),
    step(`plain-${id}`, operation, actor(login), { ...more, session: `login-for-plain-${id}` }),
  ];
}
