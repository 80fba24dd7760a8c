/** The modules that Playwright loads of this project: JavaScript that stands where the TypeScript stood. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as Hooks from '../../src/runner/compile/hooks.js';
import { withoutTypes } from '../../src/runner/compile/hooks.js';
import { temporaryFolder } from '../temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function files(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file));
}

test('keeps each word of compiled code in its line', () => {
  const sources = [...files(path.join(root, 'src'), '.ts'), ...files(path.join(root, 'tests'), '.ts')].filter(
    (file) => !file.endsWith('.d.ts'),
  );
  assert.ok(sources.length > 200);
  for (const file of sources) {
    const written = readFileSync(file, 'utf8').split('\n');
    const compiled = withoutTypes(written.join('\n')).split('\n');
    assert.equal(compiled.length, written.length, file);
    for (const [index, line] of compiled.entries()) {
      const words = new Set(written[index]?.match(/\w+/g));
      const others = line.match(/\w+/g)?.filter((word) => !words.has(word)) ?? [];
      assert.deepEqual(others, [], `${file}:${index + 1}`);
    }
  }
});

/** The hook in a project of its own, with one file. */
async function elsewhere(source: string, use: (load: () => string, kept: string) => void): Promise<void> {
  const project = realpathSync(temporaryFolder('conformance-compile'));
  for (const folder of ['src/runner/compile', 'node_modules'])
    mkdirSync(path.join(project, folder), { recursive: true });
  symlinkSync(path.join(root, 'node_modules/sucrase'), path.join(project, 'node_modules/sucrase'));
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }');
  copyFileSync(path.join(root, 'src/runner/compile/hooks.js'), path.join(project, 'src/runner/compile/hooks.js'));
  const file = path.join(project, 'src/one.ts');
  writeFileSync(file, source);
  const hooks = (await import(pathToFileURL(path.join(project, 'src/runner/compile/hooks.js')).href)) as typeof Hooks;
  const context = { conditions: [], format: 'module', importAssertions: {}, importAttributes: {} } as const;
  const load = (): string => {
    const loaded = hooks.load(pathToFileURL(file).href, { ...context, conditions: [] }, () => 'left to the next one');
    return typeof loaded === 'string' ? loaded : (loaded.source as string);
  };
  use(load, path.join(project, 'node_modules/.cache/session-conformance'));
}

test('reports a syntax error through Playwright, with its location', () =>
  elsewhere('const one = 1;\nconst two: = 2;\n', (load) => assert.equal(load(), 'left to the next one')));

test('caches compiled code, and compiles incomplete entries again', () =>
  elsewhere('export const one: number = 1;\n', (load, kept) => {
    const code = load();
    assert.match(code, /^export const one = 1;/);
    const [file = '', ...others] = files(kept, '.js');
    assert.deepEqual(others, []);
    const whole = readFileSync(file, 'utf8');
    for (const damaged of ['', whole.slice(0, 12)]) {
      writeFileSync(file, damaged);
      assert.equal(load(), code);
      assert.equal(readFileSync(file, 'utf8'), whole);
    }
    writeFileSync(file, whole.replace('1', '2'));
    assert.match(load(), /^export const one = 2;/);
  }));

test('compiles without a writable cache', () =>
  elsewhere('export const one: number = 1;\n', (load, kept) => {
    writeFileSync(path.dirname(kept), 'no folder');
    assert.match(load(), /^export const one = 1;/);
  }));

test('Playwright compiles only the configuration and its first imports', () => {
  const cache = temporaryFolder('conformance-cache');
  const env = { ...process.env, PWTEST_CACHE_DIR: cache };
  const { status } = spawnSync('npx', ['playwright', 'test', '--list'], { cwd: root, env });
  assert.equal(status, 0);
  const compiled = files(cache, '.js').map((file) => path.basename(file, '.js').split('_').at(-1));
  assert.deepEqual(compiled.sort(), ['hooks', 'playwrightconfig', 'register']);
});
