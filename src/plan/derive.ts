/** All cases of a contract: pure, in a stable order. */
import type { Contract } from '../contract/model.ts';
import type { Case, Requirement } from './model.ts';
import { withPlain } from './control.ts';
import { credentials } from './suites/credentials.ts';
import { hardening } from './suites/hardening.ts';
import { lifecycle } from './suites/lifecycle.ts';
import { outcomes } from './suites/outcomes.ts';
import { parameters } from './suites/parameters.ts';
import { isAllowed } from './values.ts';
import { wrongPasswords } from './suites/wrong-passwords.ts';

const families = [outcomes, parameters, credentials, lifecycle, hardening] as const;

/** Derives the cases of a contract; ids are unique, and each requirement is judged in exactly one case. */
export function deriveCases(contract: Contract): readonly Case[] {
  const ids = new Set<string>();
  const derived = families.flatMap((family) => family(contract));
  return [...derived, ...wrongPasswords(contract, derived)]
    .filter((each) => !wantsForbidden(each))
    .map((each) => identified(withPlain(contract, each), ids));
}

/** Whether a request has to be accepted with a value that its parameter's schema forbids, and the author did not write it. */
function wantsForbidden(each: Case): boolean {
  if (each.family === 'outcomes') return false;
  const accepted = each.checks.flatMap(({ expect }) => (expect.kind === 'accepted' ? [expect.step] : []));
  return each.steps
    .filter(({ id, must }) => must === 'accepted' || accepted.includes(id))
    .some(({ operation, changes }) =>
      changes.some((change) => {
        if (change.kind !== 'set' || !('literal' in change.value)) return false;
        const parameter = operation.parameters.find(({ name }) => name === change.parameter);
        return parameter !== undefined && !isAllowed(operation, parameter, change.value.literal);
      }),
    );
}

/** Names of a document stand in ids and titles: ids have plain characters, titles are one line, and none is given twice. */
function identified(each: Case, ids: Set<string>): Case {
  const plain = (id: string): string => id.replace(/[^\w./@$-]+/g, '-');
  const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const wanted = plain(each.id);
  const id = ids.has(wanted) ? `${wanted}-${each.family}` : wanted;
  ids.add(id);
  const checks = each.checks.map((check) => {
    const { requirement } = check;
    const own = requirement.id === each.id ? id : plain(requirement.id);
    return { ...check, requirement: { ...requirement, id: own, statement: oneLine(requirement.statement) } };
  });
  return { ...each, id, title: oneLine(each.title), checks };
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
