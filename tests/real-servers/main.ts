/**
 * `npm run real-servers`: tests servers that other people wrote, and holds each run against its known-deviations.yaml.
 * Arguments choose servers by name; `--list` prints them, `--update` writes their results and docs/matrix.*, `--pages` only the latter;
 * `--sabotage` puts defects into those that are made for it, and looks whether each is found.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { install, serversFolder } from './install.ts';
import { writePages } from './pages.ts';
import { resultOf } from './result.ts';
import { sabotage } from './sabotage.ts';
import type { RealServer } from './server.ts';
import { testServer } from './test-server.ts';

const names = readdirSync(serversFolder).filter((name) => existsSync(path.join(serversFolder, name, 'server.ts')));

async function load(name: string): Promise<RealServer> {
  const file = pathToFileURL(path.join(serversFolder, name, 'server.ts')).href;
  return ((await import(file)) as { server: RealServer }).server;
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

/** Puts defects into the servers that are made for it. @returns whether each was found */
async function sabotageAll(chosen: ReadonlyMap<string, RealServer>, reports: string): Promise<boolean> {
  const fit = new Map([...chosen].filter(([, { isSabotaged }]) => isSabotaged === true));
  install(fit);
  let isRight = true;
  for (const [name, server] of fit)
    for (const { sentence, isFound, detail } of await sabotage(name, server, path.join(reports, name))) {
      isRight &&= isFound;
      console.log(`${isFound ? '✓' : '✗'} ${name} ${sentence}: ${detail}`);
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
      sabotage: { type: 'boolean', default: false },
      reports: { type: 'string', default: path.join(tmpdir(), 'real-servers') },
    },
  });
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new RangeError(`${unknown.join(', ')}: no server; the servers are ${names.join(', ')}`);
  const chosen = new Map<string, RealServer>();
  for (const name of names)
    if (positionals.length === 0 || positionals.includes(name)) chosen.set(name, await load(name));
  if (values.list) for (const [name, server] of chosen) console.log(`${name}: ${server.product} (${server.language})`);
  else if (values.sabotage) process.exitCode = (await sabotageAll(chosen, values.reports)) ? 0 : 1;
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
