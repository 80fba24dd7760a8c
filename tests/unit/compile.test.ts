/** What Playwright loads of this project: JavaScript that stands where the TypeScript stood. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load, withoutTypes } from '../../src/compile/hooks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function files(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file));
}

test('each word of what is compiled stands in the line where it was written', () => {
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

test('what is no TypeScript is left to Playwright, which shows the place', () => {
  const url = new URL('wrong.ts', import.meta.url);
  writeFileSync(url, 'const one = 1;\nconst two: = 2;\n');
  try {
    assert.throws(() => withoutTypes(readFileSync(url, 'utf8')), /Unexpected token \(2:12\)/);
    const context = { conditions: [], format: 'module', importAssertions: {}, importAttributes: {} } as const;
    const loaded = load(url.href, { ...context, conditions: [] }, () => 'the next one');
    assert.equal(loaded, 'the next one');
  } finally {
    rmSync(url);
  }
});

test('Playwright compiles the configuration and what it begins with, and no more', () => {
  const cache = mkdtempSync(path.join(tmpdir(), 'conformance-cache-'));
  try {
    const env = { ...process.env, PWTEST_CACHE_DIR: cache };
    const { status } = spawnSync('npx', ['playwright', 'test', '--list'], { cwd: root, env });
    assert.equal(status, 0);
    const compiled = files(cache, '.js').map((file) => path.basename(file, '.js').split('_').at(-1));
    assert.deepEqual(compiled.sort(), ['hooks', 'playwrightconfig', 'register']);
  } finally {
    rmSync(cache, { recursive: true });
  }
});
