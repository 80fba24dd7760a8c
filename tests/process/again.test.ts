/** The commands that show a finding again run as they are printed, with the settings that are named beside them. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import * as goact from '../independent/goact/server.ts';
import { root, runCommand, startNode } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder('again');

/** The texts of elements, as a browser shows them. */
function textsOf(html: string, element: RegExp): string[] {
  return [...html.matchAll(element)].map(([, text = '']) =>
    text.replace(/&#(\d+);|&(amp|lt|gt|quot);/g, (_, code: string | undefined, name: string | undefined) =>
      code === undefined
        ? ({ amp: '&', lt: '<', gt: '>', quot: '"' }[name ?? ''] ?? '')
        : String.fromCodePoint(Number(code)),
    ),
  );
}

test('each command of a finding shows it again, and leaves the report as it is', async () => {
  const server = await goact.start({ defect: 'register-unchecked' });
  try {
    const reports = path.join(folder, 'reports');
    const settings: Record<string, string> = { ...server.settings, TARGET_URL: server.url };
    const { code, output } = await runCommand(['run', '--grep', 'register/(without-credentials|success)$'], {
      ...settings,
      REPORTS_DIR: reports,
    });
    assert.equal(code, 1, output);
    const place = /^ {6}source: {3}(goact\.txt:[\d-]+)$/m.exec(output)?.[1] ?? '';
    assert.match(output, /\nReport: \S+conformance\.html[^\n]*\n$/, 'the last line names the page');
    const page = readFileSync(path.join(reports, 'conformance.html'), 'utf8');
    const { passages } = (await loadSuite('goact')).contract;
    assert.ok(textsOf(page, /<pre class="quote">([\s\S]*?)<\/pre>/g).includes(passages[place] ?? ''), place);
    const [details = ''] = /<details class="repeat">[\s\S]*?<\/details>/.exec(page) ?? [];
    const names = textsOf(details, /<code>([A-Z_]+)<\/code>/g);
    assert.ok(names.includes('TARGET_ALLOW_REGISTER') && !names.includes('TARGET_URL'), names.join());
    const given = Object.fromEntries(names.map((name) => [name, settings[name] ?? '']));
    const [script, single] = textsOf(details, /<pre class="command">([\s\S]*?)<\/pre>/g);
    const printed = /^ {6}again: {4}(.*)$/m.exec(output)?.[1];
    for (const [command, where] of [
      [script, reports],
      [printed, root],
      [single, root],
    ] as const) {
      const again = await startNode(
        [
          '-e',
          `process.exitCode = require('node:child_process').spawnSync(process.argv[1], { shell: true, stdio: 'inherit' }).status`,
          command ?? '',
        ],
        given,
        where,
      ).ended;
      assert.equal(again.code, 1, `${command ?? ''}\n${again.output}`);
      assert.match(again.output, /Reproduced|Does NOT conform/);
    }
    assert.equal(readFileSync(path.join(reports, 'conformance.html'), 'utf8'), page);
  } finally {
    await server.close();
    rmSync(path.join(root, 'reports-again'), { recursive: true, force: true });
  }
});
