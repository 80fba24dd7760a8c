/** A signal is answered at once, whatever the target does. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { playwrightProgram, program, startNode } from '../start-process.ts';
import { readReport } from '../../src/report/read-report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startRaw } from './raw-server.ts';

/** Seconds for one request: a run that waited for its end would take as long. */
const timeout = 120;

for (const [runner, command] of Object.entries({ playwright: [playwrightProgram, 'test'], plain: [program, 'run'] }))
  test(`${runner}: SIGTERM ends a run whose target says nothing, with what was judged`, async (context) => {
    const { handler, settings } = createTarget('flame');
    const folder = temporaryFolder('signals');
    let stop = (): void => undefined;
    let sent = 0;
    const server = await startRaw({
      handler,
      actAt: (index) => {
        sent = index;
        if (index < 30) return undefined;
        if (index === 30) stop();
        return () => undefined;
      },
    });
    context.after(() => server.close());
    const { child, ended } = startNode(command, {
      ...settings,
      TARGET_URL: server.url,
      TARGET_TIMEOUT_SECONDS: String(timeout),
      REPORTS_DIR: path.join(folder, 'reports'),
    });
    stop = () => child.kill('SIGTERM');
    const begun = performance.now();
    const { code, output } = await ended;
    assert.ok(performance.now() - begun < timeout * 1000, 'it did not wait for the target');
    assert.equal(code, 130, output);
    const file = path.join(folder, 'reports/conformance.json');
    assert.ok(existsSync(file), output);
    const report = readReport(file);
    assert.ok(!report.complete && report.counts.passed > 0, output);
    assert.ok(sent < 60, `${sent} requests`);
  });
