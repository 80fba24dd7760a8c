/** Targets that are down or not what they should be: one clear finding, the rest blocked, soon over, no stack trace. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import type { Outcome } from './run-playwright.ts';
import { runPlaywright } from './run-playwright.ts';

/** Serves with a plain listener while something is done. */
async function serving<T>(listener: RequestListener, action: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await action(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** One finding gates; of the rest, only what needs no working account is said to conform. */
function isOneFinding({ code, output, report, seconds }: Outcome, actual: RegExp, conforming: string[] = []): void {
  assert.equal(code, 1, output);
  const [api] = report?.apis ?? [];
  assert.ok(api, output);
  const gating = api.findings.filter((finding) => finding.gating);
  assert.deepEqual(gating.length, 1, gating.map((each) => `${each.summary}: ${each.actual}`).join('\n'));
  assert.match(gating[0]?.actual ?? '', actual);
  assert.ok(
    api.counts.blocked > 0.8 * (api.requirements.length - api.counts['not-testable']),
    JSON.stringify(api.counts),
  );
  const passed = api.requirements.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id);
  assert.deepEqual(passed.sort(), conforming.sort(), 'where little can be said to conform, little passes');
  assert.equal(api.counts.error, 0);
  assert.doesNotMatch(output, /\n\s+at .*\.ts:\d+/);
  assert.ok(seconds < 60, `${seconds} s, which is no time of waiting for time-outs`);
}

const flame = createTarget('flame').settings;

test('the target is down', async () => {
  const url = await serving(
    (_, response) => response.end(),
    (free) => Promise.resolve(free),
  );
  isOneFinding(await runPlaywright({ ...flame, TARGET_URL: url }), /ECONNREFUSED/);
});

test('another server listens on the port', async () => {
  await serving(
    (_, response) => response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not here'),
    async (url) =>
      isOneFinding(await runPlaywright({ ...createTarget('goact').settings, TARGET_URL: url }), /404/, [
        'goact/register/no-insides',
        'goact/register/no-redirect',
      ]),
  );
});

test('HTML instead of JSON', async () => {
  await serving(
    (_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Welcome</title>'),
    async (url) =>
      isOneFinding(
        await runPlaywright({ ...createTarget('uprogress').settings, TARGET_URL: url }),
        /200 with .*doctype/,
      ),
  );
});

test('wrong credentials of the configured account', async () => {
  const { handler, settings } = createTarget('flame');
  const server = await serve(handler);
  try {
    isOneFinding(
      await runPlaywright({ ...settings, TARGET_URL: server.url, TARGET_PASSWORD: 'not-the-password' }),
      /401/,
      [
        'flame/login/refusal-media-type',
        'flame/login/unknown-user-media-type',
        'flame/login/allow',
        // About the second account alone.
        'flame/login/password-lookalike-of-another-account',
        'flame/login/wrong-password-of-another-account',
        'flame/login/password-elsewhere',
      ],
    );
  } finally {
    await server.close();
  }
});
