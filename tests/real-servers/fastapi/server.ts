import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { debianVersion } from '../debian.ts';
import { accounts } from '../server.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'FastAPI (tutorial, OAuth2 with JWT)',
  version: () => debianVersion('python3-fastapi'),
  language: 'Python',
  documentation: 'the OpenAPI document that FastAPI makes (GET /openapi.json), with an Overlay',
  debian: [
    'python3-fastapi',
    'uvicorn',
    'python3-jose',
    'python3-cryptography',
    'python3-passlib',
    'python3-bcrypt',
    'python3-multipart',
  ],
  async start({ port, run }) {
    const { TARGET_USERNAME, TARGET_PASSWORD, TARGET_SECOND_USERNAME, TARGET_SECOND_PASSWORD } = accounts;
    await run('uvicorn', ['app:app', '--host', '127.0.0.1', '--port', String(port)], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: {
        SECRET_KEY: randomBytes(32).toString('hex'),
        ACCOUNTS: JSON.stringify({
          [TARGET_USERNAME]: TARGET_PASSWORD,
          [TARGET_SECOND_USERNAME]: TARGET_SECOND_PASSWORD,
        }),
        PYTHONDONTWRITEBYTECODE: '1',
      },
      ready: /Application startup complete/,
    });
    return { url: `http://127.0.0.1:${port}`, settings: accounts };
  },
};
