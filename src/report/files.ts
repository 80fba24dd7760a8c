/** Files and folders of reports. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes a file whole or not at all. */
export function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.part`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Playwright makes a folder for each test; those of ours stay empty. */
export function removeEmptyFolders(folder: string): void {
  if (!existsSync(folder)) return;
  for (const each of [...readdirSync(folder).map((name) => path.join(folder, name)), folder])
    if (statSync(each).isDirectory() && readdirSync(each).length === 0) rmdirSync(each);
}
