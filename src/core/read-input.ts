/** Reads files that a user names, which may be anything that has a path. */
import { closeSync, constants, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { UserError } from './user-error.ts';

/** The most bytes of a file that people write. */
const usualMost = 16 * 2 ** 20;

/** The most bytes of a file that programs write: a report, a list of words. */
export const mostMade = 256 * 2 ** 20;

/** Milliseconds until a program has to have opened a pipe to write to it. */
const longestAway = 5000;
/** Milliseconds in which a program that has opened it may write nothing: it may ask its user first. */
const longestSilence = 60_000;

/** A pipe has its content only once. */
const contents = new Map<string, Buffer>();

/**
 * Reads a file, or a pipe that somebody writes to. Devices are refused, since reading one may never end.
 * @param called how the message begins
 * @throws UserError if it cannot be read
 */
export function readInput(file: string, called = file, most = usualMost): Buffer {
  try {
    const found = statSync(file);
    if (found.isFIFO()) return readPipe(file, most);
    if (!found.isFile() && !found.isDirectory() && file !== devNull)
      throw new UserError('it is a device or a socket; give a file');
    if (found.size > most) throw new UserError(`it has ${found.size} bytes; ${most} are the most`);
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${called} cannot be read: ${code ?? message}`);
  }
}

/** Reads a pipe to its end, without waiting forever for a program that writes to it. */
function readPipe(file: string, most: number): Buffer {
  const known = contents.get(file);
  if (known !== undefined) return known;
  const pipe = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const parts: Buffer[] = [];
    let size = 0;
    let hasWriter = false;
    let since = Date.now();
    for (;;) {
      const part = readAvailable(pipe);
      if (part?.length === 0 && hasWriter) break;
      if (part?.length === 0 || (part === undefined && hasWriter)) {
        if (Date.now() - since > (hasWriter ? longestSilence : longestAway)) throw new UserError(waited(hasWriter));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
        continue;
      }
      hasWriter = true;
      since = Date.now();
      if (part !== undefined) parts.push(part);
      size += part?.length ?? 0;
      if (size > most) throw new UserError(`it has more than ${most} bytes, which are the most`);
    }
    const content = Buffer.concat(parts);
    contents.set(file, content);
    return content;
  } finally {
    closeSync(pipe);
  }
}

function waited(hasWriter: boolean): string {
  return hasWriter
    ? 'the program that writes to this pipe is silent; give a file'
    : 'nobody writes to this pipe; give a file, or write to it';
}

/** Reads the bytes that are in a pipe: none if no program has it open to write, undefined if one has and did not write yet. */
function readAvailable(pipe: number): Buffer | undefined {
  const part = Buffer.alloc(65_536);
  try {
    return part.subarray(0, readSync(pipe, part));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}
