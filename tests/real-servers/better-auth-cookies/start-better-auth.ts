/** Starts better-auth, and sees that the document of this folder is the one that it publishes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { accounts, seed, send } from '../server.ts';
import type { Place, Started } from '../server.ts';

/** @param mode how sessions are carried */
export async function startBetterAuth({ port, run }: Place, mode: 'cookies' | 'bearer'): Promise<Started> {
  const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
  await run(process.execPath, [here('start.js'), `${port}`, mode], { ready: /^ready$/ });
  const url = `http://127.0.0.1:${port}/api/auth`;
  // Without it a request that names no origin is none of a browser, and is refused.
  const { origin } = new URL(url);
  await seed((email, password) =>
    send(`${url}/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ email, password, name: 'Kate or Paul' }),
    }),
  );
  const published = (await (await send(`${url}/open-api/generate-schema`)).json()) as { servers: unknown };
  const kept = JSON.parse(readFileSync(here('openapi.json'), 'utf8')) as { servers: unknown };
  assert.deepEqual({ ...published, servers: kept.servers }, kept, 'openapi.json is not what this version publishes');
  return { url, settings: { ...accounts, TARGET_ALLOW_REGISTER: '1' } };
}
