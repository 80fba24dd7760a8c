/** One Rails application, whose users log in with Devise's sessions or get Doorkeeper's tokens. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../postgres.ts';
import { accounts, json, seed, send } from '../server.ts';
import type { Place, Started } from '../server.ts';

/** Debian's packages that the application needs. */
export const packages = ['ruby-devise', 'ruby-doorkeeper', 'ruby-rails', 'ruby-pg', 'puma', 'postgresql'] as const;

/** Starts it with PostgreSQL. */
export async function startRails(place: Place): Promise<Started> {
  const url = `http://127.0.0.1:${place.port}`;
  const client = { CLIENT_ID: 'shop', CLIENT_SECRET: randomBytes(24).toString('hex') };
  await place.run('puma', ['-b', `tcp://127.0.0.1:${place.port}`, '-t', '1:1', '-e', 'production'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...client, SECRET_KEY_BASE: randomBytes(64).toString('hex'), DATABASE_URL: await startPostgres(place) },
    ready: /Use Ctrl-C to stop/,
  });
  await seed((email, password) => send(`${url}/users`, json({ user: { email, password } })));
  return {
    url,
    settings: {
      ...accounts,
      TARGET_ALLOW_REGISTER: '1',
      TARGET_CLIENT_ID: client.CLIENT_ID,
      TARGET_CLIENT_SECRET: client.CLIENT_SECRET,
    },
  };
}
