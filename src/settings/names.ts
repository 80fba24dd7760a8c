/** The names of all settings, and what is said about names that are close to them. */
import { UserError } from '../core/user-error.ts';
import { isLoopback } from './target.ts';
import type { Target } from './target.ts';

/** Every setting of the harness. */
export const settingNames = [
  'TARGET_API',
  'TARGET_OVERLAY',
  'TARGET_URL',
  'TARGET_AUTH_FILE',
  'TARGET_USERNAME',
  'TARGET_PASSWORD',
  'TARGET_SECOND_USERNAME',
  'TARGET_SECOND_PASSWORD',
  'TARGET_CLIENT_ID',
  'TARGET_CLIENT_SECRET',
  'TARGET_LIMITED_CLIENT_ID',
  'TARGET_LIMITED_CLIENT_SECRET',
  'TARGET_ALLOW_REGISTER',
  'TARGET_VERIFICATION_CODE',
  'TARGET_ACCOUNT_DOMAIN',
  'TARGET_OTHER_NAMES',
  'TARGET_HEADERS',
  'TARGET_TOKEN_HEADER',
  'TARGET_SIGNATURE_METHOD',
  'TARGET_BODY',
  'TARGET_PROBE_PATH',
  'TARGET_GUESSED_KEYS',
  'TARGET_MAX_WAIT_SECONDS',
  'TARGET_TIMEOUT_SECONDS',
  'TARGET_ALLOW_PLAIN_HTTP',
  'TARGET_INSECURE_TLS',
  'TARGET_MAX_REQUESTS_PER_SECOND',
  'TARGET_MAX_LOGINS_PER_MINUTE',
  'TARGET_MAX_REGISTRATIONS_PER_MINUTE',
  'TARGET_MAX_CONCURRENCY',
  'KNOWN_DEVIATIONS',
  'COMPARE_WITH',
  'HISTORY_DIR',
  'FAIL_ON',
  'FAIL_ON_SECURITY',
  'MIN_TESTED',
  'REPORTS_DIR',
  'SIGNING_KEY',
] as const;

/** Settings by name, as a process receives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The name of a setting, or of what a run tells its own processes. */
export type SettingName = (typeof settingNames)[number] | 'CONFORMANCE_RUN';

/** Whether a setting holds a key that a contract names: TARGET_API_KEY, or several with a word behind it. */
export function isKeySetting(name: string): boolean {
  return /^TARGET_API_KEY(_[A-Z0-9_]+)?$/.test(name);
}

/** Whether a setting holds the name that an account has for one of several logins. */
export function isOwnNameSetting(name: string): boolean {
  return /^TARGET_(SECOND_)?USERNAME_[A-Z0-9_]+$/.test(name);
}

/** The name of a setting as an option in code: `TARGET_SECOND_USERNAME` is `secondUsername`. */
export function optionOf(setting: string): string {
  return setting
    .replace('TARGET_', '')
    .toLowerCase()
    .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Options in code as settings. @throws UserError for a name that is none */
export function settingsOf(options: object): Record<string, string> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([option, value]) => {
      const setting = [...settingNames, 'TARGET_API_KEY'].find((each) => optionOf(each) === option);
      if (setting !== undefined) return [setting, settingText(value)];
      throw new UserError(
        `Settings: there is no option ${option}; write one of ${settingNames.map(optionOf).join(', ')}`,
      );
    }),
  );
}

/** The value of an option as that of a setting; an object has a line for each of its headers. */
function settingText(value: unknown): string {
  if (typeof value === 'boolean') return String(Number(value));
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${String(each)}`)
    .join('\n');
}

/** Names of a target that are no settings: mistakes where one letter in four or fewer differs, else notices. */
export function misspelt(names: readonly string[]): { mistakes: string[]; notices: string[] } {
  const mistakes: string[] = [];
  const notices: string[] = [];
  for (const name of names.filter((each) => each.startsWith('TARGET_'))) {
    if (settingNames.some((known) => known === name) || isKeySetting(name) || isOwnNameSetting(name)) continue;
    const { nearest, distance } = nearestTo(name);
    if (distance <= Math.max(1, (name.length - 'TARGET_'.length) / 4))
      mistakes.push(`${name} is not a setting; write ${nearest}`);
    else notices.push(`${name} is not a setting and has no effect; the nearest one is ${nearest}`);
  }
  return { mistakes, notices };
}

function nearestTo(name: string): { readonly nearest: string; readonly distance: number } {
  return settingNames
    .map((nearest) => ({ nearest, distance: distanceOf(name, nearest) }))
    .reduce((best, each) => (each.distance < best.distance ? each : best));
}

/** The number of letters to add, remove or replace (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Says that a proxy is not used where one is set for such a target. */
export function ignoredProxies(environment: Environment, target: Target | undefined): string[] {
  if (target === undefined || isLoopback(target.url)) return [];
  const names = target.url.startsWith('https:') ? ['HTTPS_PROXY', 'ALL_PROXY'] : ['HTTP_PROXY', 'ALL_PROXY'];
  const set = [...names, ...names.map((name) => name.toLowerCase())].find((name) => (environment[name] ?? '') !== '');
  return set === undefined ? [] : [`${set} is set and not used: requests go to ${target.url} directly`];
}
