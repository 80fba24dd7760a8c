/** A target whose new accounts log in only after a person has confirmed them conforms, whichever way it is run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import { Suspects } from '../../src/engine/suspects.ts';
import { reportIn } from '../report-in.ts';
import { playwrightProgram, program, startNode } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { handler, settings } = createTarget('goact');

/** The name and the password in a body of JSON, together. */
async function accountIn(request: Request): Promise<string> {
  const body: unknown = await request.json().catch(() => undefined);
  const { username, password } = (body ?? {}) as Record<string, unknown>;
  return JSON.stringify([username, password]);
}

/** Refuses the logins of registered accounts, each with its right password. */
function confirming(): (request: Request) => Promise<Response> {
  const registered = new Set<string>();
  return async (request) => {
    const account = await accountIn(request.clone());
    const { pathname } = new URL(request.url);
    if (pathname.endsWith('/authorize') && registered.has(account))
      return Response.json({ error: 400, response: 'Confirm your address first.' }, { status: 400 });
    const response = await handler(request);
    if (pathname.endsWith('/register') && response.ok) registered.add(account);
    return response;
  };
}

const runs: Readonly<Record<string, readonly [command: readonly string[], more: Readonly<Record<string, string>>]>> = {
  'with Playwright': [[playwrightProgram, 'test'], {}],
  'with a case at a time': [[program, 'run'], { TARGET_MAX_CONCURRENCY: '1' }],
};

for (const [how, [command, more]] of Object.entries(runs))
  test(`new accounts that wait for a person are not testable ${how}`, async (context) => {
    const server = await serve(confirming());
    context.after(() => server.close());
    const folder = temporaryFolder('new-accounts');
    const { code, output } = await startNode([...command, '-g', '@registration|@register|/login/(wrong|unknown)'], {
      ...settings,
      ...more,
      TARGET_URL: server.url,
      REPORTS_DIR: folder,
    }).ended;
    assert.equal(code, 0, output);
    const verdicts = reportIn(folder)?.apis.flatMap(({ requirements }) => requirements) ?? [];
    assert.deepEqual(
      verdicts.filter(({ verdict }) => verdict === 'failed' || verdict === 'blocked'),
      [],
    );
    assert.match(output, /not testable: The target refuses the login of new accounts/);
  });

test('a case that new accounts may have stopped is judged when it is known how invalid logins are answered', () => {
  const newcomers = { isUndecided: true, areRejected: true };
  const suspects = new Suspects({ newcomers } as never, {} as never, 'implied');
  suspects.add({ job: { isRead: true } as never, first: { results: [] } as never });
  assert.equal(suspects.areDue(false), false);
  assert.equal(suspects.areDue(true), true);
  newcomers.isUndecided = false;
  assert.equal(suspects.areDue(false), true);
});
