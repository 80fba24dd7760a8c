/** The end of a run names what was written, and nothing else. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { reporterOutputs } from '../../src/runner/playwright/outputs.ts';
import { unfinished } from '../../src/runner/playwright/messages.ts';
import { written } from '../../src/report/summary.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A folder with these files of a run. */
function reportsWith(...names: readonly string[]): string {
  const folder = temporaryFolder('outputs');
  for (const name of names) writeFileSync(path.join(folder, name), '');
  return folder;
}

const usual = ['conformance.html', 'conformance.json', 'conformance.sarif', 'report.json'];

test('the reporters of the configuration write beside the page', () => {
  const out = reportsWith(...usual);
  const outputs = reporterOutputs({
    reporter: [
      ['./src/runner/playwright/turning-reporter.ts'],
      ['html', { outputFolder: path.join(out, 'html'), open: 'never' }],
      ['junit', { outputFile: path.join(out, 'junit.xml') }],
      ['blob', { outputDir: path.join(out, 'blob') }],
    ],
  });
  assert.deepEqual(
    outputs.map((each) => path.relative(out, each)),
    ['html', 'junit.xml', 'blob'],
  );
  assert.equal(
    written(path.relative('', out), outputs),
    `Report: ${path.relative('', out)}/conformance.html; in the same folder: conformance.json, conformance.sarif, report.json, html, junit.xml, blob`,
  );
});

test('the reporters of the command line write to their default places', () => {
  const out = reportsWith(...usual, 'repeat');
  const outputs = reporterOutputs({ reporter: [['html'], ['dot'], ['junit'], ['blob']] });
  assert.deepEqual(outputs, ['playwright-report', 'blob-report']);
  assert.equal(
    written(out, outputs),
    `Report: ${out}/conformance.html; in the same folder: conformance.json, conformance.sarif, report.json, repeat; also playwright-report, blob-report`,
  );
  assert.equal(written(reportsWith(), []), 'No report was written.');
  const rest = reportsWith('conformance.json', 'report.json');
  assert.equal(
    written(rest, outputs),
    `No page was written; in ${rest}: conformance.json, report.json; also playwright-report, blob-report`,
  );
  assert.equal(written(reportsWith(), ['blob-report']), 'No page was written; only blob-report');
});

test('a run is cut if cases are open or it was interrupted, not if another project times out', () => {
  assert.deepEqual(unfinished('timedout', 0, 200), []);
  assert.deepEqual(unfinished('failed', 0, 200), []);
  assert.deepEqual(unfinished('timedout', 3, 200), ['3 of 200 cases were not run (timedout)']);
  assert.deepEqual(unfinished('interrupted', 3, 200), ['3 of 200 cases were not run (interrupted)']);
  assert.deepEqual(unfinished('interrupted', 0, 200), ['the run was interrupted']);
});

test('a variable of Playwright moves the outputs', () => {
  process.env['PLAYWRIGHT_HTML_OUTPUT_DIR'] = '/tmp/elsewhere';
  process.env['PLAYWRIGHT_JUNIT_OUTPUT_NAME'] = 'units.xml';
  try {
    const [html, junit] = reporterOutputs({ reporter: [['html', { outputFolder: 'out/html' }], ['junit']] });
    assert.equal(path.resolve(html ?? ''), '/tmp/elsewhere');
    assert.equal(junit, 'units.xml');
  } finally {
    delete process.env['PLAYWRIGHT_HTML_OUTPUT_DIR'];
    delete process.env['PLAYWRIGHT_JUNIT_OUTPUT_NAME'];
  }
});
