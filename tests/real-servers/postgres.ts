/** A PostgreSQL server of its own for each server that wants one. */
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Place } from './server.ts';

/** Starts it in the folder of the place. @returns the URL of an empty database */
export async function startPostgres({ folder, freePort, run }: Place): Promise<string> {
  const [version = '15'] = readdirSync('/usr/lib/postgresql').reverse();
  const bin = `/usr/lib/postgresql/${version}/bin`;
  const data = path.join(folder, 'postgres');
  const port = await freePort();
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const execute = (command: string, args: readonly string[], ready?: RegExp): Promise<void> => {
    const [first = '', ...rest] = [
      ...(isRoot ? ['runuser', '-u', 'postgres', '--'] : []),
      `${bin}/${command}`,
      ...args,
    ];
    return run(first, rest, { cwd: '/', ...(ready === undefined ? {} : { ready }) });
  };
  mkdirSync(data);
  if (isRoot) {
    chmodSync(folder, 0o711);
    await run('chown', ['postgres', data], {});
  }
  await execute('initdb', ['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--no-sync']);
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', `port=${port}`];
  await execute(
    'postgres',
    ['-D', data, ...settings.flatMap((each) => ['-c', each])],
    /database system is ready to accept connections/,
  );
  return `postgres://app@127.0.0.1:${port}/postgres`;
}
