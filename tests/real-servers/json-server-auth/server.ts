import { fileURLToPath } from 'node:url';
import { accounts, json, seed, send } from '../server.ts';
import type { RealServer } from '../server.ts';
import { pinned } from '../pinned.ts';

export const server: RealServer = {
  product: 'json-server-auth',
  version: () => pinned('json-server-auth', 'json-server-auth'),
  language: 'JavaScript',
  documentation: 'README.MD of the npm package json-server-auth 2.1.0',
  async start({ port, run }) {
    const url = `http://127.0.0.1:${port}`;
    // One request makes it loop (bcryptjs 2.4.3): the limit of its memory ends it, and it is started again.
    const args = ['--max-old-space-size=200', fileURLToPath(new URL('start.js', import.meta.url)), `${port}`];
    await run(process.execPath, args, { ready: /^ready$/, restart: true });
    await seed((email, password) => send(`${url}/register`, json({ email, password })));
    return { url, settings: { ...accounts, TARGET_ALLOW_REGISTER: '1' } };
  },
};
