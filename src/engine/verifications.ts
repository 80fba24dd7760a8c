/** The requests that verify the accounts that a case registers, so that they can be used. */
import { returnsRole } from '../contract/members.ts';
import { operationOf, parameterOf, refusesUnverified } from '../contract/model.ts';
import type { Contract, Operation } from '../contract/model.ts';
import { step } from '../plan/build.ts';
import type { Step } from '../plan/model.ts';
import { operationNamed, usesToken } from '../plan/operations.ts';
import type { Target } from '../settings/target.ts';
import { canVerify } from './prerequisites.ts';

const prefix = 'verification-of-';

/** Whether a step is none of the case itself. */
export function isVerification(step: string): boolean {
  return step.startsWith(prefix);
}

/** The steps of a case, each registration before the verification of its account, if the code is known and the case does not verify it itself. */
export function withVerifications(
  steps: readonly Step[],
  contract: Contract,
  target: Pick<Target, 'verificationCode'>,
): readonly Step[] {
  const verify = operationOf(contract, 'verify');
  if (verify === undefined || !canVerify(contract, target)) return steps;
  const made: Step[] = [];
  let due: Step[] = [];
  for (const [index, each] of steps.entries()) {
    const { as, flow, require } = each;
    made.push(each);
    const ofIt = (other: Step): boolean => other.as === as && other.flow !== 'register';
    if (flow === 'register' && require !== 'rejected' && !steps.some((other) => ofIt(other) && other.flow === 'verify'))
      due.push(...verificationOf(each, verify, contract, steps.slice(index + 1).some(ofIt)));
    // Two steps that are sent together stay together.
    if (each.concurrent === true) continue;
    made.push(...due);
    due = [];
  }
  return made;
}

/** @param isUsed whether the case needs the account afterwards */
function verificationOf(registration: Step, verify: Operation, contract: Contract, isUsed: boolean): Step[] {
  const { id, as, require } = registration;
  const when = { step: id, was: ['accepted'] } as const;
  const register = operationNamed(contract, registration.operation);
  const login = operationOf(contract, 'login');
  const hasToken = returnsRole(register, 'token') || login === undefined;
  const begun = hasToken || !usesToken(verify) ? [] : [step(`login-to-verify-${id}`, login, as, { when })];
  const session = usesToken(verify) ? { session: begun[0]?.id ?? id } : {};
  // An account that was registered under another name is verified under that name.
  const [named, own] = [parameterOf(register, 'identity')?.name, parameterOf(verify, 'identity')?.name];
  const chosen = registration.mutations.find((each) => each.mutate === 'set' && each.parameter === named);
  const mutations = chosen?.mutate === 'set' && own !== undefined ? [{ ...chosen, parameter: own }] : [];
  // A login that refuses unverified accounts stops the case by itself; without one, the failed verification does.
  const more = require === 'accepted' && isUsed && !refusesUnverified(contract) ? { require } : {};
  return [...begun, step(`${prefix}${id}`, verify, as, { ...session, ...more, when, mutations })];
}
