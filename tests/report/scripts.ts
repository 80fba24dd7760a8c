/** The scripts of findings, as the processes that people start. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledEngine } from '../../src/repeat/bundle.ts';
import type { Reproduction } from '../../src/repeat/main.ts';

/** A process that ended. */
interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A folder outside of the checkout, where nothing is installed, with the engine in it. */
export async function scriptFolder(): Promise<{ path: string; readonly remove: () => void }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'repeat-'));
  writeFileSync(path.join(folder, 'engine.mjs'), await bundledEngine());
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes a script like those of a report. @returns its file */
export function writeScript(folder: string, name: string, reproduction: Reproduction): string {
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(reproduction));
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { reproduce } from './engine.mjs';
process.exitCode = await reproduce(new URL('./${name}.json', import.meta.url), process.env);
`,
  );
  return file;
}

/** Runs a file with nothing but these settings in its environment. */
export function run(command: string, file: string, settings: Readonly<Record<string, string>>): Promise<Ended> {
  const env = { PATH: process.env['PATH'], ...settings };
  return new Promise((resolve) => {
    const child = spawn(command, [file], { cwd: path.dirname(file), env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
    child.on('close', (code) => resolve({ code, output }));
  });
}
