/** Environment variables between the processes of a run. */
import path from 'node:path';

const saltName = 'CONFORMANCE_SALT';
const engineName = 'CONFORMANCE_ENGINE';
const ownCasesName = 'CONFORMANCE_OWN_CASES';
const dotEnvName = 'CONFORMANCE_DOTENV';

/** The setting that names a run in the accounts that it registers. */
export const runNameSetting = 'CONFORMANCE_RUN';

/** The folder of reports if no setting names one. */
export const usualReportsDir = 'reports';

/** The absolute path of the folder of reports, in any process of a run. */
export function reportsFolder(): string {
  return path.resolve(process.env['REPORTS_DIR'] || usualReportsDir);
}

/** Sets the variables of a run, unless an earlier process has set them. */
export function nameRun(name: () => string, salt: () => string): void {
  process.env[runNameSetting] ??= name();
  process.env[saltName] ??= salt();
}

/** Sets what a file has and the environment has not, also for child processes: the file may be a pipe, which is read once. */
export function addSettings(file: string, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) process.env[name] ??= value;
  process.env[dotEnvName] = file;
}

/** Whether an earlier call, or process, has added the settings of a file. */
export function hasSettingsOf(file: string): boolean {
  return process.env[dotEnvName] === file;
}

/** The salt of fingerprints, which is equal in all processes of a run. */
export function runSalt(): string {
  return process.env[saltName] ?? '';
}

/** Passes the address of the engine to child processes. */
export function tellEngine(address: string): void {
  process.env[engineName] = address;
}

/** The address of the engine; undefined without one. */
export function engineAddress(): string | undefined {
  return process.env[engineName];
}

/** Says to child processes that what they merge has to be of the harness. */
export function demandOwnCases(): void {
  process.env[ownCasesName] = '1';
}

/** Whether tests of other projects alone are no result. */
export function wantsOwnCases(): boolean {
  return process.env[ownCasesName] === '1';
}

/** Whether this process is one that Playwright's runner started for tests. */
export function isTestWorker(): boolean {
  return process.env['TEST_WORKER_INDEX'] !== undefined;
}
