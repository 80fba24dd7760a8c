/** Every command in a shell block of the documentation works as printed, on files and a server that are made for it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { settingNames } from '../../src/settings/names.ts';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import type { Served } from '../../reference/serve.ts';
import { environmentWith, root } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

interface Documented {
  readonly document: string;
  readonly command: string;
}

/** The commands of a document, without comments, each alone. */
function commandsIn(document: string): Documented[] {
  const text = readFileSync(path.join(root, document), 'utf8');
  return [...text.matchAll(/^```sh\n([^]*?)^```/gm)]
    .flatMap(([, block = '']) => block.split(/\n| && /))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((command) => ({ document, command }));
}

const all = documents.filter((file) => existsSync(path.join(root, file))).flatMap(commandsIn);
const commands = [...new Map(all.map((each) => [each.command, each])).values()];

/** Commands that a test cannot run, and what is looked at instead. */
const instead: readonly (readonly [command: RegExp, instead: (command: string) => string])[] = [
  [/^npm ci$/, () => 'npm ls --depth=0'],
  [/^npm test\b/, (command) => `npm test -- ${command.replace(/^npm test( --)?/, '').replace('--watch', '')} --list`],
  [/^npm run check$/, () => 'npm test -- --list unit lint types format'],
  // A selection does as a whole run does.
  [/ run --(?:sign|history history)$/, (command) => `${command} --grep @smoke`],
  [/^npx playwright test$/, () => 'npx playwright test -g "@goact.*@outcomes"'],
  // To accept is to write into this checkout, and the whole proof takes minutes.
  [/ faults --fault /, (command) => command.replace(' --update', '')],
  [/ faults\b/, (command) => `${command} --help`],
  // Real servers are installed first.
  [/^npm run real-servers\b/, (command) => `${command.replace(' --update', '')} --list`],
];

let server: Served;
let settings: Record<string, string>;
const folder = temporaryFolder('documented');
const reports = path.join(folder, 'reports');
/** Made by a command of the documentation. */
const signingKey = path.join(folder, 'signing.pem');

/** Runs a command until it ends, or until a server says how it is stopped. */
async function run(command: string): Promise<{ code: number | null; output: string }> {
  const child = spawn('sh', ['-c', `exec ${command}`], {
    cwd: root,
    env: environmentWith({
      ...settings,
      REPORTS_DIR: reports,
      ...(existsSync(signingKey) ? { SIGNING_KEY: signingKey } : {}),
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => {
    output += `${line}\n`;
    if (line === 'Stop with Ctrl+C.' && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  });
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

/** A command with its files in the temporary folder; those that it reads are there. */
function placed(command: string): string {
  return command.replace(
    /(?<![\w/])(?:reports|repeat)\/[\w./-]+|(?<![\w./-])(?!package)[\w-]+\.(?:json|html|pem)\b|(?<= )(?:blobs|history)\b/g,
    (file) => path.join(folder, file),
  );
}

before(async () => {
  const { handler, settings: own } = createTarget('goact');
  server = await serve(handler);
  settings = { ...own, TARGET_URL: server.url };
  const { code, output } = await run('npx playwright test -g "@goact.*@outcomes" --shard=1/1');
  assert.equal(code, 0, output);
  for (const name of ['a', 'b', 'earlier', 'production', 'staging'])
    cpSync(path.join(reports, 'conformance.json'), path.join(folder, `${name}.json`));
  mkdirSync(path.join(folder, 'blobs'));
  cpSync(path.join(reports, 'blob'), path.join(folder, 'blobs'), { recursive: true });
});

after(() => server.close());

for (const { document, command } of commands) {
  const exported = /^export (.*)$/.exec(command)?.[1];
  if (exported !== undefined)
    test(`${document}: ${command}`, () => {
      for (const [, name] of exported.matchAll(/(\w+)=\S*/g))
        assert.ok(
          settingNames.some((known) => known === name),
          `${name} is not a setting`,
        );
    });
  else if (!/\breports\/repeat\/|\binit\b/.test(command))
    // Scripts of findings have tests of their own (tests/report/repeat.test.ts), and so has init.
    test(`${document}: ${command}`, async () => {
      const replaced = instead.find(([pattern]) => pattern.test(command))?.[1](command) ?? command;
      const { code, output } = await run(placed(replaced));
      assert.ok(code === 0 || (code === null && output.includes('Stop with Ctrl+C.')), `${code}: ${output}`);
    });
}

/** Commands in prose and in the files of CI systems: none of them is run, and all of them have to exist. */
const mentioned = documents
  .filter((file) => existsSync(path.join(root, file)))
  .flatMap((document) => {
    const text = readFileSync(path.join(root, document), 'utf8').replace(/^```sh\n[^]*?^```/gm, '');
    return [...text.matchAll(/\bsession-conformance ([a-z]+)((?: [^\s`|;]+)*)/g)].map(([, name = '', rest = '']) => ({
      document,
      name,
      options: rest.split(' ').filter((word) => /^--?[a-z]/.test(word)),
    }));
  });

test('every command and option that prose mentions exists', async () => {
  const { output: all } = await run('npx session-conformance --help');
  const commandNames = [...all.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name = '']) => name);
  const used = mentioned.filter(({ name }) => commandNames.includes(name));
  assert.ok(used.length > 10, String(used.length));
  for (const document of documents)
    for (const [, name = ''] of readFileSync(path.join(root, document), 'utf8').matchAll(
      /`(?:npx )?session-conformance ([a-z]+)/g,
    ))
      assert.ok(commandNames.includes(name), `${document}: there is no command ${name}`);
  const helps = new Map<string, string>();
  for (const { document, name, options } of used) {
    const help = helps.get(name) ?? (await run(`npx session-conformance ${name} --help`)).output;
    helps.set(name, help);
    for (const option of options) {
      const long = option.replace(/[=,.:)'"].*$/, '');
      assert.ok(new RegExp(`(?<![\\w-])${long}(?![\\w-])`).test(help), `${document}: ${name} has no ${long}`);
    }
  }
});

test('every npm script that documents mention exists', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: object };
  for (const document of documents)
    for (const [, name = ''] of readFileSync(path.join(root, document), 'utf8').matchAll(
      /\bnpm run (?:-s |--silent )?([\w:-]+)/g,
    ))
      assert.ok(name in scripts, `${document}: npm run ${name}`);
});
