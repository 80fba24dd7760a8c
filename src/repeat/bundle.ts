/** The engine as one file, for scripts that run where nothing is installed. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dataFile, isPackage } from '../core/installation.ts';
import { writeWhole } from '../settings/write-whole.ts';

const cache = dataFile('node_modules/.cache/session-conformance/');

/**
 * The bundled engine as an ES module. The package has it; in the repository it is built once for each state of the sources
 * and kept beside the installed packages.
 */
export async function bundledEngine(): Promise<string> {
  if (isPackage) return readFileSync(dataFile('dist/reproduce.mjs'), 'utf8');
  const name = `engine-${digestOfSources()}.mjs`;
  try {
    return readFileSync(new URL(name, cache), 'utf8');
  } catch {
    const code = await buildEngine();
    keep(name, code);
    return code;
  }
}

/** Everything that the bundle may be made of. */
function digestOfSources(): string {
  const hash = createHash('sha256').update(readFileSync(dataFile('package-lock.json')));
  const files = readdirSync(dataFile('src/'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((each) => each.endsWith('.ts')).sort())
    hash.update(file).update(readFileSync(dataFile(`src/${file}`)));
  return hash.digest('hex').slice(0, 16);
}

/** Bundles the engine, with everything that it needs. */
export async function buildEngine(): Promise<string> {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(dataFile('src/repeat/main.ts'))],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
    banner: {
      js: '// The engine of session-conformance, with Ajv, fast-uri, oauth-1.0a, tldts (all MIT) and tough-cookie (BSD-3-Clause), built from its sources.',
    },
  });
  return outputFiles[0]?.text ?? '';
}

/** Keeps a bundle instead of earlier ones, if the folder is writable. */
function keep(name: string, code: string): void {
  try {
    writeWhole(fileURLToPath(new URL(name, cache)), code);
    for (const other of readdirSync(cache))
      if (/^engine-\w+\.mjs$/.test(other) && other !== name) rmSync(new URL(other, cache));
  } catch {
    // The next run builds it again.
  }
}
