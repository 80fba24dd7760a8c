import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { debianVersion } from '../debian.ts';
import { accounts } from '../server.ts';
import type { Place, RealServer } from '../server.ts';

const shared = '/usr/share/zoneminder';
const users = [
  ...[accounts.TARGET_USERNAME, accounts.TARGET_PASSWORD],
  ...[accounts.TARGET_SECOND_USERNAME, accounts.TARGET_SECOND_PASSWORD],
];

export const server: RealServer = {
  product: 'ZoneMinder',
  version: () => debianVersion('zoneminder'),
  language: 'PHP',
  documentation: 'the page API of its documentation (1.36)',
  debian: ['php-cli', 'php-fpm', 'mariadb-client', 'mariadb-server-core', 'zoneminder'],
  async start(place) {
    const { folder, port, run } = place;
    const socket = await startDatabase(place);
    await run('mariadb', ['--no-defaults', '-S', socket, '-u', 'root', '-e', `source ${shared}/db/zm_create.sql`], {});
    await run('php', [fileURLToPath(new URL('seed.php', import.meta.url)), socket, ...users], {});
    const root = path.join(copyOf(folder, socket), 'api/app/webroot');
    const settings = ['-d', 'apc.enable_cli=1', '-d', 'opcache.enable_cli=1'];
    // PHP's server takes a path that ends in ".json" for a file, unless a script answers everything.
    await run('php', [...settings, '-S', `127.0.0.1:${port}`, '-t', root, path.join(root, 'index.php')], {
      env: { PHP_CLI_SERVER_WORKERS: '4' },
      ready: /Development Server .* started/,
    });
    return { url: `http://127.0.0.1:${port}`, settings: accounts };
  },
};

/** @returns the socket of an empty MariaDB, where the user of this process is root */
async function startDatabase({ folder, run }: Place): Promise<string> {
  const [data, socket] = [path.join(folder, 'database'), path.join(folder, 'database.sock')];
  const own = ['--no-defaults', `--datadir=${data}`, ...(process.getuid?.() === 0 ? ['--user=root'] : [])];
  await run('mariadb-install-db', [...own, '--auth-root-authentication-method=normal', '--skip-test-db'], {});
  await run('mariadbd', [...own, `--socket=${socket}`, '--skip-networking', `--pid-file=${data}/pid`], {
    ready: /ready for connections/,
  });
  return socket;
}

/** The API with its configuration in the folder, since the paths of both are part of its code. */
function copyOf(folder: string, socket: string): string {
  const copy = path.join(folder, 'www');
  for (const part of ['api', 'includes', 'lang', 'vendor'])
    cpSync(path.join(shared, 'www', part), path.join(copy, part), { recursive: true });
  const temporary = path.join(copy, 'api/app/tmp');
  rmSync(temporary);
  for (const each of [temporary, path.join(folder, 'conf.d')]) mkdirSync(each);
  const own = [
    ...[`DB_HOST=localhost:${socket}`, 'DB_TYPE=mysql', 'DB_NAME=zm', 'DB_USER=root', 'DB_PASS=', 'SERVER_HOST='],
    ...['DB_SSL_CA_CERT=', 'DB_SSL_CLIENT_KEY=', 'DB_SSL_CLIENT_CERT=', 'PATH_BIN=/usr/bin', `PATH_WEB=${copy}`],
  ];
  const paths = readFileSync('/etc/zm/conf.d/01-system-paths.conf', 'utf8').replaceAll('/var/log/zm', folder);
  writeFileSync(path.join(folder, 'zm.conf'), `${own.map((each) => `ZM_${each}\n`).join('')}${paths}`);
  for (const file of ['includes/config.php', 'api/app/Config/bootstrap.php']) {
    const code = readFileSync(path.join(copy, file), 'utf8');
    writeFileSync(path.join(copy, file), code.replaceAll('/etc/zm/', `${folder}/`).replaceAll('/var/log/zm', folder));
  }
  return copy;
}
