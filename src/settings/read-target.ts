/** Reads what is set of one target. */
import { signatureMethods } from '../plan/mutations/entry.ts';
import type { SignatureMethod } from '../plan/mutations/entry.ts';
import type { Environment } from './names.ts';
import type { Reader } from './reader.ts';
import { runNameSetting } from './run-environment.ts';
import { isLoopback, usualDomain } from './target.ts';
import type { Target } from './target.ts';

/** Settings of a target that hold no secret and permit nothing: scripts and commands may carry their values. */
const carried = [
  'TARGET_API',
  'TARGET_OVERLAY',
  'TARGET_URL',
  'TARGET_BODY',
  'TARGET_TOKEN_HEADER',
  'TARGET_SIGNATURE_METHOD',
  'TARGET_PROBE_PATH',
  'TARGET_ACCOUNT_DOMAIN',
  'TARGET_MAX_WAIT_SECONDS',
  'TARGET_TIMEOUT_SECONDS',
  'TARGET_MAX_REQUESTS_PER_SECOND',
  'TARGET_MAX_LOGINS_PER_MINUTE',
  'TARGET_MAX_REGISTRATIONS_PER_MINUTE',
  'TARGET_MAX_CONCURRENCY',
];

/** The settings of a target: values that may be shown, and the names of all others. */
export interface GivenSettings {
  readonly values: Readonly<Record<string, string>>;
  readonly names: readonly string[];
}

/** The settings of a target that an environment has. */
export function givenSettings(environment: Environment): GivenSettings {
  const given = Object.entries(environment).filter(([name, value]) => name.startsWith('TARGET_') && value);
  const values = given.filter(([name]) => carried.includes(name)) as [string, string][];
  return {
    values: Object.fromEntries(values),
    names: given.map(([name]) => name).filter((name) => !carried.includes(name)),
  };
}

/** The target as its settings describe it. @param newRunName names a run that has no name yet */
export function targetFrom(read: Reader, api: string, newRunName: () => string): Target {
  const username = read.text('TARGET_USERNAME');
  const password = read.text('TARGET_PASSWORD');
  if (username === undefined || password === undefined)
    read.problem('TARGET_USERNAME and TARGET_PASSWORD are needed: an account that exists on the target');
  const second = read.pair('TARGET_SECOND_USERNAME', 'TARGET_SECOND_PASSWORD');
  const signatureMethod: SignatureMethod = read.oneOf('TARGET_SIGNATURE_METHOD', signatureMethods) ?? 'HMAC-SHA1';
  const client = read.client('TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET');
  if (api === 'ar' && client === undefined)
    read.problem('TARGET_CLIENT_ID and TARGET_CLIENT_SECRET are needed: every request of this API is signed with them');
  if (second !== undefined && second[0] === username)
    read.problem('TARGET_SECOND_USERNAME is TARGET_USERNAME; give another account');
  return {
    api,
    overlay: read.file('TARGET_OVERLAY'),
    url: readUrl(read) ?? '',
    account: { identity: username ?? '', password: password ?? '' },
    second: second === undefined ? undefined : { identity: second[0], password: second[1] },
    usernames: read.usernames(),
    client,
    limitedClient: read.client('TARGET_LIMITED_CLIENT_ID', 'TARGET_LIMITED_CLIENT_SECRET'),
    keys: read.keys(),
    allowRegister: read.oneOf('TARGET_ALLOW_REGISTER', ['0', '1']) === '1',
    verificationCode: read.text('TARGET_VERIFICATION_CODE'),
    otherNames: read.oneOf('TARGET_OTHER_NAMES', ['0', '1']) !== '0',
    naming: {
      run: read.runName(runNameSetting) ?? newRunName(),
      domain: read.domain('TARGET_ACCOUNT_DOMAIN') ?? usualDomain,
    },
    headers: read.headers('TARGET_HEADERS'),
    tokenHeader: read.header('TARGET_TOKEN_HEADER'),
    signatureMethod,
    body: read.oneOf('TARGET_BODY', ['form', 'json']),
    probePath: read.path('TARGET_PROBE_PATH'),
    guessedKeys: read.lines('TARGET_GUESSED_KEYS'),
    maxWait: read.seconds('TARGET_MAX_WAIT_SECONDS', 0) ?? 5,
    timeout: read.seconds('TARGET_TIMEOUT_SECONDS', 0.1) ?? 10,
    insecureTls: read.oneOf('TARGET_INSECURE_TLS', ['0', '1']) === '1',
    pace: {
      requestsPerSecond: read.count('TARGET_MAX_REQUESTS_PER_SECOND'),
      loginsPerMinute: read.count('TARGET_MAX_LOGINS_PER_MINUTE'),
      registrationsPerMinute: read.count('TARGET_MAX_REGISTRATIONS_PER_MINUTE'),
      concurrency: read.count('TARGET_MAX_CONCURRENCY'),
    },
  };
}

/** The target's URL. Passwords travel over it, so plain HTTP has to be allowed. */
function readUrl(read: Reader): string | undefined {
  const plainAllowed = read.oneOf('TARGET_ALLOW_PLAIN_HTTP', ['0', '1']) === '1';
  const url = read.url('TARGET_URL');
  if (url?.startsWith('http:') === true && !isLoopback(url) && !plainAllowed)
    read.problem(
      'TARGET_URL is plain HTTP, over which passwords and tokens can be read on the way; use https:, or set TARGET_ALLOW_PLAIN_HTTP=1',
    );
  return url;
}
