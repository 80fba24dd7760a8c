/** The settings that the scripts of a finding cannot do without. */
import type { Case, Need } from '../plan/model.ts';
import { operationOf } from '../contract/model.ts';
import type { Contract } from '../contract/model.ts';

const settings: Readonly<Record<Need, readonly string[]>> = {
  'second-account': ['TARGET_SECOND_USERNAME', 'TARGET_SECOND_PASSWORD'],
  registration: [],
  client: ['TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET'],
  'limited-client': ['TARGET_LIMITED_CLIENT_ID', 'TARGET_LIMITED_CLIENT_SECRET'],
  'probe-path': ['TARGET_PROBE_PATH'],
  wait: ['TARGET_MAX_WAIT_SECONDS'],
};

/** Their names. `target` is the URL that was tested, or empty where there is none to come back to. */
export function settingsOf({ steps, needs }: Case, contract: Contract, target: string): string[] {
  const usesAccount = steps.some(
    ({ as, mutations }) =>
      as === 'account' ||
      mutations.some((each) => each.mutate === 'set' && 'of' in each.value && each.value.of === 'account'),
  );
  // Where accounts can be registered, the scripts register the second one.
  const own = needs.filter((need) => need !== 'second-account' || operationOf(contract, 'register') === undefined);
  return [
    ...(target === '' ? ['TARGET_URL'] : []),
    ...(usesAccount ? ['TARGET_USERNAME', 'TARGET_PASSWORD'] : []),
    ...own.flatMap((need) => settings[need]),
  ];
}
