/**
 * Loads the TypeScript of this project: its types are taken away and nothing else, so that each line stays where it is
 * and a stack needs no source map. What was compiled is kept, by its content, beside the installed packages.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Options } from 'sucrase';

const require = createRequire(import.meta.url);
const root = new URL('../../', import.meta.url).href;
const packages = new URL('node_modules/', root);
const cache = new URL('.cache/session-conformance/', packages);

type NextLoad<T> = (url: string, context: LoadHookContext) => T;

/** The `load` hook of Node's modules, in both its forms: what the next one gives is passed on as it is. */
export function load<T>(url: string, context: LoadHookContext, nextLoad: NextLoad<T>): T | LoadFnOutput {
  if (!url.startsWith(root) || url.startsWith(packages.href)) return nextLoad(url, context);
  // By this ending Playwright asks for the source map of a file before it opens it.
  if (url.endsWith('.ts.esm.preflight')) return moduleOf('');
  const ending = /\.[jt]s$/.exec(url)?.[0];
  if (ending === undefined) return nextLoad(url, context);
  const file = fileURLToPath(url);
  const source = readFileSync(file, 'utf8');
  return moduleOf(ending === '.js' ? source : (kept(source) ?? keep(source, withoutTypes(source, file))));
}

function moduleOf(source: string): LoadFnOutput {
  return { format: 'module', shortCircuit: true, source };
}

const options: Options = { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: true };

/**
 * @returns JavaScript, line by line what the TypeScript is
 * @throws SyntaxError naming the file, with the line and the column
 */
export function withoutTypes(source: string, file: string): string {
  // Loaded where something has to be compiled, which is seldom.
  const { transform } = require('sucrase') as typeof import('sucrase');
  try {
    return transform(source, options).code;
  } catch (error) {
    throw new SyntaxError(`${file}: ${(error as Error).message}`);
  }
}

/** What, beside the source, decides what becomes of it. */
let compiler: string | undefined;

function fileOf(source: string): URL {
  compiler ??= JSON.stringify([(require('sucrase/package.json') as { version: string }).version, options]);
  return new URL(`${createHash('sha256').update(compiler).update(source).digest('hex')}.js`, cache);
}

function kept(source: string): string | undefined {
  try {
    return readFileSync(fileOf(source), 'utf8');
  } catch {
    return undefined;
  }
}

/** Keeps it for the next time, where that is possible. @returns the code */
function keep(source: string, code: string): string {
  const file = fileOf(source);
  // Several processes may do so at once, and each has to read whole files.
  const begun = new URL(`${file.href}.${process.pid}`);
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(begun, code);
    renameSync(begun, file);
  } catch {
    // The folder cannot be written: it is compiled again the next time.
  }
  return code;
}
