/** The configuration of Playwright: that of this repository, and of everyone who installs the package. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlaywrightTestConfig } from '@playwright/test';
import { moduleFile } from '../../core/installation.ts';
import { asUserError } from '../../core/user-error.ts';
import { claimReports, removeOldBlobs } from '../../report/reports-folder.ts';
import { metadataOf } from '../../report/tested.ts';
import { isTestWorker, reportsFolder } from '../../settings/run-environment.ts';
import { prepareRun, provideSettings, requireTarget } from '../../settings/settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { readCommandLine, selects } from './command-line.ts';
import type { CommandLine } from './command-line.ts';
import { demandVerdict } from './exit-code.ts';
import { project, projectName } from './project.ts';

/** Settings of a run. The environment and `.env` come first; paths are relative to the working directory. */
export interface ConformanceOptions {
  /** A bundled API, or the path of an OpenAPI document: `TARGET_API`. */
  readonly api?: string;
  /** The OpenAPI Overlay with the annotations of the document, if it is not beside it: `TARGET_OVERLAY`. */
  readonly overlay?: string;
  /** The base URL of the server: `TARGET_URL`. */
  readonly url?: string;
  /** A file of accounts: `TARGET_AUTH_FILE`. */
  readonly authFile?: string;
  /** An account that exists on the target: `TARGET_USERNAME`. */
  readonly username?: string;
  /** Its password, which belongs in the environment or in `.env`: `TARGET_PASSWORD`. */
  readonly password?: string;
  /** Whether names are tried that may be other people's, by default they are: `TARGET_OTHER_NAMES`. */
  readonly otherNames?: boolean;
  /** A file of keys that no JSON Web Token may be signed with: `TARGET_GUESSED_KEYS`. */
  readonly guessedKeys?: string;
  /** A second account: `TARGET_SECOND_USERNAME`. */
  readonly secondUsername?: string;
  /** Its password: `TARGET_SECOND_PASSWORD`. */
  readonly secondPassword?: string;
  /** The API client or application: `TARGET_CLIENT_ID`. */
  readonly clientId?: string;
  /** Its secret: `TARGET_CLIENT_SECRET`. */
  readonly clientSecret?: string;
  /** A key that the contract names: `TARGET_API_KEY`. */
  readonly apiKey?: string;
  /** A client without the rights that the API asks for: `TARGET_LIMITED_CLIENT_ID`. */
  readonly limitedClientId?: string;
  /** Its secret: `TARGET_LIMITED_CLIENT_SECRET`. */
  readonly limitedClientSecret?: string;
  /** Whether accounts may be registered on the target: `TARGET_ALLOW_REGISTER`. */
  readonly allowRegister?: boolean;
  /** The domain of their addresses: `TARGET_ACCOUNT_DOMAIN`. */
  readonly accountDomain?: string;
  /** The header that carries the token: `TARGET_TOKEN_HEADER`. */
  readonly tokenHeader?: string;
  /** How OAuth 1.0a requests are signed: `TARGET_SIGNATURE_METHOD`. */
  readonly signatureMethod?: 'HMAC-SHA1' | 'HMAC-SHA256' | 'PLAINTEXT';
  /** The request body, where the API takes both: `TARGET_BODY`. */
  readonly body?: 'form' | 'json';
  /** A path that answers GET requests signed with an issued token: `TARGET_PROBE_PATH`. */
  readonly probePath?: string;
  /** How long a case may wait for the life and the end of a token: `TARGET_MAX_WAIT_SECONDS`. */
  readonly maxWaitSeconds?: number;
  /** How long one request may take: `TARGET_TIMEOUT_SECONDS`. */
  readonly timeoutSeconds?: number;
  /** Whether plain `http:` to another machine is allowed: `TARGET_ALLOW_PLAIN_HTTP`. */
  readonly allowPlainHttp?: boolean;
  /** Whether the certificate of the target is left unchecked: `TARGET_INSECURE_TLS`. */
  readonly insecureTls?: boolean;
  /** `TARGET_MAX_REQUESTS_PER_SECOND`. */
  readonly maxRequestsPerSecond?: number;
  /** `TARGET_MAX_LOGINS_PER_MINUTE`. */
  readonly maxLoginsPerMinute?: number;
  /** `TARGET_MAX_REGISTRATIONS_PER_MINUTE`. */
  readonly maxRegistrationsPerMinute?: number;
  /** `TARGET_MAX_CONCURRENCY`. */
  readonly maxConcurrency?: number;
  /** The file of known deviations: `KNOWN_DEVIATIONS`. */
  readonly knownDeviations?: string;
  /** The conformance.json of an earlier run to compare with: `COMPARE_WITH`. */
  readonly compareWith?: string;
  /** A folder that keeps the report of every run: `HISTORY_DIR`. */
  readonly historyDir?: string;
  /** The lowest level that decides the exit code: `FAIL_ON`. */
  readonly failOn?: 'documented' | 'implied' | 'standard' | 'advice';
  /** The lowest level that decides for requirements about security: `FAIL_ON_SECURITY`. */
  readonly failOnSecurity?: 'documented' | 'implied' | 'standard' | 'advice';
  /** The percentage of requirements that has to be tested: `MIN_TESTED`. */
  readonly minTested?: number;
  /** A folder for reports alone: `REPORTS_DIR`. */
  readonly reportsDir?: string;
  /** The private ed25519 key that signs the result: `SIGNING_KEY`. */
  readonly signingKey?: string;
}

/**
 * The configuration of a run, for `playwright.config.ts`. To run it beside tests of your own, merge the two:
 * `defineConfig(conformance({ api: './openapi.yaml' }), { projects: [{ name: 'e2e', testDir: './e2e' }] })`.
 * @param options settings that neither the environment nor `.env` has
 */
export function conformance(options: ConformanceOptions = {}): PlaywrightTestConfig {
  // Workers read this file too, and need little of it.
  if (isTestWorker()) return { projects: [project()] };
  const commandLine = readCommandLine(process.argv);
  const { listing, shard } = commandLine;
  // Somebody who runs other projects needs no settings of this one.
  if (!selects(commandLine, projectName)) return { projects: [project()] };
  if (!listing) demandVerdict();
  const settings = prepared(options, commandLine);
  const reportsDir = reportsFolder();
  const reporter = (name: string): [string] => [fileURLToPath(moduleFile(`runner/playwright/${name}`))];
  return {
    globalSetup: fileURLToPath(moduleFile('runner/playwright/global-setup')),
    metadata: metadataOf(settings, shard),
    // A list is no run: it must leave the reports of the last one alone.
    reporter: listing
      ? 'list'
      : [
          reporter('turning-reporter'),
          ['html', { outputFolder: path.join(reportsDir, 'html'), open: 'never' }],
          ['junit', { outputFile: path.join(reportsDir, 'junit.xml') }],
          ...(shard === undefined ? [] : [['blob', { outputDir: path.join(reportsDir, 'blob') }] as const]),
          reporter('conformance-reporter'),
        ],
    // The engine does the work, and tests only read.
    workers: 2,
    projects: [project()],
  };
}

/** The settings, checked; a mistake of the user ends the process. */
function prepared(options: ConformanceOptions, { listing, merging, shard }: CommandLine): Settings {
  // Playwright ends a run in order at the one signal, and dies at the others.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.kill(process.pid, 'SIGINT'));
  try {
    provideSettings(options);
    const settings = prepareRun(shard !== undefined);
    if (!merging) requireTarget(settings);
    if (!listing) claimReports(settings.reportsDir);
    if (!listing && !merging && shard === undefined) removeOldBlobs(settings.reportsDir);
    return settings;
  } catch (error) {
    const mistake = asUserError(error);
    if (mistake === undefined) throw error;
    console.error(mistake.message);
    process.exit(2);
  }
}
