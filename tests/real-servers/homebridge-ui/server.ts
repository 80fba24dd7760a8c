import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pinned } from '../pinned.ts';
import { accounts, json, send } from '../server.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'Homebridge UI (NestJS)',
  version: () => pinned('homebridge-ui', 'homebridge-config-ui-x'),
  language: 'TypeScript',
  documentation: 'its own OpenAPI document (GET /swagger-json), with an Overlay',
  async start({ folder, port, run }) {
    const url = `http://127.0.0.1:${port}`;
    const base = path.dirname(createRequire(import.meta.url).resolve('homebridge-config-ui-x/package.json'));
    const config = path.join(folder, 'config.json');
    const bridge = { name: 'Bridge', username: '0E:1F:2A:3B:4C:5D', port: 51_826, pin: '031-45-154' };
    const ui = { platform: 'config', name: 'Config', port, host: '127.0.0.1', auth: 'form' };
    writeFileSync(config, JSON.stringify({ bridge, platforms: [ui] }));
    await run(process.execPath, [path.join(base, 'dist/bin/standalone.js')], {
      env: { UIX_BASE_PATH: base, UIX_CONFIG_PATH: config, UIX_STORAGE_PATH: folder, NODE_ENV: 'production' },
      ready: /is listening on/,
    });
    await listening(url);
    await addUsers(`${url}/api`);
    return { url, settings: accounts };
  },
};

/** Waits for its port: its line comes before it listens. */
async function listening(url: string): Promise<void> {
  for (let left = 100; left > 0; left -= 1)
    if (await fetch(url).catch(() => undefined)) return;
    else await setTimeout(100);
  throw new Error(`${url} does not listen`);
}

/** Creates the first user by the setup wizard, who creates the second one. */
async function addUsers(api: string): Promise<void> {
  const { TARGET_USERNAME, TARGET_PASSWORD, TARGET_SECOND_USERNAME, TARGET_SECOND_PASSWORD } = accounts;
  const add = async (place: string, token: string, username: string, password: string, admin: boolean) => {
    const request = json({ name: username, username, password, admin });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    await send(`${api}${place}`, { ...request, headers });
  };
  const tokenOf = async (response: Response): Promise<string> =>
    ((await response.json()) as { access_token: string }).access_token;
  const wizard = await tokenOf(await send(`${api}/setup-wizard/get-setup-wizard-token`));
  await add('/setup-wizard/create-first-user', wizard, TARGET_USERNAME, TARGET_PASSWORD, true);
  const credentials = { username: TARGET_USERNAME, password: TARGET_PASSWORD };
  const first = await tokenOf(await send(`${api}/auth/login`, json(credentials)));
  await add('/users', first, TARGET_SECOND_USERNAME, TARGET_SECOND_PASSWORD, false);
}
