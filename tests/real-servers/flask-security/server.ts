import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { debianVersion } from '../debian.ts';
import { accounts, json, seed, send } from '../server.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'Flask-Security',
  version: () => debianVersion('python3-flask-security'),
  isSabotaged: true,
  language: 'Python',
  documentation: 'openapi.yaml of Flask-Security 5.1.2, with an Overlay',
  debian: ['python3-flask-security', 'python3-flask-sqlalchemy', 'python3-bcrypt', 'gunicorn'],
  async start({ folder, port, run }) {
    const url = `http://127.0.0.1:${port}`;
    await run('gunicorn', ['-b', `127.0.0.1:${port}`, '--threads', '4', 'app:app'], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: {
        SECRET_KEY: randomBytes(32).toString('hex'),
        PASSWORD_SALT: randomBytes(16).toString('hex'),
        DATABASE: path.join(folder, 'db.sqlite3'),
        PYTHONDONTWRITEBYTECODE: '1',
      },
      ready: /Listening at/,
    });
    await seed((email, password) => send(`${url}/register`, json({ email, password })));
    return { url, settings: { ...accounts, TARGET_ALLOW_REGISTER: '1' } };
  },
};
