/** Targets that are down or not what they should be: no finding of what nobody knows, soon over, no stack trace. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import { runCommand } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { listen } from '../listen.ts';
import type { Outcome } from './run-playwright.ts';
import { runPlaywright } from './run-playwright.ts';

/** Serves with a plain listener while something is done. */
async function serving<T>(listener: RequestListener, action: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  const url = await listen(server);
  try {
    return await action(url);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** One finding gates; of the rest, only what needs no working account is said to conform. */
function isOneFinding({ code, output, report }: Outcome, actual: RegExp, conforming: string[] = []): void {
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
}

/** No finding and an exit code of its own, and every report says the same. */
function couldNotBeTested({ code, output, report }: Outcome, why: RegExp): void {
  assert.equal(code, 3, output);
  assert.match(output, /^Could not be tested: /m);
  assert.match(output, why);
  assert.doesNotMatch(output, /NOT conform|\n\s+at .*\.ts:\d+/);
  assert.equal(report?.result, 'could-not-be-tested');
  assert.equal(report.conforms, false);
  assert.match(report.untested ?? '', why);
  assert.deepEqual(
    report.apis.flatMap(({ findings }) => findings),
    [],
  );
  const { counts } = report;
  assert.deepEqual([counts.failed, counts.warned, counts.passed, counts.error], [0, 0, 0, 0]);
}

const flame = createTarget('flame').settings;

test('the target is down', async () => {
  const url = await serving(
    (_, response) => response.end(),
    (free) => Promise.resolve(free),
  );
  couldNotBeTested(await runPlaywright({ ...flame, TARGET_URL: url }), /The target cannot be reached: .*ECONNREFUSED/);
});

test('another server listens on the port', async () => {
  await serving(
    (_, response) => response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not here'),
    async (url) =>
      couldNotBeTested(
        await runPlaywright({ ...createTarget('goact').settings, TARGET_URL: url }),
        /authorize responds 404 with not here\. Check TARGET_URL, TARGET_USERNAME and TARGET_PASSWORD/,
      ),
  );
});

test('every request is redirected to https', async () => {
  await serving(
    (request, response) =>
      response.writeHead(301, { Location: `https://api.example.com/v2${request.url ?? ''}` }).end(),
    async (url) => {
      const why =
        /redirects POST \/\S+ to https:\/\/api\.example\.com\/v2\/\S+\. Set TARGET_URL to https:\/\/api\.example\.com\/v2\./;
      couldNotBeTested(await runPlaywright({ ...createTarget('dood').settings, TARGET_URL: url }), why);
      const { code, output } = await runCommand(['run'], {
        ...flame,
        TARGET_URL: url,
        REPORTS_DIR: temporaryFolder('trouble'),
      });
      assert.equal(code, 3, output);
      assert.match(output, /^Could not be tested: .*Set TARGET_URL to https/m);
    },
  );
});

test('every path is redirected to the one with a slash at its end', async () => {
  await serving(
    (request, response) => response.writeHead(308, { Location: `${request.url ?? ''}/` }).end(),
    async (url) => {
      const reports = temporaryFolder('trouble');
      const { code, output } = await runCommand(['run'], { ...flame, TARGET_URL: url, REPORTS_DIR: reports });
      assert.equal(code, 3, output);
      assert.match(output, /^Could not be tested: .*Write the path with its last slash in the contract/m);
    },
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
    const outcome = await runPlaywright({ ...settings, TARGET_URL: server.url, TARGET_PASSWORD: 'not-the-password' });
    couldNotBeTested(outcome, /responds 401 with .*Check TARGET_USERNAME and TARGET_PASSWORD/);
  } finally {
    await server.close();
  }
});
