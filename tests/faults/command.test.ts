/** `npm run faults`: what differs from a golden matrix fails the command, which names the file and the remedy. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { goldenFile, readGolden } from '../../src/proof/golden.ts';
import { complaints, matrixOf } from '../../src/proof/matrix.ts';
import type { Trial } from '../../src/proof/prove.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder('matrices');
const file = path.join(folder, 'flame.yaml');
const reviewed = readFileSync(goldenFile('flame'), 'utf8');

/** Runs the command on one fault of flame, with a matrix of its own. */
function faults(matrix: string, ...given: string[]): Promise<{ code: number | null; output: string }> {
  writeFileSync(file, matrix);
  const child = spawn(process.execPath, ['bin/session-conformance.js', 'faults', '--matrices', folder, ...given]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

const trimmed = ['--fault', 'flame-password-trimmed-before'];
const paragraph = '- faults: password-trimmed-before\n  breaks:\n    login: password-after-space\n';

test('a fault that is as the matrix says passes, with its verdicts and exchanges', async () => {
  assert.ok(reviewed.includes(paragraph));
  const { code, output } = await faults(reviewed, ...trimmed);
  assert.equal(code, 0, output);
  assert.match(output, /flame\/login\/password-after-space: warned /);
  assert.match(output, /POST https:\/\/flame\.example\/api\/v1\/sessions -> 201/);
});

test('a fault that breaks more than the matrix says fails, and --update accepts it', async () => {
  const changed = reviewed.replace(paragraph, paragraph.replace('password-after-space', 'no-store'));
  const { code, output } = await faults(changed, ...trimmed);
  assert.equal(code, 1);
  assert.match(output, /also breaks flame\/login\/password-after-space \(expected: passed; got: warned /);
  assert.match(output, /no longer breaks flame\/login\/no-store \(expected: failed or warned; got: passed\)/);
  assert.match(
    output,
    /reference\/matrices\/flame\.yaml.*npm run faults -- --fault flame-password-trimmed-before --update/,
  );
  const updated = await faults(changed, ...trimmed, '--update');
  assert.equal(updated.code, 0, updated.output);
  assert.equal(readFileSync(file, 'utf8'), reviewed);
});

test('a fault that the matrix does not have fails', async () => {
  const { code, output } = await faults(reviewed.replace(paragraph, ''), ...trimmed);
  assert.equal(code, 1);
  assert.match(output, /flame-password-trimmed-before is not in the matrix/);
});

test('a fault that does not exist is a wrong argument', async () => {
  const { code, output } = await faults(reviewed, '--fault', 'flame-nothing');
  assert.equal(code, 2);
  assert.match(output, /--fault flame-nothing: there is no such fault/);
});

test('a requirement that no fault breaks, and an entry without a fault, are complained of', () => {
  const trial: Trial = {
    fault: 'flame-password-trimmed-before',
    api: 'flame',
    kind: 'behaviour',
    sentence: 'trims the password at its beginning',
    effect: { breaks: ['flame/login/password-after-space'], blocks: [] },
    entry: { breaks: { login: 'password-after-space' }, blocks: {} },
    complaints: [],
    findings: [],
  };
  const options = { pairs: 0, seed: 1, update: false };
  const matrix = matrixOf(
    [
      {
        unit: { api: 'flame', kind: 'faults', part: 0, of: 1, options },
        trials: [trial],
        pairs: [],
        alarms: [],
        scripts: [],
        requirements: ['flame/login/password-after-space', 'flame/login/success'],
      },
    ],
    new Map([['flame', new Map([...readGolden('flame')].filter(([id]) => id.startsWith('flame-password-trimmed')))]]),
    { seed: 1, seconds: 1 },
  );
  const found = complaints(matrix).join('\n');
  assert.match(found, /no fault breaks flame\/login\/success: add one/);
  assert.match(found, /flame-password-trimmed is in the matrix and no fault any more/);
  assert.match(found, /flame\.yaml.*--api flame --update/);
});
