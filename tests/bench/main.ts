/**
 * `npm run bench`: how long runs take beside an empty Playwright run with as many tests and the same reporters, in turn.
 * The targets are reference targets of this process on the loopback interface.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = fileURLToPath(import.meta.resolve('@playwright/test/cli'));
const program = path.join(root, 'bin/session-conformance.js');
const rounds = Number(process.argv[2] ?? 5);
const latency = 50;
const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
const reports = path.join(folder, 'reports');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
writeFileSync(
  path.join(folder, 'playwright.config.mjs'),
  `export default { fullyParallel: true, workers: 2, reporter: [['html', { open: 'never' }], ['junit', { outputFile: 'junit.xml' }]] };`,
);
writeFileSync(
  path.join(folder, 'empty.spec.mjs'),
  `import { test } from '@playwright/test';
  for (let index = 0; index < Number(process.env.TESTS); index += 1) test('test ' + index, () => undefined);`,
);

/** Seconds that a process takes. */
async function time(args: readonly string[], cwd: string, settings: Readonly<Record<string, string>>): Promise<number> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TARGET_|CONFORMANCE_|PW|PLAYWRIGHT_)/.test(name),
  );
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), CI: 'true', REPORTS_DIR: reports, ...settings },
    stdio: 'ignore',
  });
  await once(child, 'close');
  return (performance.now() - begun) / 1000;
}

interface Server {
  readonly settings: Readonly<Record<string, string>>;
  requests: number;
}

/** Serves goact: late, or failing in every third login, as it is told. */
async function target(options: { readonly late?: boolean; readonly isFailing?: boolean } = {}): Promise<Server> {
  const reference = createTarget('goact');
  const served: { requests: number; settings: Record<string, string> } = { requests: 0, settings: {} };
  const server = await serve(async (request) => {
    served.requests += 1;
    if (options.late === true) await new Promise((resolve) => setTimeout(resolve, latency));
    const response = await reference.handler(request);
    // Rejections have a status that no document names, so a third of the cases fails.
    return options.isFailing === true && response.status === 404 ? new Response('{}', { status: 418 }) : response;
  });
  served.settings = { ...reference.settings, TARGET_URL: server.url, TARGET_MAX_WAIT_SECONDS: '0' };
  return served;
}

const healthy = await target();
const late = await target({ late: true });
const failing = await target({ isFailing: true });
const empty = (tests: number) => (): Promise<number> => time([cli, 'test'], folder, { TESTS: String(tests) });
const suites = (settings: Readonly<Record<string, string>>) => (): Promise<number> =>
  time([cli, 'test'], root, settings);

/** The number of tests. */
async function count(settings: Readonly<Record<string, string>>): Promise<number> {
  await time([program, 'run'], root, settings);
  const report = JSON.parse(readFileSync(path.join(reports, 'conformance.json'), 'utf8')) as {
    readonly apis: readonly { readonly requirements: readonly { readonly verdict: string }[] }[];
  };
  return report.apis.flatMap(({ requirements }) => requirements).length;
}

const goactTests = await count(healthy.settings);
const requests = healthy.requests;
const allTests = await count({});
const runs = {
  empty: empty(goactTests),
  configured: suites(healthy.settings),
  late: suites(late.settings),
  failing: suites(failing.settings),
  plain: () => time([program, 'run'], root, healthy.settings),
  'empty, all': empty(allTests),
  'main job': suites({}),
};
const times = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
for (let round = 0; round < rounds; round += 1)
  for (const [name, run] of Object.entries(runs)) times.get(name)?.push(await run());

const median = (name: keyof typeof runs): number =>
  [...(times.get(name) ?? [])].sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
for (const name of Object.keys(runs) as (keyof typeof runs)[])
  console.log(`${name.padEnd(12)} ${median(name).toFixed(1)} s`);
const allowed = (1.5 * requests * latency) / 1000 / 4;
const ratios: readonly (readonly [text: string, value: number, limit: string])[] = [
  ['configured / empty', median('configured') / median('empty'), 'at most 1.3'],
  [
    `late - configured, with ${requests} requests`,
    median('late') - median('configured'),
    `at most ${allowed.toFixed(1)} s`,
  ],
  ['main job / empty', median('main job') / median('empty, all'), 'at most 1.0'],
  ['configured / plain', median('configured') / median('plain'), 'at least 4'],
  ['failing / configured', median('failing') / median('configured'), 'at most 2'],
];
for (const [text, value, limit] of ratios) console.log(`${text}: ${value.toFixed(2)} (${limit})`);
process.exit();
