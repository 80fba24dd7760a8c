/** What a run will do to a target: counted from the cases, without a request. */
import type { Case, Step } from '../plan/model.ts';
import type { Suite } from '../plan/suite.ts';
import { loadSuite } from '../plan/suite.ts';
import { operationOf } from '../contract/model.ts';
import { workersFor } from '../settings/target.ts';
import type { Target } from '../settings/target.ts';
import { newAccount } from './accounts/accounts.ts';
import { missingPrerequisite } from './prerequisites.ts';
import { logsInFalsely } from './accounts/invalid-login-account.ts';

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
  const logins = steps.filter(({ operation }) => operation.flow === 'login');
  const lacksSecond = operationOf(contract, 'register') !== undefined && target.second === undefined;
  const made = lacksSecond ? run.filter(needsSecond) : [];
  const workers = workersFor(target);
  // Each worker may need it at the same moment as the others.
  const standIns = lacksSecond && target.allowRegister && run.some(logsInFalsely) ? workers : 0;
  const own = standIns > 0 || (target.second !== undefined && run.some(logsInFalsely)) ? workers : 0;
  return {
    cases: run.length,
    requests: steps.length + made.length + 2 * standIns + own + 1,
    logins: logins.length + standIns + own,
    falseLogins: logins.filter(({ changes }) => changes.length > 0).length,
    falseCredentials: steps.filter((step) => step.operation.flow !== 'login' && hasFalseCredentials(step)).length,
    registrations: steps.filter(({ operation }) => operation.flow === 'register').length + made.length + standIns,
  };
}

function needsSecond({ needs }: Case): boolean {
  return needs.includes('second-account');
}

function hasFalseCredentials({ changes }: Step): boolean {
  return changes.some(({ kind }) => kind === 'credentials' || kind === 'tamper');
}

/** The plan for the configured target in three lines. @throws UserError for what is wrong with its contract */
export async function planLines(target: Target): Promise<string[]> {
  const suite = await loadSuite(target.api);
  const plan = planOf(suite, target);
  const { requestsPerSecond, loginsPerMinute, concurrency } = target.pace;
  const limits = [
    ...(requestsPerSecond === undefined ? [] : [`${requestsPerSecond} requests a second`]),
    ...(loginsPerMinute === undefined ? [] : [`${loginsPerMinute} logins a minute`]),
    ...(concurrency === undefined ? [] : [`${concurrency} at a time`]),
  ];
  const pace = limits.length === 0 ? 'as fast as it answers' : `at most ${limits.join(', ')}`;
  return [
    `Plan for ${target.url}: ${plan.cases} cases with at most ${plan.requests} requests, ${pace}`,
    `  ${plan.logins} logins, ${plan.falseLogins} of them false; ${plan.falseCredentials} other requests with false credentials`,
    `  ${plan.registrations === 0 ? 'no registrations' : `${plan.registrations} registrations, of accounts like ${newAccount(suite.contract, target).identity}`}`,
  ];
}
