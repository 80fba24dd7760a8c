/** Writes docs/matrix.md, docs/matrix.html and the README's short table from the results. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../start-process.ts';
import { matrixPage } from './matrix-page.ts';
import { matrixText, shortMatrix } from './matrix-text.ts';
import { readResult } from './result.ts';
import type { Result } from './result.ts';

const folder = path.join(root, 'tests/real-servers');
const [begin, end] = ['<!-- real servers: begin -->', '<!-- real servers: end -->'];

/** The results of all servers that have one, by name. */
export function allResults(): Map<string, Result> {
  const files = readdirSync(folder)
    .sort()
    .map((name) => [name, path.join(folder, name, 'result.json')] as const)
    .filter(([, file]) => existsSync(file));
  return new Map(files.map(([name, file]) => [name, readResult(file)]));
}

/** The pages as they have to be, by their paths in the repository. */
export async function pages(results: ReadonlyMap<string, Result>): Promise<Map<string, string>> {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const [before = '', , after = ''] = readme.split(/(<!-- real servers: begin -->[^]*<!-- real servers: end -->)/);
  const made = {
    'docs/matrix.md': matrixText(results),
    'docs/matrix.html': matrixPage(results),
    'README.md': `${before}${begin}\n\n${shortMatrix(results)}\n${end}${after}`,
  };
  const options = await resolveConfig(path.join(root, 'README.md'));
  const formatted = Object.entries(made).map(
    async ([file, text]) => [file, await format(text, { ...options, filepath: file })] as const,
  );
  return new Map(await Promise.all(formatted));
}

/** Writes them. */
export async function writePages(): Promise<void> {
  for (const [file, text] of await pages(allResults())) writeFileSync(path.join(root, file), text);
}
