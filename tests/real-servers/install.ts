/** Installs what the chosen servers need: their npm packages, and Debian's packages that are missing. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RealServer } from './server.ts';

/** The folder of the servers, which has a lock file of its own. */
export const serversFolder = fileURLToPath(new URL('.', import.meta.url));

/** Which servers are installed is noted here. */
const stamp = path.join(serversFolder, 'node_modules/.installed.json');

/** Installs what is missing. @throws Error if that fails */
export function install(servers: ReadonlyMap<string, RealServer>): void {
  installFromNpm([...servers.keys()].filter((name) => existsSync(path.join(serversFolder, name, 'package.json'))));
  installFromDebian([...new Set([...servers.values()].flatMap(({ debian = [] }) => debian))]);
}

function installFromNpm(names: readonly string[]): void {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(serversFolder, 'package-lock.json')))
    .digest('hex');
  const noted = existsSync(stamp)
    ? (JSON.parse(readFileSync(stamp, 'utf8')) as { lock: string; names: string[] })
    : undefined;
  const there = noted?.lock === lock ? noted.names : [];
  if (names.every((name) => there.includes(name))) return;
  const wanted = [...new Set([...there, ...names])];
  execute('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...wanted.flatMap((name) => ['-w', name])]);
  writeFileSync(stamp, JSON.stringify({ lock, names: wanted }));
}

function installFromDebian(packages: readonly string[]): void {
  const missing = packages.filter(
    (name) => !/^install ok installed/.test(spawnSync('dpkg-query', ['-W', '-f', '${Status}', name]).stdout.toString()),
  );
  if (missing.length === 0) return;
  const [command = '', ...before] = process.getuid?.() === 0 ? ['env'] : ['sudo', 'env'];
  const apt = [...before, 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q'];
  execute(command, [...apt, 'update']);
  execute(command, [...apt, 'install', '-y', '--no-install-recommends', ...missing]);
}

function execute(command: string, args: readonly string[]): void {
  console.log(`$ ${command} ${args.join(' ')}`);
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: serversFolder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed\n${stdout}${stderr}`);
}
