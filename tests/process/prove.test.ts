/** `run --prove`: how many sabotaged responses of a team's own server the harness notices. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { ProofReport } from '../../src/generated/conformance.ts';
import { readReport } from '../../src/report/read-report.ts';
import { start } from '../independent/uprogress/server.ts';
import { program, runCommand, startNode } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const reports = temporaryFolder('prove');
let server: Awaited<ReturnType<typeof start>>;
before(async () => {
  server = await start({});
});
after(() => server.close());

async function prove(...args: string[]): Promise<{ proof: ProofReport | undefined; output: string }> {
  const settings = { ...server.settings, TARGET_URL: server.url, REPORTS_DIR: reports };
  const { code, output } = await runCommand(['run', '--grep', '@uprogress/login/', ...args], settings);
  assert.equal(code, 0, output);
  return { proof: readReport(path.join(reports, 'conformance.json')).proof, output };
}

test('the report says how many were noticed, and with which seed they are drawn again', async () => {
  const { proof, output } = await prove('--prove', '30', '--seed', '7');
  assert.ok(proof !== undefined, output);
  assert.equal(proof.seed, 7);
  assert.equal(proof.tried, 30);
  assert.ok(proof.possible > 100, String(proof.possible));
  assert.deepEqual(proof.survivors, []);
  assert.match(output, /Proof: the harness noticed 30 of 30 sabotaged responses of this target .*--seed 7/);
  assert.match(readFileSync(path.join(reports, 'conformance.html'), 'utf8'), /30 of 30/);
});

test('a run without it says nothing of it', async () => {
  const { proof, output } = await prove();
  assert.equal(proof, undefined);
  assert.doesNotMatch(output, /Proof/);
});

test('a proof that is interrupted ends the run with its verdict, and is no success', async () => {
  const settings = { ...server.settings, TARGET_URL: server.url, REPORTS_DIR: reports };
  const args = ['run', '--grep', '@uprogress/login/', '--progress', 'ndjson', '--prove', '9999'];
  const { child, ended } = startNode([program, ...args], settings);
  child.stdout?.on('data', (data: Buffer) => {
    for (const line of data
      .toString()
      .split('\n')
      .filter((each) => each.includes('"event":"case"'))) {
      const { done, cases } = JSON.parse(line) as { done: number; cases: number };
      if (done === cases) child.kill('SIGINT');
    }
  });
  const { code, output } = await ended;
  assert.equal(code, 130, output);
  assert.equal(readReport(path.join(reports, 'conformance.json')).proof, undefined);
});

test('a target that ends during the proof is named, and none of its silence is called a survivor', async () => {
  const mortal = await start({});
  const settings = { ...mortal.settings, TARGET_URL: mortal.url, REPORTS_DIR: reports };
  const args = ['run', '--grep', '@uprogress/login/', '--progress', 'ndjson', '--prove', '9999'];
  const { child, ended } = startNode([program, ...args], settings);
  let closed: Promise<void> | undefined;
  child.stdout?.on('data', (data: Buffer) => {
    const cases = [...data.toString().matchAll(/"done":(\d+),"cases":(\d+)/g)];
    if (cases.some(([, done, all]) => done === all)) closed ??= mortal.close();
  });
  const { code, output } = await ended;
  await closed;
  assert.equal(code, 3, output);
  const why = /The target has not been reachable for 5 requests in a row/;
  const { proof, untested } = readReport(path.join(reports, 'conformance.json'));
  assert.match(proof?.ended ?? '', why);
  assert.deepEqual(proof?.survivors, []);
  assert.match(untested ?? '', /^the proof ended after \d+ sabotages\. The target has not been reachable/);
  assert.match(output, why);
  assert.match(readFileSync(path.join(reports, 'conformance.html'), 'utf8'), /The proof ended early: The target/);
});

test('the embedded target has a proof of its own', async () => {
  const { code, output } = await runCommand(['run', '--prove'], { REPORTS_DIR: reports });
  assert.equal(code, 2);
  assert.match(output, /^--prove sabotages the responses of your own server; set TARGET_API and TARGET_URL\n$/);
});
