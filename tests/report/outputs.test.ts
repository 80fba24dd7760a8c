/** The end of a run names what was written, and nothing else. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { reporterOutputs } from '../../src/runner/playwright/outputs.ts';
import { written } from '../../src/report/summary.ts';
import { makeReport } from './reports.ts';

const clean = makeReport({ apis: 1, requirements: 3, findings: 0 });

test('the reporters of the configuration write beside the page', () => {
  const outputs = reporterOutputs({
    reporter: [
      ['./src/runner/playwright/turning-reporter.ts'],
      ['html', { outputFolder: 'out/html', open: 'never' }],
      ['junit', { outputFile: 'out/junit.xml' }],
      ['blob', { outputDir: 'out/blob' }],
    ],
  });
  assert.deepEqual(outputs, ['out/html', 'out/junit.xml', 'out/blob']);
  assert.equal(
    written(clean, 'out', outputs),
    'Report: out/conformance.html; in the same folder: conformance.json, conformance.sarif, report.json, html, junit.xml, blob',
  );
});

test('the reporters of the command line write to their default places', () => {
  const outputs = reporterOutputs({ reporter: [['html'], ['dot'], ['junit'], ['blob']] });
  assert.deepEqual(outputs, ['playwright-report', 'blob-report']);
  const failing = makeReport({ apis: 1, requirements: 3, findings: 1 });
  assert.equal(
    written(failing, 'out', outputs),
    'Report: out/conformance.html; in the same folder: conformance.json, conformance.sarif, report.json, repeat; also playwright-report, blob-report',
  );
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
