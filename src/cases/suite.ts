/** A contract with its cases, checked against each other. */
import { UserError } from '../contract/error.ts';
import { loadContract } from '../contract/load.ts';
import type { Contract, Operation } from '../contract/model.ts';
import type { Case } from './case.ts';
import { deriveCases } from './derive.ts';

export interface Suite {
  readonly contract: Contract;
  readonly cases: readonly Case[];
}

/** Loads a contract and derives its cases. @throws UserError for a response that no case can provoke */
export async function loadSuite(apiOrPath: string): Promise<Suite> {
  const contract = await loadContract(apiOrPath);
  const cases = deriveCases(contract);
  for (const operation of contract.operations) checkProvoked(apiOrPath, operation, cases);
  return { contract, cases };
}

function checkProvoked(name: string, operation: Operation, cases: readonly Case[]): void {
  const provoked = new Set(['success', 'another-session']);
  for (const each of cases)
    for (const { expect } of each.checks)
      if (
        expect.kind === 'answers' &&
        each.steps.find((step) => step.id === expect.step)?.operation.id === operation.id
      )
        provoked.add(expect.situation).add(expect.situation.split(':')[0] ?? '');
  for (const answer of operation.answers)
    if (!provoked.has(answer.when))
      throw new UserError(
        `${name}: ${operation.method} ${operation.path}: no case can provoke "${answer.when}", which response ${answer.status} answers; correct the situation or take it away (see docs/contracts.md)`,
      );
}
