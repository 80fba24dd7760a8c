/** The use that a case makes of the configured accounts: beside other cases, or with no other case on them. */
import type { Case, Step } from '../../plan/model.ts';
import type { AccountName } from '../../plan/mutations/value.ts';
import { endsSession, isInvalidLogin, usesAccount } from '../../plan/operations.ts';

/** The configured accounts. */
type ConfiguredAccount = Extract<AccountName, 'account' | 'second'>;

/** `alone`: the case does what other cases on the account would notice. */
export type AccountUse = 'shared' | 'alone';

/** The configured accounts that a case uses, and how. */
export function accountUses({ steps }: Case): Map<ConfiguredAccount, AccountUse> {
  const uses = new Map<ConfiguredAccount, AccountUse>();
  for (const step of steps) {
    if (step.as !== 'account' && step.as !== 'second') continue;
    if (isDisturbing(step)) uses.set(step.as, 'alone');
    else if (!uses.has(step.as)) uses.set(step.as, 'shared');
  }
  return uses;
}

/** Whether a step may end sessions of its account, or count against it. */
function isDisturbing(step: Step): boolean {
  return endsSession(step) || isInvalidLogin(step);
}

/** Whether a case disturbs the first configured account, and may do so on any other one. */
export function isMovable(testCase: Case): boolean {
  const { steps, checks, needs } = testCase;
  return (
    // Other accounts have no name for a login of another kind.
    !needs.includes('own-username') &&
    accountUses(testCase).get('account') === 'alone' &&
    checks.some(({ expect }) => expect.kind !== 'accepted') &&
    !steps.some(({ as, mutations }) => as === 'second' || usesAccount(mutations, 'second'))
  );
}

/** Whether a case logs in with invalid credentials of the first account, and needs no second one. */
export function logsInInvalidly(testCase: Case): boolean {
  return isMovable(testCase) && testCase.steps.some((step) => step.as === 'account' && isInvalidLogin(step));
}
