/** Exit code 0 comes from evidence only: a run that cannot go on says so, soon, and fails. */
import assert from 'node:assert/strict';
import { execFileSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import { UserError } from '../../src/core/user-error.ts';
import { Run } from '../../src/engine/run.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { readReport } from '../../src/report/read-report.ts';
import { askEngine } from '../../src/runner/playwright/ask-engine.ts';
import type { FromEngine, ToEngine } from '../../src/runner/playwright/messages.ts';
import { stageAt } from '../hostile/bench.ts';
import { startRaw } from '../hostile/raw-server.ts';
import { environmentWith, playwrightProgram, program, root, startNode } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

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

for (const [runner, command] of Object.entries({ playwright: [playwrightProgram, 'test'], plain: [program, 'run'] }))
  for (const redirection of ['| true', '2>&1 >&- | true', '>/dev/full 2>&1'])
    test(`${runner}: output that cannot be written (${redirection}) changes neither verdict nor reports`, async () => {
      const folder = temporaryFolder('no-verdict');
      const { handler, settings } = createTarget('flame');
      const server = await serve(handler);
      const env = environmentWith({
        ...settings,
        TARGET_URL: server.url,
        TARGET_PASSWORD: 'not-the-password',
        REPORTS_DIR: folder,
      });
      const line = `set -o pipefail; "$@" ${redirection}`;
      const args = ['-c', line, 'bash', process.execPath, ...command, '-g', '/login/success(?![-\\w])'];
      const [code] = (await once(spawn('bash', args, { cwd: root, env, stdio: 'ignore' }), 'exit')) as [number];
      await server.close();
      assert.equal(code, 3);
      assert.equal(readReport(path.join(folder, 'conformance.json')).result, 'could-not-be-tested');
    });

test('a report that is larger than a file may be is named, and no file is promised', () => {
  const folder = temporaryFolder('no-verdict');
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -f 1; trap "" XFSZ; exec "$@"', 'sh', process.execPath, program, 'run', '-g', '/login/success'],
    { cwd: root, env: environmentWith({ REPORTS_DIR: folder }), encoding: 'utf8' },
  );
  assert.equal(status, 1, stdout + stderr);
  assert.match(stdout, /^! The reports could not be written whole: EFBIG.*\nNo report was written\.$/m);
});

for (const [runner, command] of Object.entries({ playwright: [playwrightProgram, 'test'], plain: [program, 'run'] }))
  test(`${runner}: a place where nothing can be written costs no verdict, and is a failure`, async (context) => {
    const folder = temporaryFolder('no-verdict');
    const { handler, settings } = createTarget('flame');
    const server = await serve(handler);
    context.after(() => server.close());
    const { code, output } = await startNode(command, {
      ...settings,
      TARGET_URL: server.url,
      REPORTS_DIR: folder,
      // Node does not come to an end when it makes a folder there.
      HISTORY_DIR: '/proc/none/history',
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: path.join(folder, 'none/summary.md'),
    }).ended;
    assert.equal(code, 1, output);
    assert.match(output, /^Conforms, as far as tested/m);
    assert.match(output, /^! HISTORY_DIR: .*\n[^]*^! GITHUB_STEP_SUMMARY: \S+none\/summary\.md: cannot open/m);
    assert.doesNotMatch(output, /\n\s+at /);
    assert.equal(readReport(path.join(folder, 'conformance.json')).result, 'conforms');
  });

test('a run whose engine is killed has no verdict, and fails', async (context) => {
  const { handler, settings } = createTarget('flame');
  const folder = temporaryFolder('no-verdict');
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
  context.after(() => server.close());
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

test('a worker that dies while it waits for a result costs no report', async (context) => {
  const folder = temporaryFolder('no-verdict');
  const engine = fork(path.join(root, 'src/runner/playwright/engine-process.ts'), {
    execArgv: ['--import', path.join(root, 'src/runner/compile/register.js')],
    env: environmentWith({ REPORTS_DIR: folder, CONFORMANCE_SALT: 'a salt', CONFORMANCE_RUN: 'a-run' }),
  });
  context.after(() => engine.disconnect());
  const ended = once(engine, 'exit').then(([code]) => assert.fail(`the engine ended with ${String(code)}`));
  const next = async (): Promise<FromEngine> => {
    const [message] = (await Promise.race([once(engine, 'message'), ended])) as [FromEngine];
    return message;
  };
  const ready = await next();
  assert.ok(ready.is === 'ready');
  const ids = ['flame/login/success', 'flame/login/wrong-password'];
  engine.send({ do: 'begin', ids, attachEvidence: false } satisfies ToEngine);
  const worker = connect(ready.address.port, '127.0.0.1');
  await once(worker, 'data');
  worker.resetAndDestroy();
  const gathered = { metadata: {}, shard: undefined, duration: 0, problems: [] };
  const wanted = { gathered, planned: ids.length, status: 'passed', outputs: [], outputFolders: [] };
  const outcome = await askEngine(ready.address, ids[1] ?? '');
  assert.equal(outcome.failure, undefined);
  engine.send({ do: 'report', ...wanted } satisfies ToEngine);
  assert.equal((await next()).is, 'reported');
  assert.ok(readReport(path.join(folder, 'conformance.json')).counts.passed > 0);
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
