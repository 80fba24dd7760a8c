/** Files and folders of reports. */
import { existsSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Playwright makes a folder for each test; those of ours stay empty. */
export function removeEmptyFolders(folder: string): void {
  if (!existsSync(folder)) return;
  for (const each of [...readdirSync(folder).map((name) => path.join(folder, name)), folder])
    if (statSync(each).isDirectory() && readdirSync(each).length === 0) rmdirSync(each);
}
