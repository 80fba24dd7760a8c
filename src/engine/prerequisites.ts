/** What a case needs to be configured or allowed, and which setting says so. */
import type { Case, Need } from '../plan/model.ts';
import { operationOf } from '../contract/model.ts';
import type { Contract } from '../contract/model.ts';
import { operationNamed } from '../plan/operations.ts';
import type { Target } from '../settings/target.ts';

/** Why a case cannot run against a target; undefined when it can. */
export function missingPrerequisite(each: Case, contract: Contract, target: Target): string | undefined {
  const missing = each.needs.map((need) => reason(need, contract, target)).find((text) => text !== undefined);
  return missing ?? isConfiguredValue(each, contract, target);
}

/** What a case takes for false may be what is configured: somebody's password stands in an example, too. */
function isConfiguredValue({ steps }: Case, contract: Contract, { account, second }: Target): string | undefined {
  for (const { as, flow, mutations, operation } of steps) {
    if (flow !== 'login' || (as !== 'account' && as !== 'second')) continue;
    for (const change of mutations) {
      if (change.kind !== 'set' || !('literal' in change.value)) continue;
      const { literal } = change.value;
      const { parameters } = operationNamed(contract, operation);
      const part = parameters.find(({ name }) => name === change.parameter)?.role;
      if (part !== 'identity' && part !== 'password') continue;
      if (literal === account[part] || literal === second?.[part])
        return `the ${part} that is sent for a false one is that of a configured account; another ${part} makes it testable`;
    }
  }
  return undefined;
}

function reason(need: Need, contract: Contract, target: Target): string | undefined {
  switch (need) {
    case 'registration':
      return target.allowRegister ? undefined : 'registering accounts is not allowed; set TARGET_ALLOW_REGISTER=1';
    case 'second-account':
      if (target.second !== undefined || canRegister(contract, target)) return undefined;
      return `no second account is configured; set TARGET_SECOND_USERNAME and TARGET_SECOND_PASSWORD${operationOf(contract, 'register') === undefined ? '' : ', or TARGET_ALLOW_REGISTER=1'}`;
    case 'client':
      return target.client === undefined
        ? 'no client is configured; set TARGET_CLIENT_ID and TARGET_CLIENT_SECRET'
        : undefined;
    case 'limited-client':
      return target.limitedClient === undefined
        ? 'no client without the group is configured; set TARGET_LIMITED_CLIENT_ID and TARGET_LIMITED_CLIENT_SECRET'
        : undefined;
    case 'probe-path':
      return target.probePath === undefined
        ? 'no documented operation uses the token; set TARGET_PROBE_PATH to the path of one that does'
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
