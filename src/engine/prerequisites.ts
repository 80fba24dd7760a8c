/** The prerequisites of a case, and the setting of each. */
import type { Case } from '../plan/model.ts';
import type { AccountName, Need } from '../plan/mutations/value.ts';
import type { Mutation } from '../plan/mutations/registry.ts';
import { namesUser, operationOf, ownNameSetting, refusesUnverified } from '../contract/model.ts';
import type { Contract, Operation } from '../contract/model.ts';
import { operationNamed } from '../plan/operations.ts';
import { triesOtherNames } from './other-names.ts';
import type { Target } from '../settings/target.ts';
import type { Reason } from './results/reason.ts';

/** Why a case cannot run against a target; undefined when it can. */
export function missingPrerequisite(each: Case, contract: Contract, target: Target): Reason | undefined {
  const missing =
    each.needs.map((need) => reason(need, contract, target)).find((each) => each !== undefined) ??
    missingNames(each, contract, target);
  if (missing === undefined && !target.otherNames && triesOtherNames(each, contract, target))
    return { code: 'other-names', settings: ['TARGET_OTHER_NAMES'] };
  return missing ?? isConfiguredValue(each, contract, target) ?? validByCoincidence(each, contract, target);
}

/** The names of the account that its other logins take. */
function missingNames({ steps }: Case, contract: Contract, { usernames }: Target): Reason | undefined {
  const settings = steps
    .map(({ operation, as }) => ownNameSetting(contract, operationNamed(contract, operation), as))
    .filter((each) => each !== undefined)
    .filter((each) => usernames[each] === undefined);
  return settings.length === 0 ? undefined : { code: 'no-own-username', settings: [...new Set(settings)] };
}

/** Without a client no request can be signed. */
export const noClient: Reason = { code: 'no-client', settings: ['TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET'] };

/** Values that a case takes for false may be the configured ones: somebody's password stands in an example, too. */
function isConfiguredValue({ steps }: Case, contract: Contract, { account, second }: Target): Reason | undefined {
  for (const { as, flow, mutations, operation } of steps) {
    if (flow !== 'login' || (as !== 'account' && as !== 'second')) continue;
    for (const change of mutations) {
      if (change.mutate !== 'set' || !('literal' in change.value)) continue;
      const { literal } = change.value;
      const { parameters } = operationNamed(contract, operation);
      const part = parameters.find(({ name }) => name === change.parameter)?.role;
      if (part !== 'identity' && part !== 'password') continue;
      const settings = [
        ...(literal === account[part] ? [settingOf('account', part)] : []),
        ...(literal === second?.[part] ? [settingOf('second', part)] : []),
      ];
      if (settings.length > 0) return { code: 'invalid-value-is-configured', role: part, settings };
    }
  }
  return undefined;
}

const parts = ['identity', 'password'] as const;

/** Which configured value stands for each part of a login. */
type Sent = Record<(typeof parts)[number], { of: 'account' | 'second'; part: (typeof parts)[number] }>;

/** A login that is sent as invalid with values of configured accounts is valid where two of these are equal. */
function validByCoincidence({ steps }: Case, contract: Contract, target: Target): Reason | undefined {
  for (const { as, flow, mutations, operation, require } of steps) {
    if (flow !== 'login' || (as !== 'account' && as !== 'second')) continue;
    // Without a mutation it is not sent as invalid.
    if (require === 'accepted' || mutations.length === 0) continue;
    const sent: Sent = { identity: { of: as, part: 'identity' }, password: { of: as, part: 'password' } };
    if (!mutations.every((mutation) => traced(mutation, operationNamed(contract, operation), sent))) continue;
    for (const valid of ['account', 'second'] as const) {
      const role = parts.find((part) => sent[part].of !== valid || sent[part].part !== part);
      const isValid = parts.every((part) => target[valid]?.[part] === target[sent[part].of]?.[sent[part].part]);
      if (role === undefined || !isValid) continue;
      const settings = [settingOf(sent[role].of, sent[role].part), settingOf(valid, role)];
      return { code: 'invalid-value-is-configured', role, settings };
    }
  }
  return undefined;
}

/** Follows a mutation of a login. @returns false where it makes anything but a configured value */
function traced(mutation: Mutation, { parameters }: Operation, sent: Sent): boolean {
  if (mutation.mutate !== 'set' || 'literal' in mutation.value) return false;
  const { of, part, by, inArray, inCondition } = mutation.value;
  const role = parameters.find(({ name }) => name === mutation.parameter)?.role;
  if (role !== 'identity' && role !== 'password') return false;
  if (by !== undefined || inArray === true || inCondition === true) return false;
  if ((of !== 'account' && of !== 'second') || (part !== 'identity' && part !== 'password')) return false;
  sent[role] = { of, part };
  return true;
}

function settingOf(account: AccountName, part: 'identity' | 'password'): string {
  return `TARGET_${account === 'second' ? 'SECOND_' : ''}${part === 'identity' ? 'USERNAME' : 'PASSWORD'}`;
}

function reason(need: Need, contract: Contract, target: Target): Reason | undefined {
  switch (need) {
    case 'registration':
      return target.allowRegister
        ? undefined
        : { code: 'registration-not-allowed', settings: ['TARGET_ALLOW_REGISTER'] };
    case 'second-account':
      if (target.second !== undefined || canRegister(contract, target)) return undefined;
      return {
        code: 'no-second-account',
        settings: [
          'TARGET_SECOND_USERNAME',
          'TARGET_SECOND_PASSWORD',
          ...(operationOf(contract, 'register') === undefined ? [] : ['TARGET_ALLOW_REGISTER']),
        ],
      };
    case 'verification-code':
      if (target.verificationCode === undefined)
        return { code: 'no-verification-code', settings: ['TARGET_VERIFICATION_CODE'] };
      return canVerify(contract, target) ? undefined : { code: 'code-names-no-user' };
    case 'client':
      return target.client === undefined ? noClient : undefined;
    case 'limited-client':
      return target.limitedClient === undefined
        ? { code: 'no-limited-client', settings: ['TARGET_LIMITED_CLIENT_ID', 'TARGET_LIMITED_CLIENT_SECRET'] }
        : undefined;
    case 'probe-path':
      return target.probePath === undefined
        ? { code: 'no-protected-path', settings: ['TARGET_PROBE_PATH'] }
        : undefined;
    case 'own-username':
    case 'wait':
      return undefined;
  }
}

/** Whether the code is known with which an account that the run registers is verified: it is one for all, so that the request names the user. */
export function canVerify(contract: Contract, { verificationCode }: Pick<Target, 'verificationCode'>): boolean {
  const verify = operationOf(contract, 'verify');
  return verify !== undefined && verificationCode !== undefined && namesUser(verify);
}

export function canRegister(contract: Contract, target: Target): boolean {
  const register = operationOf(contract, 'register');
  if (register === undefined || !target.allowRegister) return false;
  if (refusesUnverified(contract) && !canVerify(contract, target)) return false;
  return register.security?.template.includes('{client-') !== true || target.client !== undefined;
}
