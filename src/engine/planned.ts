/** The effects of a run on a target, counted from the cases, without a request. */
import type { Case, Step } from '../plan/model.ts';
import { hasFalseCredentials } from '../plan/mutations/registry.ts';
import { isInvalidLogin, operationNamed, wantsOpening } from '../plan/operations.ts';
import type { Suite } from '../plan/suite-of.ts';
import { loadSuite } from '../plan/suite.ts';
import { returnsRole } from '../contract/members.ts';
import { operationOf } from '../contract/model.ts';
import type { Contract, Flow } from '../contract/model.ts';
import { contractOf } from '../settings/contracts.ts';
import { concurrencyOf } from '../settings/target.ts';
import type { Target } from '../settings/target.ts';
import { newAccount } from './accounts/accounts.ts';
import { canDelete, deletionRequests } from './clean-up.ts';
import { withOpenings } from './openings.ts';
import { canVerify, missingPrerequisite } from './prerequisites.ts';
import { withVerifications } from './verifications.ts';
import { maxLookRequests, maxRegistrationRequests } from './accounts/account-checks.ts';
import { maxGeneratedFor } from './accounts/account-pool.ts';
import { isMovable } from './accounts/account-use.ts';
import { otherNames } from './other-names.ts';

/** The number of requests that a target may mind, if the target conforms. */
export interface Plan {
  readonly cases: number;
  /** The ends of sessions included. */
  readonly requests: number;
  /** No run sends more, whatever the target does. */
  readonly mostRequests: number;
  readonly logins: number;
  /** Logins that are false in some way. */
  readonly falseLogins: number;
  /** Requests other than logins whose credentials are false. */
  readonly falseCredentials: number;
  readonly registrations: number;
  readonly refreshes: number;
  /** Only of accounts that the run registered, as deletions are. */
  readonly passwordChanges: number;
  readonly verifications: number;
  readonly logoutsOfAll: number;
  readonly deletions: number;
  /** Login names that are tried and are not the user's own. */
  readonly otherNames: readonly string[];
}

/** Counts what the cases of a suite do to a target. Steps that are sent only if another one is refused count too. */
export function planOf({ contract, cases }: Suite, target: Target): Plan {
  const isVerified = canVerify(contract, target);
  const run = cases
    .filter((each) => missingPrerequisite(each, contract, target) === undefined)
    .map((each) => ({ ...each, steps: withOpenings(withVerifications(each.steps, contract, target), contract) }));
  const steps = run.flatMap((each) => each.steps);
  const logins = steps.filter(({ flow }) => flow === 'login');
  const ofFlow = (wanted: Flow): number => steps.filter(({ flow }) => flow === wanted).length;
  const lacksSecond = operationOf(contract, 'register') !== undefined && target.second === undefined;
  const made = lacksSecond ? run.filter(needsSecond) : [];
  const generated = target.allowRegister && run.some(isMovable) ? maxGeneratedFor(concurrencyOf(target)) : 0;
  const closings = run.reduce((sum, each) => sum + closingsOf(each, contract), 0) + (lacksSecond ? made.length : 0);
  const registrations = ofFlow('register') + made.length + generated;
  const deletions = canDelete(contract) ? deletionRequests * registrations : 0;
  const login = operationOf(contract, 'login');
  // A login or a registration with a CSRF token takes a request before it.
  const each = login !== undefined && wantsOpening(login) ? 2 : 1;
  // An account that needs a session to be verified logs in for it.
  const verifications = isVerified ? 2 * (made.length + generated) : 0;
  const beside = deletions + made.length + verifications + maxRegistrationRequests * generated + maxLookRequests + 1;
  const requests = steps.length + closings + each * beside;
  return {
    cases: run.length,
    requests,
    // Repetitions, since the target asks to wait, closes a connection or fails a case, at most double the number.
    mostRequests: 2 * requests,
    logins: logins.length + generated + 2 + (canDelete(contract) ? registrations : 0),
    falseLogins: logins.filter(isInvalidLogin).length,
    falseCredentials: steps.filter((step) => step.flow !== 'login' && hasFalseCredentials(step.mutations)).length,
    registrations,
    refreshes: ofFlow('refresh'),
    passwordChanges: ofFlow('change-password'),
    verifications: ofFlow('verify'),
    logoutsOfAll: ofFlow('logout-all'),
    deletions: ofFlow('delete-account') + (canDelete(contract) ? registrations : 0),
    otherNames: otherNames(run, contract, target),
  };
}

/** The number of requests that a case needs to end its sessions, where the API can. */
function closingsOf({ steps }: Case, contract: Contract): number {
  if (operationOf(contract, 'logout') === undefined) return 0;
  const opens = (step: Step): boolean =>
    !isInvalidLogin(step) &&
    step.flow !== 'before-login' &&
    returnsRole(operationNamed(contract, step.operation), 'token');
  return steps.filter(opens).length;
}

function needsSecond({ needs }: Case): boolean {
  return needs.includes('second-account');
}

/** Names beyond these are counted. */
const mostNamed = 30;

/** The plan for the configured target in some lines. @throws UserError for what is wrong with its contract */
export async function planLines(target: Target): Promise<string[]> {
  const suite = await loadSuite(contractOf(target));
  const plan = planOf(suite, target);
  const { requestsPerSecond, loginsPerMinute, registrationsPerMinute } = target.pace;
  const limits = [
    ...(requestsPerSecond === undefined ? [] : [`${requestsPerSecond} requests a second`]),
    ...(loginsPerMinute === undefined ? [] : [`${loginsPerMinute} logins a minute`]),
    ...(registrationsPerMinute === undefined ? [] : [`${registrationsPerMinute} registrations a minute`]),
    `${concurrencyOf(target)} at a time`,
  ];
  const own = [target.account, ...(target.second === undefined ? [] : [target.second])].map(({ identity }) => identity);
  const account = newAccount(suite.contract, target).identity;
  return [
    `Plan for ${target.url}: ${plan.cases} cases with about ${plan.requests} requests, never more than ${plan.mostRequests}; at most ${limits.join(', ')}`,
    `  ${plan.logins} logins, ${plan.falseLogins} of them false; ${plan.falseCredentials} other requests with false credentials`,
    `  each valid login opens a session, and the run ends its own; where a user has one session only, others of ${own.join(' and ')} end too`,
    ...leftOutLines(suite, target),
    ...suite.contract.notes.map((note) => `  note: ${note}`),
    ...otherLines(plan.otherNames, target),
    ...changeLines(plan, own),
    `  ${plan.registrations === 0 ? 'no registrations' : `${plan.registrations} registrations, of accounts like ${account}; each may send a mail`}`,
  ];
}

/** The cases that settings would add, by these settings. */
function leftOutLines({ contract, cases }: Suite, target: Target): string[] {
  const missing = cases.flatMap((each) => missingPrerequisite(each, contract, target)?.settings?.join(', ') ?? []);
  return [...new Set(missing)].map(
    (settings) => `  ${missing.filter((each) => each === settings).length} more cases with ${settings}`,
  );
}

/** The changes of a run to sessions and accounts, beside opening and making them. */
function changeLines(plan: Plan, own: readonly string[]): string[] {
  const { refreshes, verifications, passwordChanges, logoutsOfAll, deletions } = plan;
  const ofGenerated = [
    ...(verifications === 0 ? [] : [`${verifications} verifications`]),
    ...(passwordChanges === 0 ? [] : [`${passwordChanges} changes of a password`]),
    ...(deletions === 0 ? [] : [`${deletions} deletions`]),
  ];
  return [
    ...(refreshes === 0 ? [] : [`  ${refreshes} refreshes of sessions that the run opens`]),
    ...(logoutsOfAll === 0
      ? []
      : [`  ${logoutsOfAll} logouts of all sessions: those of ${own.join(' and ')} end, whoever opened them`]),
    ...(ofGenerated.length === 0
      ? []
      : [`  ${ofGenerated.join(' and ')}, of accounts that the run registers and of no others`]),
  ];
}

function otherLines(names: readonly string[], { otherNames: areTried }: Target): string[] {
  if (names.length === 0) return [];
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  const shown = names.slice(0, mostNamed).map((name) => JSON.stringify(name));
  const remedy = areTried ? "; TARGET_OTHER_NAMES=0 leaves out those that may be somebody's" : '';
  return [`  logins as ${names.length} names that are not yours: ${shown.join(', ')}${more}${remedy}`];
}
