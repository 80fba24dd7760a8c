/** What a run will do to a target: counted from the cases, without a request. */
import type { Case } from '../plan/model.ts';
import { hasFalseCredentials } from '../plan/mutations/registry.ts';
import { isInvalidLogin } from '../plan/operations.ts';
import type { Suite } from '../plan/suite.ts';
import { loadSuite } from '../plan/suite.ts';
import { operationOf } from '../contract/model.ts';
import { concurrencyOf, contractOf } from '../settings/target.ts';
import type { Target } from '../settings/target.ts';
import { newAccount } from './accounts/accounts.ts';
import { missingPrerequisite } from './prerequisites.ts';
import { maxLookRequests, maxRegistrationRequests } from './accounts/account-checks.ts';
import { maxGeneratedFor } from './accounts/account-pool.ts';
import { isMovable } from './accounts/account-use.ts';

/** How often a run does what a target may mind, at most. */
export interface Plan {
  readonly cases: number;
  readonly requests: number;
  readonly logins: number;
  /** Logins that are false in some way. */
  readonly falseLogins: number;
  /** Requests other than logins whose credentials are false. */
  readonly falseCredentials: number;
  readonly registrations: number;
}

/** Counts what the cases of a suite do to a target. Steps that are sent only if another one is refused count too. */
export function planOf({ contract, cases }: Suite, target: Target): Plan {
  const run = cases.filter((each) => missingPrerequisite(each, contract, target) === undefined);
  const steps = run.flatMap((each) => each.steps);
  const logins = steps.filter(({ flow }) => flow === 'login');
  const lacksSecond = operationOf(contract, 'register') !== undefined && target.second === undefined;
  const made = lacksSecond ? run.filter(needsSecond) : [];
  const generated = target.allowRegister && run.some(isMovable) ? maxGeneratedFor(concurrencyOf(target)) : 0;
  return {
    cases: run.length,
    requests: steps.length + made.length + maxRegistrationRequests * generated + maxLookRequests + 1,
    logins: logins.length + generated + 2,
    falseLogins: logins.filter(isInvalidLogin).length,
    falseCredentials: steps.filter((step) => step.flow !== 'login' && hasFalseCredentials(step.mutations)).length,
    registrations: steps.filter(({ flow }) => flow === 'register').length + made.length + generated,
  };
}

function needsSecond({ needs }: Case): boolean {
  return needs.includes('second-account');
}

/** The plan for the configured target in three lines. @throws UserError for what is wrong with its contract */
export async function planLines(target: Target): Promise<string[]> {
  const suite = await loadSuite(contractOf(target));
  const plan = planOf(suite, target);
  const { requestsPerSecond, loginsPerMinute } = target.pace;
  const limits = [
    ...(requestsPerSecond === undefined ? [] : [`${requestsPerSecond} requests a second`]),
    ...(loginsPerMinute === undefined ? [] : [`${loginsPerMinute} logins a minute`]),
    `${concurrencyOf(target)} at a time`,
  ];
  return [
    `Plan for ${target.url}: ${plan.cases} cases with at most ${plan.requests} requests, at most ${limits.join(', ')}`,
    `  ${plan.logins} logins, ${plan.falseLogins} of them false; ${plan.falseCredentials} other requests with false credentials`,
    ...suite.contract.notes.map((note) => `  note: ${note}`),
    `  ${plan.registrations === 0 ? 'no registrations' : `${plan.registrations} registrations, of accounts like ${newAccount(suite.contract, target).identity}`}`,
  ];
}
