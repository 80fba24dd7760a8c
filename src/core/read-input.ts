/** Reads files that a user names, which may be anything that has a path. */
import { readFileSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { UserError } from './user-error.ts';

/** The most bytes of a file that people write. */
const usualMost = 16 * 2 ** 20;

/** The most bytes of a file that programs write: a report, a list of words. */
export const mostMade = 256 * 2 ** 20;

/**
 * Reads a file. Named pipes and devices are refused, since reading one may never end.
 * @param called how the message begins
 * @throws UserError if it cannot be read
 */
export function readInput(file: string, called = file, most = usualMost): Buffer {
  try {
    const found = statSync(file);
    if (!found.isFile() && !found.isDirectory() && file !== devNull)
      throw new UserError('it is a pipe or a device; give a file');
    if (found.size > most) throw new UserError(`it has ${found.size} bytes; ${most} are the most`);
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${called} cannot be read: ${code ?? message}`);
  }
}
