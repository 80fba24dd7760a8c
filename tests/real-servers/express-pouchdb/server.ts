import { fileURLToPath } from 'node:url';
import { pinned } from '../pinned.ts';
import { json, send } from '../server.ts';
import type { RealServer } from '../server.ts';

const users = { kate: 'Kate-secret-95', paul: 'Paul-secret-96' };

export const server: RealServer = {
  product: 'express-pouchdb (CouchDB sessions)',
  version: () => pinned('express-pouchdb', 'express-pouchdb'),
  isSabotaged: true,
  language: 'JavaScript',
  documentation: 'the page "Authentication" of the documentation of CouchDB 3.4, whose API it serves',
  async start({ port, run }) {
    const url = `http://127.0.0.1:${port}`;
    await run(process.execPath, [fileURLToPath(new URL('start.js', import.meta.url)), `${port}`], {
      ready: /^ready$/,
      restart: true,
    });
    for (const [name, password] of Object.entries(users)) {
      const user = json({ name, password, roles: [], type: 'user' });
      await send(`${url}/_users/org.couchdb.user:${name}`, { ...user, method: 'PUT' });
    }
    return {
      url,
      settings: {
        TARGET_USERNAME: 'kate',
        TARGET_PASSWORD: users.kate,
        TARGET_SECOND_USERNAME: 'paul',
        TARGET_SECOND_PASSWORD: users.paul,
      },
    };
  },
};
