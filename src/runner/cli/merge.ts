/** `session-conformance merge`: one result of the blobs of all shards, with the exit code of a run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFile, isPackage, moduleFile } from '../../core/installation.ts';
import { readInput } from '../../core/read-input.ts';
import { UserError } from '../../core/user-error.ts';
import { readEntry } from '../../report/zip.ts';
import { demandOwnCases } from '../../settings/run-environment.ts';

/**
 * Merges with this project's configuration, without which Playwright ends with 0 whatever the blobs say.
 * @throws UserError for a folder without blobs, and for a blob that is not whole
 */
export async function merge(folder: string): Promise<void> {
  checkBlobs(folder);
  demandOwnCases();
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const config = fileURLToPath(
    isPackage ? moduleFile('runner/playwright/playwright.config') : dataFile('playwright.config.ts'),
  );
  const args = [playwright, 'merge-reports', `--config=${config}`, folder];
  const [code] = (await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')) as [number | null];
  process.exitCode = code ?? 130;
}

/** Bytes that Node reads at once. A larger blob, of other projects' attachments, is left to Playwright. */
const mostAtOnce = 2 ** 31 - 1;

function checkBlobs(folder: string): void {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const blobs = isFolder ? readdirSync(folder).filter((name) => name.endsWith('.zip')) : [];
  if (blobs.length === 0)
    throw new UserError(`${folder} holds no blobs; give the folder with the .zip files of all shards`);
  for (const blob of blobs.map((name) => path.join(folder, name)))
    if (statSync(blob).size <= mostAtOnce && !isWhole(readInput(blob, blob, mostAtOnce)))
      throw new UserError(`${blob} is incomplete; fetch it again, or run its shard again`);
}

/** Whether an archive has all events of its run. One that has none is somebody else's. */
function isWhole(archive: Buffer): boolean {
  try {
    const events = readEntry(archive, 'report.jsonl')?.toString();
    return events === undefined || /^\{"method":"onEnd".*\}$/.test(events.trimEnd().split('\n').at(-1) ?? '');
  } catch (error) {
    // Too many events to look at are no sign of a missing one.
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
  }
}
