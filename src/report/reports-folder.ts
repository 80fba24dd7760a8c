/** The folder of a run's reports: it can be written, and no other run writes to it at the same time. */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from '../engine/limits/semaphore.ts';
import { UserError } from '../core/user-error.ts';

/**
 * Takes a folder for this process until it ends.
 * @throws UserError when it cannot be written, or when another run has it
 */
export function claimReports(folder: string): void {
  const lock = path.join(folder, '.lock');
  try {
    make(path.resolve(folder));
    accessSync(folder, constants.W_OK);
    const owner = Number(read(lock));
    if (owner > 0 && owner !== process.pid && isAlive(owner))
      throw new UserError(
        `Another run (process ${owner}) writes its reports to ${folder}; wait for its end, or set REPORTS_DIR to another folder`,
      );
    // What a killed run left behind.
    rmSync(lock, { force: true });
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && read(lock) !== '')
      throw new UserError(`Another run has just begun to write to ${folder}; set REPORTS_DIR to another folder`);
    throw new UserError(`REPORTS_DIR is "${folder}", where nothing can be written: ${message}`);
  }
  process.once('exit', () => {
    if (read(lock) === String(process.pid)) rmSync(lock, { force: true });
  });
}

/** Makes a folder and those above it. Node's own way to do so never ends where a file system has no folders to make. */
function make(folder: string): void {
  if (existsSync(folder)) return;
  make(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may have been quicker.
    if (!existsSync(folder)) throw error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
