import { fileURLToPath } from 'node:url';
import { pinned } from '../pinned.ts';
import { accounts, json, seed, send } from '../server.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'Feathers authentication',
  version: () => pinned('feathers', '@feathersjs/authentication'),
  language: 'TypeScript',
  documentation: 'docs/api/authentication of github.com/feathersjs/feathers',
  async start({ port, run }) {
    const url = `http://127.0.0.1:${port}`;
    const args = ['--max-old-space-size=200', fileURLToPath(new URL('start.js', import.meta.url)), `${port}`];
    await run(process.execPath, args, { ready: /^ready$/, restart: true });
    await seed((email, password) => send(`${url}/users`, json({ email, password })));
    return { url, settings: { ...accounts, TARGET_ALLOW_REGISTER: '1' } };
  },
};
