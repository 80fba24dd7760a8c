import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { pinned } from '../pinned.ts';
import { startPostgres } from '../postgres.ts';
import { accounts, seed, send } from '../server.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'Parse Server',
  version: () => pinned('parse-server', 'parse-server'),
  language: 'JavaScript',
  documentation: 'docs.parseplatform.org/rest/guide: Users, Sessions',
  debian: ['postgresql'],
  async start(place) {
    const url = `http://127.0.0.1:${place.port}`;
    const [application, key] = ['shop', randomBytes(16).toString('hex')];
    const options = {
      appId: application,
      restAPIKey: key,
      masterKey: randomBytes(16).toString('hex'),
      databaseURI: await startPostgres(place),
      serverURL: `${url}/parse`,
      host: '127.0.0.1',
      port: `${place.port}`,
    };
    const program = createRequire(import.meta.url).resolve('parse-server/bin/parse-server');
    await place.run(
      process.execPath,
      [program, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])],
      {
        ready: /parse-server running on/,
      },
    );
    const headers = {
      'Content-Type': 'application/json',
      'X-Parse-Application-Id': application,
      'X-Parse-REST-API-Key': key,
    };
    await seed((username, password) =>
      send(`${url}/parse/users`, { method: 'POST', headers, body: JSON.stringify({ username, password }) }),
    );
    return {
      url,
      settings: {
        ...accounts,
        TARGET_ALLOW_REGISTER: '1',
        TARGET_API_KEY_APPLICATION: application,
        TARGET_API_KEY_REST: key,
      },
    };
  },
};
