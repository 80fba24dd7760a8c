/** Machines that lack what most have: the run goes on without it, or says what is missing. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import { environmentWith, program, startNode } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Node's answers in a container that runs under an id which its list of users lacks, with no home. */
const unknownUser = `data:text/javascript,${encodeURIComponent(`
  import os from 'node:os';
  import { syncBuiltinESMExports } from 'node:module';
  os.userInfo = os.homedir = () => { throw new Error('uv_os_get_passwd returned ENOENT'); };
  syncBuiltinESMExports();
`)}`;

test('a user whom the system does not know can run', async (context) => {
  const { handler, settings } = createTarget('flame');
  const server = await serve(handler);
  const folder = temporaryFolder('machine');
  context.after(() => server.close());
  const { code, output } = await startNode(
    ['--import', unknownUser, program, 'run', '-g', '/login/success(?![-\\w])'],
    { ...settings, TARGET_URL: server.url, TARGET_MAX_CONCURRENCY: '2', REPORTS_DIR: folder },
  ).ended;
  assert.equal(code, 0, output);
});

test('a working folder that is gone is a mistake that is named', () => {
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', 'cd "$(mktemp -d)" && rmdir "$PWD" && exec "$@"', 'sh', process.execPath, program, 'plan'],
    { env: environmentWith({}), encoding: 'utf8' },
  );
  assert.deepEqual([status, stderr], [2, 'The working folder does not exist any more; change to another one\n']);
});
