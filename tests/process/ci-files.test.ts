/** Files that CI systems read: the action, the GitLab component, the workflows and the Dockerfile, as far as no CI system is needed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { settingNames } from '../../src/settings/names.ts';
import { environmentWith, root, runCommand } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder('ci');

const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(textOf('action.yml')) as Action;

/** Runs the action's script with an `npx` that notes its arguments and ends with a code. */
function runAction(version: string, code: number): { status: number | null; output: string; asked: string } {
  const script = action.runs.steps.find(({ id }) => id === 'run')?.run ?? '';
  const npx = path.join(folder, 'npx');
  writeFileSync(npx, `#!/bin/sh\necho "$@" > "${folder}/asked"\nexit ${code}\n`, { mode: 0o755 });
  writeFileSync(path.join(folder, 'output'), '');
  const { status } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    env: {
      ...environmentWith({}),
      PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`,
      VERSION: version,
      GITHUB_OUTPUT: path.join(folder, 'output'),
    },
  });
  const noted = (file: string): string => readFileSync(path.join(folder, file), 'utf8').trim();
  return { status, output: noted('output'), asked: noted('asked') };
}

test('the action runs the version that it is asked for, and ends with the code of the run', () => {
  for (const code of [0, 1, 2, 3]) {
    const { status, output, asked } = runAction('1.2.3', code);
    assert.equal(status, code);
    assert.equal(output, `exit-code=${code}`);
    assert.equal(asked, '--yes --package=session-conformance@1.2.3 session-conformance run');
  }
  assert.match(runAction('./package.tgz', 0).asked, /--package=\.\/package\.tgz /);
});

test('the workflows use inputs that the action has, and settings that exist', () => {
  for (const file of readdirSync(path.join(root, '.github/workflows'))) {
    const { jobs } = parse(textOf(`.github/workflows/${file}`)) as {
      readonly jobs: Readonly<Record<string, { readonly env?: object; readonly steps: readonly Step[] }>>;
    };
    for (const { env = {}, steps } of Object.values(jobs)) {
      for (const name of Object.keys(env))
        assert.ok(
          settingNames.some((known) => known === name),
          `${file}: ${name}`,
        );
      for (const each of steps.filter(({ uses }) => uses === './'))
        for (const input of Object.keys(each.with ?? {})) assert.ok(input in action.inputs, `${file}: ${input}`);
    }
  }
});

test('the GitLab component declares the inputs that it uses, and runs a command that exists', async () => {
  const [head, body] = parseAllDocuments(textOf('templates/conformance.yml')).map((each) => each.toJS() as unknown);
  const { spec } = head as { readonly spec: { readonly inputs: Readonly<Record<string, unknown>> } };
  const used = [...JSON.stringify(body).matchAll(/\$\[\[ inputs\.(\w+) \]\]/g)].map(([, name = '']) => name);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(spec.inputs).sort());
  const { conformance } = body as { readonly conformance: { readonly script: readonly string[] } };
  const [, command = ''] = / session-conformance (\w+)$/.exec(conformance.script[0] ?? '') ?? [];
  assert.equal((await runCommand([command, '--help'])).code, 0);
});

test('the container runs the program of the package, and not as root', () => {
  const lines = textOf('Dockerfile').split('\n');
  const { bin } = JSON.parse(textOf('package.json')) as { readonly bin: object };
  assert.deepEqual(
    lines.filter((line) => line.startsWith('ENTRYPOINT')),
    [`ENTRYPOINT ["${Object.keys(bin)[0] ?? ''}"]`],
  );
  assert.equal(
    lines.findLast((line) => line.startsWith('USER ')),
    'USER node',
  );
  // Neither settings with passwords nor installed packages get into a layer.
  for (const name of ['.env', 'node_modules', '.git']) assert.ok(textOf('.dockerignore').split('\n').includes(name));
});
