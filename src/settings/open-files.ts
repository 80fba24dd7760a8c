/** Whether this process may open as many files and connections as a run needs. */
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { isShortage, UserError } from '../core/user-error.ts';

/** A run has about half as many open at the same time. */
const needed = 128;

/** Opens that many files for a moment: a run that meets the limit later would lose connections. @throws UserError */
export function checkOpenFiles(): void {
  const open: number[] = [];
  try {
    while (open.length < needed) open.push(openSync(devNull, 'r'));
  } catch (error) {
    if (!isShortage(error)) throw error;
    throw new UserError(
      `This process may open only ${open.length} more files, and a run needs ${needed}; raise the limit (ulimit -n 1024)`,
    );
  } finally {
    for (const each of open) closeSync(each);
  }
}
