/** The reference target started by hand and tested by its printed settings: the same requirements as embedded. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { bundledApis } from '../../src/contract/bundled.ts';
import { program } from '../start-process.ts';
import { runPlaywright } from './run-playwright.ts';

for (const api of bundledApis)
  test(`${api} conforms when tested by its printed settings`, async () => {
    const child = spawn(process.execPath, [program, 'reference', '--api', api], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const settings: Record<string, string> = {};
      for await (const line of createInterface(child.stdout)) {
        const [, name, value] = /^([A-Z_]+)=(.*) \\$/.exec(line) ?? [];
        if (name !== undefined && value !== undefined) settings[name] = value;
        if (line.startsWith('npx playwright test')) break;
      }
      // One waits for what lasts.
      const waits = api === 'flame' ? { TARGET_MAX_WAIT_SECONDS: '2' } : {};
      const { code, output, report } = await runPlaywright({ ...settings, ...waits });
      assert.equal(code, 0, output);
      const { contract, plan } = await loadSuite(api);
      assert.deepEqual(
        report?.apis.flatMap(({ requirements }) => requirements.map(({ id }) => id)),
        [...plan.requirements, ...plan.untestable].map(({ id }) => id),
      );
      const [tested] = report.apis;
      const lasting = tested?.requirements.find(({ id }) => id.endsWith('/login/lasting-token'));
      assert.equal(lasting?.verdict, api === 'flame' ? 'passed' : 'not-testable');
      assert.equal(tested?.target, settings['TARGET_URL']);
      // What the run registered can be found and taken away again; what it opened it has closed.
      const registers = contract.operations.some(({ flow }) => flow === 'register');
      const closes = contract.operations.some(({ flow }) => flow === 'logout');
      assert.equal(tested?.left !== undefined, registers || !closes);
      if (closes) assert.equal(tested?.left?.sessions ?? 0, 0, output);
      if (!registers) return;
      const accounts = tested?.left?.accounts ?? [];
      // Those of a very long address and the like have the name that was tried.
      const plain = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '');
      const runs = accounts.flatMap(
        (name) => /conformance\.?([0-9a-f]{6})\.?[0-9a-f]{12}\b/i.exec(plain(name))?.[1] ?? [],
      );
      assert.equal(new Set(runs).size, 1, accounts.join(' '));
      assert.ok(accounts.length - runs.length < 5, accounts.join(' '));
      assert.match(output, new RegExp(`leftovers on the target: .*${accounts.length} accounts?, listed`));
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });
