/** All cases of a contract: pure, in a stable order. */
import type { Contract } from '../contract/model.ts';
import type { Case, Requirement } from './case.ts';
import { credentials } from './credentials.ts';
import { hardening } from './hardening.ts';
import { lifecycle } from './lifecycle.ts';
import { outcomes } from './outcomes.ts';
import { parameters } from './parameters.ts';

const families = [outcomes, parameters, credentials, lifecycle, hardening] as const;

/** Derives the cases of a contract; ids are unique, and each requirement is judged in exactly one case. */
export function deriveCases(contract: Contract): readonly Case[] {
  return families.flatMap((family) => family(contract));
}

/** Every requirement of a contract: those that cases judge, and those that nothing can test. */
export function requirementsOf(contract: Contract, cases: readonly Case[]): readonly Requirement[] {
  const judged = new Map(cases.flatMap((each) => each.checks).map(({ requirement }) => [requirement.id, requirement]));
  const open = contract.notTestable.map((each): Requirement => ({
    id: `${contract.id}/document/${each.id}`,
    api: contract.id,
    flow: 'document',
    level: each.level,
    statement: each.statement,
    source: each.source,
  }));
  return [...judged.values(), ...open];
}
