/** Exit code 0 comes from evidence only: a run that cannot go on says so, soon, and fails. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { UserError } from '../../src/core/user-error.ts';
import { Run } from '../../src/engine/run.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { stageAt } from '../hostile/bench.ts';
import { startRaw } from '../hostile/raw-server.ts';
import { environmentWith, playwrightProgram, program, root, startNode } from '../start-process.ts';

for (const [runner, command] of Object.entries({ playwright: [playwrightProgram, 'test'], plain: [program, 'run'] }))
  test(`${runner}: too few files for a run are a mistake that is named`, () => {
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', 'ulimit -n 60; exec "$@"', 'sh', process.execPath, ...command],
      { cwd: root, env: environmentWith({}), encoding: 'utf8' },
    );
    assert.equal(status, 2, stdout + stderr);
    assert.match(stderr, /^This process may open only \d+ more files, and a run needs 128; raise the limit/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

test('a run whose engine is killed has no verdict, and fails', async (context) => {
  const { handler, settings } = createTarget('flame');
  const folder = mkdtempSync(path.join(tmpdir(), 'no-verdict-'));
  let runner = 0;
  const server = await startRaw({
    handler,
    actAt: (index) => {
      if (index !== 30) return undefined;
      const engine = execFileSync('pgrep', ['-P', String(runner), '-f', 'engine-process'], { encoding: 'utf8' });
      process.kill(Number(engine.trim()), 'SIGKILL');
      return undefined;
    },
  });
  context.after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.close();
  });
  const { child, ended } = startNode([playwrightProgram, 'test'], {
    ...settings,
    TARGET_URL: server.url,
    REPORTS_DIR: path.join(folder, 'reports'),
  });
  runner = child.pid ?? 0;
  const { code, output } = await ended;
  assert.ok(code !== 0 && code !== null, output);
  assert.match(output, /the engine ended early, with SIGKILL\nThere is no verdict/);
});

test('trouble of the machine ends a run at its first request', async () => {
  const suite = await loadSuite('flame');
  let sent = 0;
  const transport = {
    send: () => {
      sent += 1;
      return Promise.reject(new UserError('no more files'));
    },
    close: () => Promise.resolve(),
  };
  const context = stageAt(suite, { ...createTarget('flame').settings, TARGET_URL: 'http://127.0.0.1:1' }, transport);
  const run = new Run({ cases: suite.cases, context, gate: 'implied', concurrency: 2 });
  const results = await Promise.allSettled(run.select(suite.cases.map(({ id }) => id)));
  assert.ok(results.every((each) => each.status === 'rejected' && each.reason instanceof UserError));
  assert.ok(sent <= 2, `${sent} requests`);
});
