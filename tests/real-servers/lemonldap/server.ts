import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { debianVersion } from '../debian.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'LemonLDAP::NG',
  version: () => debianVersion('liblemonldap-ng-portal-perl'),
  language: 'Perl',
  documentation: 'the page REST services of its documentation (2.0)',
  debian: [
    ...['libemail-sender-perl', 'libgd-securityimage-perl', 'liblemonldap-ng-portal-perl', 'libmime-tools-perl'],
    ...['libplack-perl', 'libstring-random-perl', 'perlmagick'],
  ],
  async start({ folder, port, run }) {
    const url = `http://127.0.0.1:${port}`;
    const kept = (name: string): string => {
      mkdirSync(path.join(folder, name, 'lock'), { recursive: true });
      return path.join(folder, name);
    };
    const storage = (name: string) => ({
      Directory: kept(name),
      LockDirectory: path.join(folder, name, 'lock'),
      generateModule: 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256',
    });
    const cache = { cache_root: kept('cache'), namespace: 'sessions', default_expires_in: 600, cache_depth: 3 };
    const configuration = {
      ...{ cfgNum: 1, cfgDate: 1, cfgAuthor: 'tests', cfgVersion: debianVersion('liblemonldap-ng-portal-perl') },
      portal: `${url}/`,
      domain: '127.0.0.1',
      cookieName: 'lemonldap',
      // REST needs this, says its page.
      requireToken: 0,
      authentication: 'Demo',
      userDB: 'Same',
      passwordDB: 'Demo',
      registerDB: 'Demo',
      demoExportedVars: { uid: 'uid', cn: 'cn', mail: 'mail' },
      ...{ whatToTrace: 'uid', exportedVars: {}, exportedHeaders: {}, groups: {}, macros: {} },
      locationRules: { '127.0.0.1': { default: 'accept' } },
      globalStorage: 'Apache::Session::File',
      globalStorageOptions: storage('sessions'),
      persistentStorage: 'Apache::Session::File',
      persistentStorageOptions: storage('persistent'),
      localSessionStorage: 'Cache::FileCache',
      localSessionStorageOptions: cache,
    };
    writeFileSync(path.join(kept('conf'), 'lmConf-1.json'), JSON.stringify(configuration));
    const file = path.join(folder, 'lemonldap-ng.ini');
    writeFileSync(file, settings(folder));
    const portal = '/usr/share/lemonldap-ng/portal/htdocs/index.psgi';
    await run('plackup', ['-o', '127.0.0.1', '-p', `${port}`, portal], {
      env: { LLNG_DEFAULTCONFFILE: file },
      ready: /Accepting connections/,
    });
    return { url, settings: demoAccounts };
  },
};

/** The accounts of the demonstration, whose passwords are their names. */
const demoAccounts = {
  TARGET_USERNAME: 'dwho',
  TARGET_PASSWORD: 'dwho',
  TARGET_SECOND_USERNAME: 'rtyler',
  TARGET_SECOND_PASSWORD: 'rtyler',
} as const;

const settings = (folder: string): string => `[all]
logLevel = warn
checkTime = 1
[configuration]
type = File
dirName = ${folder}/conf
localStorage = Cache::FileCache
localStorageOptions = { 'namespace' => 'conf', 'default_expires_in' => 600, 'cache_root' => '${folder}/cache', 'cache_depth' => 3 }
[portal]
staticPrefix = /static
templateDir = /usr/share/lemonldap-ng/portal/templates
languages = en
`;
