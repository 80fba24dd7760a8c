/** Who may import whom: the table of docs/architecture.md, enforced. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The rows of the table: a folder of src, and the folders that it may import. */
function table(): Map<string, Set<string>> {
  const text = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([\w-]+)` +\|[^|]*\| ([^|]*)\|$/gm)];
  return new Map(
    rows.map(([, folder, allowed]) => [
      folder ?? '',
      new Set([...(allowed ?? '').matchAll(/`([\w-]+)`/g)].map(([, name]) => name ?? '')),
    ]),
  );
}

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));
}

const allowed = table();

test('the table of docs/architecture.md names every folder of src', () => {
  const folders = readdirSync(path.join(root, 'src')).sort();
  assert.deepEqual([...allowed.keys()].sort(), folders);
});

test('no file of src imports what the table does not allow', () => {
  const broken: string[] = [];
  for (const file of sources('src')) {
    const own = file.split(path.sep)[1] ?? '';
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const [, target] of text.matchAll(/(?:^(?:import|export) .*?from |\bimport\()'(\.[^']+)'/gms)) {
      const folder = path.relative('src', path.join(path.dirname(file), target ?? '')).split(path.sep)[0] ?? '';
      if (folder !== own && allowed.get(own)?.has(folder) !== true) broken.push(`${file} imports ${folder}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('only reporters and tests know the Playwright test runner', () => {
  const knowing = sources('src').filter((file) =>
    readFileSync(path.join(root, file), 'utf8').includes("'@playwright/test"),
  );
  assert.deepEqual(
    knowing.filter((file) => !/src\/report\/[\w-]+-reporter\.ts$/.test(file)),
    [],
  );
});

test('one module reads the environment', () => {
  const reading = sources('src').filter((file) => readFileSync(path.join(root, file), 'utf8').includes('process.env'));
  assert.deepEqual(reading, [path.join('src', 'target', 'settings.ts')]);
});

test('the reference target shares nothing with the signer', () => {
  const using = sources('src/reference').filter((file) =>
    readFileSync(path.join(root, file), 'utf8').includes("'oauth-1.0a'"),
  );
  assert.deepEqual(using, []);
});
