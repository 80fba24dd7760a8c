// @ts-check
/**
 * Loads the TypeScript of this project: removes its types and nothing else, so that each line stays where it is and a
 * stack needs no source map. Compiled files are cached by content beside the installed packages. JavaScript, because
 * Node 20 has to load it before any TypeScript.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const root = new URL('../../../', import.meta.url).href;
const ours = ['src/', 'reference/', 'tests/'].map((folder) => new URL(folder, root).href);
const cache = new URL('node_modules/.cache/session-conformance/', root);

/** @import { LoadFnOutput, LoadHookContext } from 'node:module' */
/** @import { Options } from 'sucrase' */

/**
 * The `load` hook of Node's modules, in both its forms: what the next one gives is passed on as it is.
 * @template T
 * @param {string} url
 * @param {LoadHookContext} context
 * @param {(url: string, context: LoadHookContext) => T} nextLoad
 * @returns {T | LoadFnOutput}
 */
export function load(url, context, nextLoad) {
  if (!ours.some((folder) => url.startsWith(folder))) return nextLoad(url, context);
  // By this ending Playwright asks for the source map of a file before it opens it, where Node has no `registerHooks`.
  if (url.endsWith('.ts.esm.preflight')) return moduleOf('');
  const ending = /\.[jt]s$/.exec(url)?.[0];
  if (ending === undefined) return nextLoad(url, context);
  const source = readFileSync(new URL(url), 'utf8');
  if (ending === '.js') return moduleOf(source);
  const known = kept(source);
  if (known !== undefined) return moduleOf(known);
  /** @type {string} */
  let code;
  try {
    code = withoutTypes(source);
  } catch {
    // Playwright shows what is wrong, and where.
    return nextLoad(url, context);
  }
  keep(source, code);
  return moduleOf(code);
}

/** @param {string} source @returns {LoadFnOutput} */
function moduleOf(source) {
  return { format: 'module', shortCircuit: true, source };
}

/** @type {Options} */
const options = { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: true };

/**
 * Removes the types. Throws a SyntaxError with line and column.
 * @param {string} source
 * @returns {string} JavaScript, line by line what the TypeScript is
 */
export function withoutTypes(source) {
  // Loaded where something has to be compiled, which is seldom.
  const { transform } = /** @type {typeof import('sucrase')} */ (require('sucrase'));
  return transform(source, options).code;
}

/** The compiler and its options, which decide the result beside the source. @type {string | undefined} */
let compiler;

/** @param {string} source */
function fileOf(source) {
  compiler ??= JSON.stringify([/** @type {{ version: string }} */ (require('sucrase/package.json')).version, options]);
  return new URL(`${createHash('sha256').update(compiler).update(source).digest('hex')}.js`, cache);
}

/** The last line of a file that was written to its end. */
const end = '\n//# whole';

/** @param {string} source */
function kept(source) {
  try {
    const code = readFileSync(fileOf(source), 'utf8');
    return code.endsWith(end) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a compiled file for the next time, where that is possible. @param {string} source @param {string} code */
function keep(source, code) {
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
