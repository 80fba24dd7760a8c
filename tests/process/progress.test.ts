/** `run --progress ndjson`: what a program reads of a run while it lasts. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { ProgressEvent } from '../../src/runner/run/progress.ts';
import { environmentWith, program } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('standard output has a line of JSON for each event, and nothing else', async () => {
  const reports = temporaryFolder('progress');
  const child = spawn(
    process.execPath,
    [program, 'run', '--grep', '@flame/login/wrong-password', '--progress', 'ndjson'],
    {
      env: environmentWith({ REPORTS_DIR: reports }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [output, spoken, ended] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  assert.equal(ended[0], 0, spoken);
  assert.match(spoken, /Conforms/);
  const events = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ProgressEvent);
  const [begin, ...rest] = events;
  const end = rest.pop();
  assert.ok(begin?.event === 'begin' && begin.target === 'embedded' && begin.cases === rest.length, output);
  assert.deepEqual(end, { event: 'end', exitCode: 0 });
  const cases = rest.filter((each) => each.event === 'case');
  assert.deepEqual(
    cases.map(({ done }) => done),
    rest.map((_, index) => index + 1),
  );
  assert.ok(
    cases.some(({ verdicts }) => verdicts['flame/login/wrong-password'] === 'passed'),
    output,
  );
});
