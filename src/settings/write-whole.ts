/** Writes files atomically. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes a file, and the folders above it, whole or not at all. @param mode its permissions; 0o600 for this user only */
export function writeWhole(file: string, content: string | Uint8Array, mode = 0o666): void {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(unfinished, content, { mode });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
