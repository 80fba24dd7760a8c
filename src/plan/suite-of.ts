/** A contract with the plan that was derived from it. */
import type { Contract } from '../contract/model.ts';
import type { Case, Plan, Requirement } from './model.ts';

export interface Suite {
  readonly contract: Contract;
  readonly plan: Plan;
  readonly cases: readonly Case[];
  /** The requirements that cases judge, by their ids. */
  readonly requirements: ReadonlyMap<string, Requirement>;
}

/** A contract with a plan, which may have been read from a file. */
export function suiteOf(contract: Contract, plan: Plan): Suite {
  const requirements = new Map(plan.requirements.map((each) => [each.id, each]));
  return { contract, plan, cases: plan.cases, requirements };
}
