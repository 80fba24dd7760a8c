/** Words are for people: with nonsense in their place, every id, group, verdict and exit code is the same. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const folder = new URL('../nonsense/', import.meta.url);

/** Faults that show in each kind of mismatch. */
const faults = [
  'flame-password-any',
  'flame-every-third',
  'flame-login-success-id-null',
  'flame-login-default-body-utf-16',
  'flame-logout-default-status-500',
  'flame-logout-success-redirect-302',
  'flame-refusals-with-trace',
];

interface Printed {
  readonly sentence: string;
  readonly decisions: unknown;
}

async function decisions(...imports: string[]): Promise<Printed> {
  const options = ['tsx', ...imports].flatMap((each) => ['--import', each]);
  const script = new URL('decisions.ts', folder).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [...options, script, ...faults], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout) as Printed;
}

test('nonsense in place of every sentence changes no id, group, order, verdict, exit code or script', async () => {
  const plain = await decisions();
  const nonsense = await decisions(new URL('register.js', folder).href);
  assert.notEqual(nonsense.sentence, plain.sentence);
  assert.match(nonsense.sentence, /^nonsense/);
  assert.deepEqual(nonsense.decisions, plain.decisions);
});
