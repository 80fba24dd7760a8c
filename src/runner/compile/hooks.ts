/**
 * Loads the TypeScript of this project: its types are taken away and nothing else, so that each line stays where it is
 * (its columns do not) and a stack needs no source map. What was compiled is kept, by its content, beside the installed
 * packages.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { LoadFnOutput, LoadHookContext } from 'node:module';
import type { Options } from 'sucrase';

const require = createRequire(import.meta.url);
const root = new URL('../../../', import.meta.url).href;
const ours = ['src/', 'reference/', 'tests/'].map((folder) => new URL(folder, root).href);
const cache = new URL('node_modules/.cache/session-conformance/', root);

type NextLoad<T> = (url: string, context: LoadHookContext) => T;

/** The `load` hook of Node's modules, in both its forms: what the next one gives is passed on as it is. */
export function load<T>(url: string, context: LoadHookContext, nextLoad: NextLoad<T>): T | LoadFnOutput {
  if (!ours.some((folder) => url.startsWith(folder))) return nextLoad(url, context);
  // By this ending Playwright asks for the source map of a file before it opens it, where Node has no `registerHooks`.
  if (url.endsWith('.ts.esm.preflight')) return moduleOf('');
  const ending = /\.[jt]s$/.exec(url)?.[0];
  if (ending === undefined) return nextLoad(url, context);
  const source = readFileSync(new URL(url), 'utf8');
  if (ending === '.js') return moduleOf(source);
  const known = kept(source);
  if (known !== undefined) return moduleOf(known);
  let code: string;
  try {
    code = withoutTypes(source);
  } catch {
    // Playwright shows what is wrong, and where.
    return nextLoad(url, context);
  }
  keep(source, code);
  return moduleOf(code);
}

function moduleOf(source: string): LoadFnOutput {
  return { format: 'module', shortCircuit: true, source };
}

const options: Options = { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: true };

/**
 * @returns JavaScript, line by line what the TypeScript is
 * @throws SyntaxError with the line and the column
 */
export function withoutTypes(source: string): string {
  // Loaded where something has to be compiled, which is seldom.
  const { transform } = require('sucrase') as typeof import('sucrase');
  return transform(source, options).code;
}

/** What, beside the source, decides what becomes of it. */
let compiler: string | undefined;

function fileOf(source: string): URL {
  compiler ??= JSON.stringify([(require('sucrase/package.json') as { version: string }).version, options]);
  return new URL(`${createHash('sha256').update(compiler).update(source).digest('hex')}.js`, cache);
}

/** The last line of a file that was written to its end. */
const end = '\n//# whole';

function kept(source: string): string | undefined {
  try {
    const code = readFileSync(fileOf(source), 'utf8');
    return code.endsWith(end) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it for the next time, where that is possible. */
function keep(source: string, code: string): void {
  const file = fileOf(source);
  // Several processes may do so at once, and each has to read whole files.
  const begun = new URL(`${file.href}.${randomUUID()}`);
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(begun, code + end);
    renameSync(begun, file);
  } catch {
    // The folder cannot be written: it is compiled again the next time.
  }
}
