/** The words that the harness itself writes, which are never taken for a secret. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

let words: readonly string[] | undefined;

/** All words of the harness's own sources: names of settings, statements, members of reports. */
export function ownWords(): readonly string[] {
  return (words ??= readWords(fileURLToPath(new URL('../..', import.meta.url))));
}

function readWords(sources: string): string[] {
  // What was bundled into a script lies beside somebody else's files.
  if (!existsSync(path.join(sources, 'engine/masking/own-words.ts'))) return [];
  const found = new Set<string>();
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.ts'))
      for (const [word] of readFileSync(path.join(sources, file), 'utf8').matchAll(/[A-Za-z][a-z_A-Z]{3,}/g))
        found.add(word);
  return [...found];
}
