/** Login names that cases try and that are not the user's own: they may be somebody's. */
import type { Contract } from '../contract/model.ts';
import type { Case, Step } from '../plan/model.ts';
import { operationNamed } from '../plan/operations.ts';
import { mutated } from '../plan/mutations/texts.ts';
import type { TextEdit } from '../plan/mutations/texts.ts';
import type { Target } from '../settings/target.ts';

/** A longer one is nobody's, and so is one with control characters. */
const longest = 100;

/** Edits of a name that a server may take for the name itself, and for no other user's. */
const ofTheSame = new Set<TextEdit>([
  'swap-case',
  'swap-first-case',
  'first-letters-in-capitals',
  'space-before',
  'space-after',
  'nul-after',
]);

/** The names that some cases try to log in with, each once. */
export function otherNames(cases: readonly Case[], contract: Contract, target: Target): string[] {
  const names = cases.flatMap((each) => each.steps.flatMap((step) => namesIn(step, contract, target)));
  return [...new Set(names.map(({ name }) => name))];
}

/** Whether a case tries a name that may be another person's. */
export function triesOtherNames({ steps }: Case, contract: Contract, target: Target): boolean {
  return steps.some((step) => namesIn(step, contract, target).some(({ mayBeSomebodys }) => mayBeSomebodys));
}

interface Tried {
  readonly name: string;
  readonly mayBeSomebodys: boolean;
}

function namesIn({ flow, operation, mutations }: Step, contract: Contract, target: Target): Tried[] {
  if (flow !== 'login') return [];
  const login = operationNamed(contract, operation);
  return mutations.flatMap((change) => {
    if (change.mutate !== 'set') return [];
    const role = login.parameters.find(({ name }) => name === change.parameter)?.role;
    if (role !== 'identity') return [];
    const { value } = change;
    if ('literal' in value) {
      const { literal, anew } = value;
      if (typeof literal !== 'string' || anew !== undefined || !isName(literal)) return [];
      return [{ name: literal, mayBeSomebodys: true }];
    }
    const { of, part, by } = value;
    if (by === undefined || part === 'password' || of.startsWith('generated')) return [];
    // An invalid login of the first account may go to the second one instead.
    return [target.account, target.second].flatMap((own) => {
      const name = own === undefined ? undefined : mutated(own.identity, by, 'identity');
      return name === undefined || !isName(name) ? [] : [{ name, mayBeSomebodys: !ofTheSame.has(by) }];
    });
  });
}

function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= longest && !/\p{Cc}/u.test(text);
}
