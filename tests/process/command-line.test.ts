/** The program as a user calls it: help, usage errors, and a run without Playwright's test runner. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import { readReport } from '../../src/report/read-report.ts';
import { runCommand } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('lists its commands, and prints its version', async () => {
  const help = await runCommand(['--help']);
  assert.equal(help.code, 0);
  for (const command of ['run', 'init', 'plan', 'report', 'merge', 'known', 'faults', 'reference', 'saboteur'])
    assert.match(help.output, new RegExp(`^ +${command}\\b`, 'm'));
  assert.match((await runCommand(['--version'])).output, /^\d+\.\d+\.\d+\n$/);
});

test('a wrong call is one line and exit code 2', async () => {
  for (const [args, message] of [
    [['nothing'], /unknown command 'nothing'/],
    [['plan', '--colour'], /unknown option '--colour'/],
    [['faults', '--api', 'x'], /'x' is invalid\. Allowed choices are ar, dood, flame, goact, [a-z, ]+\./],
    [['faults', '--pairs', '-3'], /Give a whole number/],
    [['reference', '--port', '65536'], /Give a whole number from 0 to 65535/],
    [['reference', '--variant', 'x'], /--variant x: give one of those that --list prints/],
    [['saboteur', '--api', 'flame'], /--target is missing: give an http: or https: URL/],
    [['saboteur'], /required option '--api <id>' not specified/],
    [['known', 'a.json', '--expires=soon'], /Give a day as 2030-12-31/],
    [['known', 'a.json', '--expires=2030-02-31'], /Give a day as 2030-12-31/],
    [['badge', 'nowhere.json'], /nowhere\.json cannot be read: ENOENT/],
    [['report', 'nowhere.json'], /nowhere\.json cannot be read: ENOENT/],
    [['run', '--grep', '('], /Give a regular expression/],
  ] as const) {
    const { code, output } = await runCommand(args);
    assert.equal(code, 2, output);
    assert.match(output, message);
    assert.match(output, /^[^\n]+\n$/);
  }
});

test('a run without the test runner writes the same report and ends by its result', async () => {
  const reports = temporaryFolder('plain');
  const { handler, settings } = createTarget('flame');
  const server = await serve(handler);
  try {
    const given = { ...settings, TARGET_URL: server.url, REPORTS_DIR: reports };
    const part = await runCommand(['run', '--grep', '/login/wrong-password$'], given);
    assert.equal(part.code, 0, part.output);
    const report = readReport(path.join(reports, 'conformance.json'));
    const passed = report.apis.flatMap(({ requirements }) =>
      requirements.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id),
    );
    assert.ok(passed.includes('flame/login/wrong-password'), passed.join(' '));
    const refused = await runCommand(['run', '--grep', '/login/success$'], {
      ...given,
      TARGET_PASSWORD: 'wrong-pass-9',
    });
    assert.equal(refused.code, 3, refused.output);
  } finally {
    await server.close();
  }
});
