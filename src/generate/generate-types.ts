/** Generates the types of all schemas into src/generated; with `--check`, says whether they are stale. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compileFromFile } from 'json-schema-to-typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schemas = path.join(root, 'schemas');
const generated = path.join(root, 'src/generated');

async function filesBelow(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => [] as string[]);
  return entries.filter((entry) => entry.endsWith(ending)).sort();
}

/** The generated text by path below src/generated. */
async function generate(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const file of await filesBelow(schemas, '.schema.json')) {
    const text = await compileFromFile(path.join(schemas, file), {
      cwd: path.dirname(path.join(schemas, file)),
      additionalProperties: true,
      bannerComment: `/* Generated from schemas/${file} by npm run generate. */`,
      style: { singleQuote: true, printWidth: 120 },
    });
    texts.set(file.replace(/\.schema\.json$/, '.ts'), text);
  }
  return texts;
}

async function staleFiles(texts: ReadonlyMap<string, string>): Promise<string[]> {
  const existing = await filesBelow(generated, '.ts');
  const stale = existing.filter((file) => !texts.has(file));
  for (const [file, text] of texts) {
    const found = await readFile(path.join(generated, file), 'utf8').catch(() => undefined);
    if (found !== text) stale.push(file);
  }
  return stale;
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const texts = await generate();
if (values.check) {
  const stale = await staleFiles(texts);
  if (stale.length > 0) {
    console.error(`src/generated is stale (${stale.join(', ')}); run "npm run generate" and commit the result`);
    process.exitCode = 1;
  } else console.log(`src/generated: ${texts.size} files, as the schemas say`);
} else {
  await rm(generated, { recursive: true, force: true });
  for (const [file, text] of texts) {
    await mkdir(path.dirname(path.join(generated, file)), { recursive: true });
    await writeFile(path.join(generated, file), text);
  }
  console.log(`src/generated: ${texts.size} files`);
}
