/** Of two copies of a signed request that are sent at once, a target may take either. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import { runCommand } from '../start-process.ts';
import { readReport } from '../../src/report/read-report.ts';
import { temporaryFolder } from '../temporary-folder.ts';

for (const withSecond of [true, false])
  test(`the second copy is taken first, ${withSecond ? 'with' : 'without'} a second account`, async () => {
    const folder = temporaryFolder('at-once');
    const reference = createTarget('ar');
    const waiting = new Map<string, () => void>();
    const server = await serve(async (request) => {
      const signature = request.headers.get('authorization') ?? '';
      const release = waiting.get(signature);
      if (release === undefined) {
        // Its copy comes at once, or never.
        const copy = new Promise<void>((resolve) => waiting.set(signature, resolve));
        await Promise.race([copy, new Promise((resolve) => setTimeout(resolve, 200))]);
        return reference.handler(request);
      }
      const response = await reference.handler(request);
      release();
      return response;
    });
    const settings = Object.entries(reference.settings).filter(([name]) => withSecond || !name.includes('_SECOND_'));
    try {
      const { code, output } = await runCommand(['run', '-g', 'ar/login/replayed-at-once'], {
        ...Object.fromEntries(settings),
        TARGET_URL: server.url,
        REPORTS_DIR: folder,
      });
      const report = readReport(path.join(folder, 'conformance.json'));
      const requirements = report.apis.flatMap((api) => api.requirements);
      const own = requirements.find(({ id }) => id === 'ar/login/replayed-at-once');
      assert.equal(own?.verdict, 'passed', output);
      assert.equal(code, 0, output);
    } finally {
      await server.close();
    }
  });
