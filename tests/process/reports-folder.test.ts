/** A run touches only files that a run wrote: anything else in its folder of reports stops it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.ts';
import { runPlaywright } from './run-playwright.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const temporary = realpathSync(temporaryFolder('folders'));

/** One case, which is enough to write every report. */
function run(folder: string, ...more: string[]): Promise<{ code: number | null; output: string }> {
  return runPlaywright({ REPORTS_DIR: folder }, [
    '-g',
    '@flame/login/success(?![\\w/-])|flame.*responds 201|flame login.*answers a',
    ...more,
  ]);
}

function folderWith(name: string, files: readonly string[]): string {
  const folder = path.join(temporary, name);
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), 'mine');
  }
  return folder;
}

test('a folder with files of the user is refused, and they stay', async () => {
  const files = ['html/index.html', 'html/mysite.txt', 'repeat/mine.txt', 'test-results/mine.txt'];
  const folder = folderWith('mine', files);
  const { code, output } = await run(folder);
  assert.equal(code, 2, output);
  for (const file of files) {
    assert.ok(output.includes(file), output);
    assert.equal(readFileSync(path.join(folder, file), 'utf8'), 'mine');
  }
  assert.deepEqual(output.trim().split('\n').length, 1, output);
});

test('folders that are no folders of reports are refused', async () => {
  for (const [folder, message] of [
    ['/', /the root of the file system/],
    [homedir(), /a home folder/],
    [root, /the folder of this project or one above it/],
    [path.dirname(root), /the folder of this project or one above it/],
    ['src', /which holds what no run of the harness wrote: /],
  ] as const) {
    const { code, output } = await run(folder);
    assert.equal(code, 2, output);
    assert.match(output, message);
  }
});

test('what a run wrote the next one replaces; what came since then, it refuses', async () => {
  const folder = path.join(temporary, 'ours');
  const first = await run(folder);
  assert.equal(first.code, 0, first.output);
  const again = await run(folder);
  assert.equal(again.code, 0, again.output);
  writeFileSync(path.join(folder, 'html', 'notes.txt'), 'mine');
  const refused = await run(folder);
  assert.equal(refused.code, 2, refused.output);
  assert.match(refused.output, /html\/notes\.txt;/);
  assert.equal(readFileSync(path.join(folder, 'html', 'notes.txt'), 'utf8'), 'mine');
  rmSync(path.join(folder, 'html', 'notes.txt'));
  // A killed run has listed nothing.
  writeFileSync(path.join(folder, '.session-conformance'), '{}');
  const after = await run(folder);
  assert.equal(after.code, 0, after.output);
});

test('a whole run removes the blobs of an earlier one in shards', async () => {
  const folder = path.join(temporary, 'sharded');
  const shard = await run(folder, '--shard=1/1');
  assert.equal(shard.code, 0, shard.output);
  assert.ok(existsSync(path.join(folder, 'blob')));
  const whole = await run(folder);
  assert.equal(whole.code, 0, whole.output);
  assert.ok(!existsSync(path.join(folder, 'blob')));
});

test('a link out of the folder is not followed', async () => {
  const outside = folderWith('outside', ['index.html']);
  const folder = path.join(temporary, 'linked');
  mkdirSync(folder);
  symlinkSync(outside, path.join(folder, 'html'));
  const { code, output } = await run(folder);
  assert.equal(code, 2, output);
  assert.match(output, /html \(a link\)/);
  assert.ok(existsSync(path.join(outside, 'index.html')));
});
