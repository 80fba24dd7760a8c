/** `session-conformance merge`: one result of the blobs of all shards, with the exit code of a run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { dataFile, isPackage, moduleFile } from '../../core/installation.ts';

/** Merges with this project's configuration, without which Playwright ends with 0 whatever the blobs say. */
export async function merge(folder: string): Promise<void> {
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const config = fileURLToPath(
    isPackage ? moduleFile('runner/playwright/playwright.config') : dataFile('playwright.config.ts'),
  );
  const args = [playwright, 'merge-reports', `--config=${config}`, folder];
  const [code] = (await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')) as [number | null];
  process.exitCode = code ?? 130;
}
