/** What a case needs to be configured or allowed, and which setting says so. */
import type { Case } from '../plan/model.ts';
import type { AccountName, Need } from '../plan/mutations/value.ts';
import { operationOf } from '../contract/model.ts';
import type { Contract } from '../contract/model.ts';
import { operationNamed } from '../plan/operations.ts';
import type { Target } from '../settings/target.ts';
import type { Reason } from './results/reason.ts';

/** Why a case cannot run against a target; undefined when it can. */
export function missingPrerequisite(each: Case, contract: Contract, target: Target): Reason | undefined {
  const missing = each.needs.map((need) => reason(need, contract, target)).find((each) => each !== undefined);
  return missing ?? isConfiguredValue(each, contract, target);
}

/** Without a client no request can be signed. */
export const noClient: Reason = { code: 'no-client', settings: ['TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET'] };

/** What a case takes for false may be what is configured: somebody's password stands in an example, too. */
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
    case 'wait':
      return undefined;
  }
}

function canRegister(contract: Contract, target: Target): boolean {
  const register = operationOf(contract, 'register');
  if (register === undefined || !target.allowRegister) return false;
  return register.security?.template.includes('{client-') !== true || target.client !== undefined;
}
