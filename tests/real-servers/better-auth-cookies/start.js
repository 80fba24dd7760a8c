// The installation page of better-auth with its memory adapter, e-mail and password; `bearer` adds the plugin of that name.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { bearer, openAPI } from 'better-auth/plugins';

const [port, mode] = process.argv.slice(2);
const auth = betterAuth({
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  secret: crypto.randomUUID() + crypto.randomUUID(),
  baseURL: `http://127.0.0.1:${port}`,
  emailAndPassword: { enabled: true },
  plugins: mode === 'bearer' ? [openAPI(), bearer()] : [openAPI()],
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
});
createServer(toNodeHandler(auth)).listen(Number(port), '127.0.0.1', () => console.log('ready'));
