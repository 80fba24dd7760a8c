/** The one place that reads the environment: settings from it and from `.env`, checked before the first request. */
import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { bundledApis } from '../contract/bundled.ts';
import { contractFile } from '../contract/contract-file.ts';
import { isPackage } from '../core/installation.ts';
import { UserError } from '../core/user-error.ts';
import { levels } from '../contract/model.ts';
import type { Level } from '../contract/model.ts';
import { checkOpenFiles } from './open-files.ts';
import { withAuthFile } from './auth-file.ts';
import { loadDotEnv } from './dotenv-file.ts';
import { Reader } from './reader.ts';
import { givenSettings, targetFrom } from './read-target.ts';
import type { GivenSettings } from './read-target.ts';
import { nameRun, usualReportsDir } from './run-environment.ts';
import { ignoredProxies, misspelt, settingsOf } from './names.ts';
import type { Environment, SettingName } from './names.ts';
import { newRunName, ownSalt, runNameOf, sharedSalt } from './salt.ts';
import type { Target } from './target.ts';

export interface Settings {
  /** Undefined: every bundled API is tested against the embedded reference target. */
  readonly target: Target | undefined;
  /** Its settings. */
  readonly given: GivenSettings;
  /** The lowest level whose failure decides the exit code. */
  readonly failOn: Level;
  /** The same for requirements about security, where that is lower. */
  readonly failOnSecurity: Level | undefined;
  /** The percentage of requirements that has to be tested. */
  readonly minTested: number | undefined;
  readonly reportsDir: string;
  /** The file of known deviations; undefined when there is none. */
  readonly knownDeviations: string | undefined;
  /** The conformance.json of an earlier run to compare with; undefined: none. */
  readonly compareWith: string | undefined;
  /** The folder with the reports of earlier runs, to which this one is added; undefined: none. */
  readonly historyDir: string | undefined;
  /** The private key that signs the result; undefined: it is not signed. */
  readonly signingKey: KeyObject | undefined;
  /** Warnings before a run: settings that have no effect. */
  readonly notices: readonly string[];
}

const usualDeviations = 'known-deviations.yaml';
/** The `TARGET_URL` of the reference targets that come with the harness. */
const embeddedUrl = 'embedded';

/** The file of known deviations, whether or not it exists yet. */
export function knownDeviationsFile(): string {
  loadDotEnv();
  const named = process.env['KNOWN_DEVIATIONS'];
  return named === undefined || named === '' ? usualDeviations : named;
}

/** Reads `.env` and the environment, which wins. @throws UserError naming each wrong or missing setting */
export function readSettings(): Settings {
  loadDotEnv();
  return settingsFrom(process.env);
}

/** Whether the environment or `.env` has a setting. */
export function isSet(name: SettingName): boolean {
  loadDotEnv();
  return (process.env[name] ?? '') !== '';
}

/** Sets what neither the environment nor `.env` sets, for this process and those that it starts. @throws UserError for an unknown name */
export function provideSettings(options: object): void {
  loadDotEnv();
  for (const [name, value] of Object.entries(settingsOf(options))) process.env[name] ||= value;
}

/**
 * Reads the settings and, in the process that starts the run, makes what its processes share.
 * @param sharded whether other machines run other parts of it
 * @param later settings that are given after this, with what stands for them until then
 * @throws UserError naming each wrong or missing setting, and if this process may open too few files
 */
export function prepareRun(sharded = false, later: Environment = {}): Settings {
  loadDotEnv();
  const given = Object.entries(process.env).filter(([, value]) => value !== '');
  const settings = settingsFrom({ ...later, ...Object.fromEntries(given) });
  checkOpenFiles();
  const { target } = settings;
  const run = process.env['GITHUB_RUN_ID'] ?? process.env['CI_PIPELINE_ID'] ?? '';
  nameRun(
    () => (sharded && run !== '' ? runNameOf(run) : newRunName()),
    () => (sharded && target !== undefined && Object.keys(later).length === 0 ? sharedSalt(target, run) : ownSalt()),
  );
  return settings;
}

/**
 * Refuses a run without a target where that is no wish: in somebody else's repository, a variable that is missing in CI
 * must not end with the reference target's success.
 * @throws UserError
 */
export function requireTarget({ target, given }: Settings): void {
  if (!isPackage || target !== undefined || given.values['TARGET_URL'] === embeddedUrl) return;
  throw new UserError(
    'Settings: no target is set. Set TARGET_API and TARGET_URL (npx session-conformance init DOCUMENT writes them into .env); TARGET_URL=embedded tries the reference targets that come with the harness.',
  );
}

/** Whether the run is one of a CI system, which wants no control characters. */
export function inCi(): boolean {
  return process.env['CI'] !== undefined && process.env['CI'] !== '' && process.env['CI'] !== 'false';
}

/** A setting of Playwright's own reporters, such as `HTML_OUTPUT_DIR`. */
export function playwrightSetting(name: string): string | undefined {
  return process.env[`PLAYWRIGHT_${name}`] || undefined;
}

/** Sets the code with which this process ends, whatever the runner makes of it. */
export function setExitCode(code: number): void {
  process.on('exit', () => (process.exitCode = code));
}

/** The offers of GitHub Actions to a run: annotations in its log, and a file for a summary; undefined elsewhere. */
export function gitHubActions(): { readonly summaryFile: string | undefined } | undefined {
  return process.env['GITHUB_ACTIONS'] === 'true' ? { summaryFile: process.env['GITHUB_STEP_SUMMARY'] } : undefined;
}

/** Reads settings from a record of them. @throws UserError naming each wrong or missing setting */
export function settingsFrom(environment: Environment): Settings {
  const problems: string[] = [];
  const read = new Reader(withAuthFile(environment, (text) => problems.push(text)));
  for (const problem of problems) read.problem(problem);
  const settings: Settings = {
    target: readTarget(read),
    given: givenSettings(environment),
    failOn: read.oneOf('FAIL_ON', levels) ?? 'implied',
    failOnSecurity: read.oneOf('FAIL_ON_SECURITY', levels),
    minTested: read.percentage('MIN_TESTED'),
    reportsDir: read.text('REPORTS_DIR') ?? usualReportsDir,
    knownDeviations: read.file('KNOWN_DEVIATIONS') ?? (existsSync(usualDeviations) ? usualDeviations : undefined),
    compareWith: read.text('COMPARE_WITH'),
    historyDir: read.text('HISTORY_DIR'),
    signingKey: read.signingKey('SIGNING_KEY'),
    notices: [],
  };
  const { mistakes, notices } = misspelt(Object.keys(environment));
  for (const mistake of mistakes) read.problem(mistake);
  read.finish();
  return { ...settings, notices: [...notices, ...ignoredProxies(environment, settings.target)] };
}

function readTarget(read: Reader): Target | undefined {
  const api = read.text('TARGET_API');
  const url = read.text('TARGET_URL');
  if (api === undefined && (url === undefined || url === embeddedUrl)) {
    read.noneOf('TARGET_OVERLAY', 'TARGET_USERNAME', 'TARGET_PASSWORD', 'TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET');
    return undefined;
  }
  if (api === undefined)
    read.problem(
      `TARGET_URL is set without TARGET_API; say which API it serves: ${bundledApis.join(', ')}, or the path of a contract`,
    );
  else read.check(() => contractFile(api));
  if (url === undefined)
    read.problem(
      'TARGET_API is set without TARGET_URL; give the base URL of the server, such as TARGET_URL=https://staging.example.com',
    );
  return targetFrom(read, api ?? '', newRunName);
}
