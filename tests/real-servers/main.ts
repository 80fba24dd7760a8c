/**
 * `npm run real-servers`: tests servers that other people wrote, and holds each run against its known-deviations.yaml.
 * Arguments choose servers by name; `--list` prints them, `--update` writes their results and docs/matrix.*, `--pages` only the latter.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readReport } from '../../src/report/read-report.ts';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { program, startNode } from '../start-process.ts';
import type { Ended } from '../start-process.ts';
import { problemsOf } from './hold.ts';
import { install, serversFolder } from './install.ts';
import { writePages } from './pages.ts';
import { freePort, Programs } from './programs.ts';
import { resultOf } from './result.ts';
import type { RealServer } from './server.ts';

const names = readdirSync(serversFolder).filter((name) => existsSync(path.join(serversFolder, name, 'server.ts')));

async function load(name: string): Promise<RealServer> {
  const file = pathToFileURL(path.join(serversFolder, name, 'server.ts')).href;
  return ((await import(file)) as { server: RealServer }).server;
}

/** What came of testing a server. */
interface Tested {
  readonly report?: ConformanceReport;
  readonly problems: readonly string[];
}

/** How long a run may take, in milliseconds. */
const longest = 15 * 60_000;

async function testServer(name: string, server: RealServer, reports: string): Promise<Tested> {
  const programs = new Programs(mkdtempSync(path.join(tmpdir(), `real-${name}-`)));
  const stop = (): void => void programs.end().then(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const place = { folder: programs.folder, port: await freePort(), freePort, run: programs.run.bind(programs) };
    const { url, settings } = await server.start(place);
    const { code, output } = await runHarness(name, { ...settings, TARGET_URL: url, REPORTS_DIR: reports });
    const file = path.join(reports, 'conformance.json');
    if (!existsSync(file)) return { problems: [`the run ended with ${code ?? 'a signal'}: ${output}`] };
    const report = readReport(file);
    return { report, problems: problemsOf(report, code) };
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
    await programs.end();
    rmSync(programs.folder, { recursive: true, force: true });
  }
}

/** Runs the whole harness by its public command; every finding decides, of whatever level. */
async function runHarness(name: string, settings: Readonly<Record<string, string>>): Promise<Ended> {
  const folder = path.join(serversFolder, name);
  const known = path.join(folder, 'known-deviations.yaml');
  const { child, ended } = startNode([program, 'run'], {
    TARGET_API: path.join(folder, existsSync(path.join(folder, 'openapi.json')) ? 'openapi.json' : 'openapi.yaml'),
    TARGET_MAX_WAIT_SECONDS: '5',
    FAIL_ON: 'advice',
    ...(existsSync(known) ? { KNOWN_DEVIATIONS: known } : {}),
    ...settings,
  });
  const timer = setTimeout(() => child.kill('SIGINT'), longest);
  const result = await ended;
  clearTimeout(timer);
  return result;
}

/** Tests the servers one after another. @returns whether each is as expected */
async function testAll(chosen: ReadonlyMap<string, RealServer>, reports: string, update: boolean): Promise<boolean> {
  install(chosen);
  let isRight = true;
  for (const [name, server] of chosen) {
    const begun = Date.now();
    const { report, problems } = await testServer(name, server, path.join(reports, name));
    isRight &&= problems.length === 0;
    const seconds = ((Date.now() - begun) / 1000).toFixed(0);
    const counts =
      report === undefined ? '' : `, ${report.counts.passed} requirements passed, ${report.counts.warned} known`;
    console.log(`${problems.length === 0 ? '✓' : '✗'} ${name} ${await server.version()} (${seconds} s${counts})`);
    for (const problem of problems) console.log(`    ${problem}`);
    if (update && report !== undefined && problems.length === 0)
      writeFileSync(
        path.join(serversFolder, name, 'result.json'),
        `${JSON.stringify(await resultOf(server, report), undefined, 2)}\n`,
      );
  }
  return isRight;
}

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      update: { type: 'boolean', default: false },
      pages: { type: 'boolean', default: false },
      reports: { type: 'string', default: path.join(tmpdir(), 'real-servers') },
    },
  });
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new RangeError(`${unknown.join(', ')}: no server; the servers are ${names.join(', ')}`);
  const chosen = new Map<string, RealServer>();
  for (const name of names)
    if (positionals.length === 0 || positionals.includes(name)) chosen.set(name, await load(name));
  if (values.list) for (const [name, server] of chosen) console.log(`${name}: ${server.product} (${server.language})`);
  else if (!values.pages && !(await testAll(chosen, values.reports, values.update))) process.exitCode = 1;
  if (values.update || values.pages) await writePages();
  if (!values.list && !values.pages) console.log(`Reports: ${values.reports}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
