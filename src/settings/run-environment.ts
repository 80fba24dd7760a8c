/** What the processes of one run tell each other in their environment. */

const saltName = 'CONFORMANCE_SALT';
const engineName = 'CONFORMANCE_ENGINE';

/** The setting that names a run in the accounts that it registers. */
export const runNameSetting = 'CONFORMANCE_RUN';

/** Sets what every process of this run has to know, unless a process before this one did. */
export function nameRun(name: () => string, salt: () => string): void {
  process.env[runNameSetting] ??= name();
  process.env[saltName] ??= salt();
}

/** What makes the fingerprints of secrets differ from run to run, and equal in all processes of one. */
export function runSalt(): string {
  return process.env[saltName] ?? '';
}

/** Tells this process's children where the engine of the run listens. */
export function tellEngine(address: string): void {
  process.env[engineName] = address;
}

/** Where the engine of the run listens; undefined where none was started. */
export function engineAddress(): string | undefined {
  return process.env[engineName];
}

/** Whether this process is one that Playwright's runner started for tests. */
export function isTestWorker(): boolean {
  return process.env['TEST_WORKER_INDEX'] !== undefined;
}
