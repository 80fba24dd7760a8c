import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { debianVersion } from '../debian.ts';
import { accounts } from '../server.ts';
import type { RealServer } from '../server.ts';

const { TARGET_USERNAME, TARGET_PASSWORD } = accounts;

export const server: RealServer = {
  product: 'qBittorrent (Web UI)',
  version: () => debianVersion('qbittorrent-nox'),
  language: 'C++',
  documentation: 'the page WebUI API (qBittorrent 4.1) of its wiki',
  debian: ['qbittorrent-nox'],
  async start({ folder, port, freePort, run }) {
    const settings = path.join(folder, 'qBittorrent', 'config');
    mkdirSync(settings, { recursive: true });
    writeFileSync(path.join(settings, 'qBittorrent.conf'), configuration(port, await freePort()));
    await run('stdbuf', ['-oL', 'qbittorrent-nox', `--profile=${folder}`], { ready: /access the WebUI at/ });
    return { url: `http://127.0.0.1:${port}`, settings: { TARGET_USERNAME, TARGET_PASSWORD } };
  },
};

/** Its one user, and a client that speaks to no other. An address is banned after many more wrong passwords than by default. */
function configuration(port: number, peerPort: number): string {
  const salt = randomBytes(16);
  const hash = pbkdf2Sync(TARGET_PASSWORD, salt, 100_000, 64, 'sha512');
  return `[LegalNotice]
Accepted=true

[BitTorrent]
Session\\DHTEnabled=false
Session\\Interface=lo
Session\\InterfaceName=lo
Session\\LSDEnabled=false
Session\\PeXEnabled=false
Session\\Port=${peerPort}

[Preferences]
Connection\\ResolvePeerCountries=false
WebUI\\Address=127.0.0.1
WebUI\\Enabled=true
WebUI\\LocalHostAuth=true
WebUI\\MaxAuthenticationFailCount=100000
WebUI\\Password_PBKDF2="@ByteArray(${salt.toString('base64')}:${hash.toString('base64')})"
WebUI\\Port=${port}
WebUI\\UseUPnP=false
WebUI\\Username=${TARGET_USERNAME}
`;
}
