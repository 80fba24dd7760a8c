/**
 * Generates the types of the schemas that something imports; `--check` reports stale ones. The types of an API are for
 * the reference target, which imports nothing of src; the others serve the harness.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compileFromFile } from 'json-schema-to-typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schemas = path.join(root, 'schemas');
const folders = ['src/generated', 'reference/generated'] as const;

/** The file, relative to the root, of the types of a schema. */
function fileOf(schema: string): string {
  const file = schema.replace(/\.schema\.json$/, '.ts');
  return path.join(file.includes(path.sep) ? folders[1] : folders[0], file);
}

async function filesBelow(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => [] as string[]);
  return entries.filter((entry) => entry.endsWith(ending)).sort();
}

/** The files of types that the harness and the reference targets import. */
async function importedFiles(): Promise<Set<string>> {
  const found = new Set<string>();
  for (const folder of ['src', 'reference'])
    for (const file of await filesBelow(path.join(root, folder), '.ts')) {
      const text = await readFile(path.join(root, folder, file), 'utf8');
      for (const [, imported = ''] of text.matchAll(/from '(\.[^']*\/generated\/[^']+)';/g))
        found.add(path.join(folder, path.dirname(file), imported));
    }
  return found;
}

/** The generated texts by their paths. */
async function generate(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const imported = await importedFiles();
  for (const file of await filesBelow(schemas, '.schema.json')) {
    if (!imported.has(fileOf(file))) continue;
    const text = await compileFromFile(path.join(schemas, file), {
      cwd: path.dirname(path.join(schemas, file)),
      additionalProperties: true,
      bannerComment: `/* Generated from schemas/${file} by npm run generate. */`,
      style: { singleQuote: true, printWidth: 120 },
    });
    texts.set(fileOf(file), text);
  }
  return texts;
}

async function staleFiles(texts: ReadonlyMap<string, string>): Promise<string[]> {
  const existing = await Promise.all(
    folders.map(async (folder) =>
      (await filesBelow(path.join(root, folder), '.ts')).map((file) => path.join(folder, file)),
    ),
  );
  const stale = existing.flat().filter((file) => !texts.has(file));
  for (const [file, text] of texts) {
    const found = await readFile(path.join(root, file), 'utf8').catch(() => undefined);
    if (found !== text) stale.push(file);
  }
  return stale;
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const texts = await generate();
if (values.check) {
  const stale = await staleFiles(texts);
  if (stale.length > 0) {
    console.error(`Generated types are stale (${stale.join(', ')}); run "npm run generate" and commit the result`);
    process.exitCode = 1;
  } else console.log(`${texts.size} files of generated types, as the schemas say`);
} else {
  for (const folder of folders) await rm(path.join(root, folder), { recursive: true, force: true });
  for (const [file, text] of texts) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  console.log(`${texts.size} files of generated types`);
}
