/** Shares units of work among processes, one for each core. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Outcome, Unit } from './work.ts';
import type { Message } from './worker.ts';

/** Does all units; `progress` is told of every fault tried. Rejects with the first error of a worker. */
export async function doAll(units: readonly Unit[], progress: (done: number) => void): Promise<Outcome[]> {
  const open = [...units];
  const outcomes: Outcome[] = [];
  const size = Math.max(1, Math.min(availableParallelism(), units.length));
  const workers = Array.from({ length: size }, () =>
    fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
      execArgv: ['--import', import.meta.resolve('tsx')],
    }),
  );
  try {
    await Promise.all(workers.map((worker) => drain(worker, open, outcomes, progress)));
  } finally {
    for (const worker of workers) worker.kill();
  }
  return outcomes;
}

/** The next unit: of the API that a worker knows already, or else of one that nobody has begun. */
function take(open: Unit[], last: Unit | undefined): Unit | undefined {
  const same = open.findIndex(({ api }) => api === last?.api);
  const untouched = open.findIndex(({ kind, part }) => (kind === 'faults' || kind === 'scripts') && part === 0);
  return open.splice(Math.max(0, same === -1 ? untouched : same), 1)[0];
}

function drain(
  worker: ChildProcess,
  open: Unit[],
  outcomes: Outcome[],
  progress: (done: number) => void,
): Promise<void> {
  let last: Unit | undefined;
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const unit = take(open, last);
      last = unit;
      if (unit === undefined) resolve();
      else worker.send(unit);
    };
    worker.on('message', (message: Message) => {
      if ('done' in message) progress(message.done);
      else if ('failure' in message) reject(new Error(message.failure));
      else {
        outcomes.push(message.outcome);
        next();
      }
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a worker of the proof ended early, with ${String(code)}`)));
    next();
  });
}
