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

const loaded = new Map<string, Promise<Suite>>();

/**
 * Loads a contract and derives its cases, once in a process.
 * @param trusted whether the contract was checked in this run already, by the process that started it
 * @throws UserError for what is wrong with the contract, and for a response that no case can provoke
 */
export function loadSuite(apiOrPath: string, trusted = false): Promise<Suite> {
  const known = loaded.get(apiOrPath) ?? load(apiOrPath, trusted);
  loaded.set(apiOrPath, known);
  return known;
}

async function load(apiOrPath: string, trusted: boolean): Promise<Suite> {
  const contract = await loadContract(apiOrPath, trusted);
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
