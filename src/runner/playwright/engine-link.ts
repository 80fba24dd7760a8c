/** The runner's side of the engine process. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { dataFile, isPackage, moduleFile } from '../../core/installation.ts';
import { UserError } from '../../core/user-error.ts';
import type { Ended } from '../../report/write-reports.ts';
import { tellEngine } from '../../settings/run-environment.ts';
import { resetTarget } from './hooks.ts';
import type { FromEngine, ToEngine } from './messages.ts';

let engine: ChildProcess | undefined;

/** Starts the engine of this run. @throws UserError for what is wrong with what is to be tested */
export async function startEngine(): Promise<void> {
  // The repository has no built modules, and Node 20 loads no TypeScript.
  const execArgv = isPackage ? [] : ['--import', dataFile('src/runner/compile/register.js').href];
  engine = fork(fileURLToPath(moduleFile('runner/playwright/engine-process')), { execArgv });
  // A message that cannot be sent is one to an engine that has ended.
  engine.on('error', () => undefined);
  const started = await next(engine);
  if (started.is === 'unusable') throw new UserError(started.message);
  if (started.is === 'ready') tellEngine(JSON.stringify(started.address));
  // Without it the tests can only fail; Playwright ends a run in order at this signal.
  engine.once('exit', () => {
    if (engine !== undefined) process.kill(process.pid, 'SIGINT');
  });
}

/** Says which cases are selected; where there is no engine, nothing is run. */
export function begin(ids: readonly string[], attachEvidence: boolean): void {
  engine?.send({ do: 'begin', ids, attachEvidence } satisfies ToEngine);
}

/**
 * Lets the engine end, and write the reports.
 * @returns undefined where there is no engine, or where it did so before
 * @throws Error if it ended without reports
 */
export async function report(wanted: Omit<Extract<ToEngine, { do: 'report' }>, 'do'>): Promise<Ended | undefined> {
  const asked = engine;
  engine = undefined;
  if (asked === undefined) return undefined;
  asked.send({ do: 'report', ...wanted } satisfies ToEngine);
  const reported = await next(asked);
  asked.disconnect();
  await resetTarget(reported.is === 'reported' ? reported.ended.accounts : undefined);
  if (reported.is === 'unusable') throw new Error(reported.message);
  return reported.is === 'reported' ? reported.ended : undefined;
}

/** The next message of the engine. @throws Error when it ends instead */
async function next(from: ChildProcess): Promise<FromEngine> {
  if (from.exitCode !== null || from.signalCode !== null)
    throw new Error(`the engine ended early, with ${String(from.exitCode ?? from.signalCode)}`);
  const over = new AbortController();
  const { signal } = over;
  try {
    return await Promise.race([
      once(from, 'message', { signal }).then(([message]) => message as FromEngine),
      once(from, 'exit', { signal }).then(([code, killedBy]): never => {
        throw new Error(`the engine ended early, with ${String(code ?? killedBy)}`);
      }),
    ]);
  } finally {
    over.abort();
  }
}
