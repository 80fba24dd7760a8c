/** The words that the harness itself writes, which are never taken for a secret. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFile, isPackage } from '../../core/installation.ts';

let words: readonly string[] | undefined;

/** All words of the harness's own sources: names of settings, statements, members of reports. */
export function ownWords(): readonly string[] {
  return (words ??= isPackage ? packagedWords() : sourceWords());
}

/** The package's list of them. A script that reproduces a finding lies beside somebody else's files and has none. */
function packagedWords(): string[] {
  const list = dataFile('dist/words.txt');
  return existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [];
}

/** The words of the sources of this repository. */
export function sourceWords(): string[] {
  const sources = fileURLToPath(dataFile('src/'));
  const found = new Set<string>();
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.ts'))
      for (const [word] of readFileSync(path.join(sources, file), 'utf8').matchAll(/[A-Za-z][a-z_A-Z]{3,}/g))
        found.add(word);
  return [...found];
}
