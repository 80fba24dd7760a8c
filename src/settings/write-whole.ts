/** Writes files atomically. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../core/make-folder.ts';

/** Writes a file, and the folders above it, whole or not at all. @param mode its permissions; 0o600 for this user only */
export function writeWhole(file: string, content: string | Uint8Array, mode = 0o666): void {
  makeFolder(path.dirname(path.resolve(file)));
  const unfinished = `${file}.${process.pid}.part`;
  try {
    writeFileSync(unfinished, content, { mode });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
