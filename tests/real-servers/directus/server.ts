import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { pinned } from '../pinned.ts';
import { startPostgres } from '../postgres.ts';
import { accounts, json, seed, send } from '../server.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'Directus',
  version: () => pinned('directus', 'directus'),
  language: 'TypeScript',
  documentation: 'the OpenAPI document of an installation (GET /server/specs/oas), with an Overlay',
  debian: ['postgresql'],
  async start(place) {
    const url = `http://127.0.0.1:${place.port}`;
    const admin = { email: 'admin@example.com', password: randomBytes(16).toString('hex') };
    // Its command without the look for a newer version.
    const own = createRequire(createRequire(import.meta.url).resolve('directus/package.json'));
    const program = own.resolve('@directus/api/cli/run.js');
    const env = {
      DB_CLIENT: 'pg',
      DB_CONNECTION_STRING: await startPostgres(place),
      SECRET: randomBytes(32).toString('hex'),
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      HOST: '127.0.0.1',
      PORT: String(place.port),
      PUBLIC_URL: url,
      SERVE_APP: 'false',
      TELEMETRY: 'false',
      // Five registrations a minute, and half a second for each login that fails, by default.
      RATE_LIMITER_REGISTRATION_ENABLED: 'false',
      REGISTER_STALL_TIME: '50',
      LOGIN_STALL_TIME: '50',
      NODE_ENV: 'production',
    };
    await place.run(process.execPath, [program, 'bootstrap'], { env });
    await place.run(process.execPath, [program, 'start'], { env, ready: /Server started at/ });
    await openRegistration(url, admin);
    await seed((email, password) => send(`${url}/users/register`, json({ email, password })));
    return { url, settings: { ...accounts, TARGET_ALLOW_REGISTER: '1' } };
  },
};

/** Lets everybody register, and users read their own name, which are settings that an administrator makes. */
async function openRegistration(url: string, admin: Readonly<Record<string, string>>): Promise<void> {
  const login = (await (await send(`${url}/auth/login`, json(admin))).json()) as { data: { access_token: string } };
  const change = async (path: string, body: unknown, method = 'POST'): Promise<string> => {
    const authorization = `Bearer ${login.data.access_token}`;
    const headers = { 'content-type': 'application/json', authorization };
    const response = await send(`${url}${path}`, { ...json(body), method, headers });
    return ((await response.json()) as { data: { id: string } }).data.id;
  };
  const role = await change('/roles', { name: 'User' });
  const policy = await change('/policies', { name: 'Own account', roles: [{ role }] });
  await change('/permissions', {
    ...{ policy, collection: 'directus_users', action: 'read' },
    ...{ fields: ['id', 'email'], permissions: { id: { _eq: '$CURRENT_USER' } } },
  });
  // A user is suspended for good after 25 failed logins by default, which would end the run of an account.
  const settings = { public_registration: true, public_registration_verify_email: false, auth_login_attempts: null };
  await change('/settings', { ...settings, public_registration_role: role }, 'PATCH');
}
