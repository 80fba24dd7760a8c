/** Builds `dist`, which the npm package has instead of sources: modules, source maps, and the types of what it exports. */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { dataFile } from '../core/installation.ts';
import { sourceWords } from '../engine/masking/own-words.ts';
import { buildEngine } from '../repeat/bundle.ts';

const pathOf = (place: string): string => fileURLToPath(dataFile(place));
const dist = pathOf('dist/');

/** Modules that are loaded by name: by users, by Playwright, or as a process (`moduleFile`). */
const entryPoints = [
  { out: 'index', in: pathOf('src/runner/playwright/conformance.ts') },
  { out: 'cli', in: pathOf('src/runner/cli/main.ts') },
  ...['playwright.config', 'global-setup', 'turning-reporter', 'conformance-reporter', 'engine-process'].map(
    (name) => ({
      out: name,
      in: pathOf(`src/runner/playwright/${name}.ts`),
    }),
  ),
  ...(await readdir(pathOf('src/runner/playwright/specs'))).map((file) => ({
    out: `specs/${file.replace(/\.ts$/, '')}`,
    in: pathOf(`src/runner/playwright/specs/${file}`),
  })),
];

/** The declarations of a module that users see; those that it imports are beside it. */
async function declarations(module: string): Promise<string> {
  const source = await readFile(dataFile(`src/runner/playwright/${module}.ts`), 'utf8');
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, { compilerOptions: { strict: true } });
  const [problem] = diagnostics;
  if (problem !== undefined) throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'));
  return outputText.replaceAll(/'(\.\/[\w-]+)\.ts'/g, "'$1.js'");
}

const { dependencies, peerDependencies } = JSON.parse(await readFile(dataFile('package.json'), 'utf8')) as Record<
  'dependencies' | 'peerDependencies',
  Record<string, string>
>;

await rm(dist, { recursive: true, force: true });
await build({
  entryPoints,
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  legalComments: 'inline',
  // Packages that are not installed with the package become part of it.
  external: Object.keys({ ...dependencies, ...peerDependencies }).flatMap((name) => [name, `${name}/*`]),
  logLevel: 'warning',
});
await mkdir(dist, { recursive: true });
await writeFile(`${dist}index.d.ts`, await declarations('conformance'));
await writeFile(`${dist}options.d.ts`, await declarations('options'));
await writeFile(`${dist}reproduce.mjs`, await buildEngine());
await writeFile(`${dist}words.txt`, sourceWords().join('\n'));
