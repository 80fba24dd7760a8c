import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { debianVersion } from '../debian.ts';
import { accounts, seed } from '../server.ts';
import type { RealServer } from '../server.ts';

const code = '/usr/share/mediawiki';
// The limits of guesses at passwords are turned off, and hashing costs less.
const settings = `
$wgPasswordAttemptThrottle = false;
$wgPasswordConfig['pbkdf2']['cost'] = '1000';
`;

/** Names of users begin with a capital, and have no @. */
const nameOf = (address: string): string =>
  `${address.charAt(0).toUpperCase()}${address.slice(1).replace(/@.*/, '')} Smith`;

export const server: RealServer = {
  product: 'MediaWiki',
  version: () => debianVersion('mediawiki'),
  language: 'PHP',
  documentation: 'mediawiki.org/wiki/API: Login, Tokens, Userinfo, Logout',
  // Of what would run PHP this is the smallest.
  debian: ['php-cli', 'php-fpm', 'php-sqlite3', 'mediawiki'],
  async start({ folder, port, run }) {
    const url = `http://127.0.0.1:${port}`;
    const env = { MW_CONFIG_FILE: path.join(folder, 'LocalSettings.php'), PHP_CLI_SERVER_WORKERS: '4' };
    const maintain = (script: string, ...args: string[]): Promise<void> =>
      run('php', [`${code}/maintenance/${script}.php`, ...args], script === 'install' ? {} : { env });
    await maintain(
      'install',
      ...['--dbtype', 'sqlite', '--dbpath', folder, '--confpath', folder, '--server', url, '--scriptpath', ''],
      ...['--pass', accounts.TARGET_SECOND_PASSWORD, 'Wiki', 'Keeper'],
    );
    appendFileSync(env.MW_CONFIG_FILE, settings);
    await seed((address, password) => maintain('createAndPromote', nameOf(address), password));
    await run('php', ['-d', 'opcache.enable_cli=1', '-S', `127.0.0.1:${port}`, '-t', code], {
      env,
      ready: /Development Server .* started/,
    });
    return {
      url,
      settings: {
        ...accounts,
        TARGET_USERNAME: nameOf(accounts.TARGET_USERNAME),
        TARGET_SECOND_USERNAME: nameOf(accounts.TARGET_SECOND_USERNAME),
      },
    };
  },
};
