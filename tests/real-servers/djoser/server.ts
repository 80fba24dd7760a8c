import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { debianVersion } from '../debian.ts';
import { accounts, json, seed, send } from '../server.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'djoser (Django REST framework)',
  version: () => debianVersion('python3-djoser'),
  language: 'Python',
  documentation: 'djoser.readthedocs.io: Token Endpoints, Base Endpoints',
  debian: ['python3-djoser', 'gunicorn'],
  async start({ folder, port, run }) {
    const url = `http://127.0.0.1:${port}`;
    await run('gunicorn', ['-b', `127.0.0.1:${port}`, '--threads', '4', 'app:application'], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: {
        SECRET_KEY: randomBytes(32).toString('hex'),
        DATABASE: path.join(folder, 'db.sqlite3'),
        PYTHONDONTWRITEBYTECODE: '1',
      },
      ready: /Listening at/,
    });
    await seed((username, password) => send(`${url}/auth/users/`, json({ username, password })));
    return { url, settings: { ...accounts, TARGET_ALLOW_REGISTER: '1' } };
  },
};
