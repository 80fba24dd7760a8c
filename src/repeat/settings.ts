/** The settings that reproduce a finding. */
import type { Contract } from '../contract/model.ts';
import { operationOf } from '../contract/model.ts';
import type { Case } from '../plan/model.ts';
import type { Need } from '../plan/mutations/value.ts';
import type { GivenSettings } from '../settings/read-target.ts';

const settings: Readonly<Record<Need, readonly string[]>> = {
  'second-account': ['TARGET_SECOND_USERNAME', 'TARGET_SECOND_PASSWORD'],
  // Its name is that of an operation, and the script says it.
  'own-username': [],
  registration: ['TARGET_ALLOW_REGISTER'],
  'verification-code': ['TARGET_VERIFICATION_CODE'],
  client: ['TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET'],
  'limited-client': ['TARGET_LIMITED_CLIENT_ID', 'TARGET_LIMITED_CLIENT_SECRET'],
  'probe-path': ['TARGET_PROBE_PATH'],
  wait: [],
};

/** The properties of the target, which no case has. */
const ofTarget = ['TARGET_ALLOW_PLAIN_HTTP', 'TARGET_INSECURE_TLS', 'TARGET_HEADERS'];

const none: GivenSettings = { values: {}, names: [] };

/** Names of settings that people set themselves, then those of the run as `NAME=value`. */
export function settingsOf({ needs }: Case, contract: Contract, { values, names }: GivenSettings = none): string[] {
  const registers = operationOf(contract, 'register') !== undefined && !names.includes('TARGET_SECOND_USERNAME');
  const needed = needs.map((need): Need => (need === 'second-account' && registers ? 'registration' : need));
  const all = new Set([
    'TARGET_URL',
    'TARGET_USERNAME',
    'TARGET_PASSWORD',
    ...needed.flatMap((need) => settings[need]),
    ...ofTarget.filter((name) => names.includes(name)),
  ]);
  return [
    ...[...all].filter((name) => values[name] === undefined),
    ...Object.entries(values).map(([name, value]) => `${name}=${value}`),
  ];
}
