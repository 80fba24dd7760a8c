/** The differences of two reports and of two texts, and the command that makes the page again. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ConformanceReport, RequirementReport } from '../../src/generated/conformance.ts';
import { compare, comparisonLines } from '../../src/report/compare.ts';
import { parseReport } from '../../src/report/read-report.ts';
import { runCommand } from '../start-process.ts';
import { difference } from '../../src/report/page/diff.ts';
import { linesOf } from '../../src/report/page/json-lines.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeReport } from './reports.ts';

const recipe = { apis: 1, requirements: 30, findings: 4 };

/** A report in which the first requirement has another verdict. */
function withVerdict(report: ConformanceReport, verdict: RequirementReport['verdict']): ConformanceReport {
  return {
    ...report,
    apis: report.apis.map((api) => ({
      ...api,
      findings: api.findings.slice(1),
      requirements: api.requirements.map((each, index) => (index === 0 ? { ...each, verdict } : each)),
    })),
  };
}

test('a finding whose requirement holds now is fixed', () => {
  const earlier = makeReport(recipe);
  const [api] = compare(earlier, withVerdict(earlier, 'passed')).apis;
  assert.deepEqual(
    [api?.fixed.length, api?.unclear.length, api?.added.length, api?.unchanged.length, api?.changes.length],
    [1, 0, 0, 3, 1],
  );
});

test('a finding whose requirement was not judged now is not called fixed', () => {
  const earlier = makeReport(recipe);
  for (const verdict of ['blocked', 'not-testable', 'error'] as const) {
    const [api] = compare(earlier, withVerdict(earlier, verdict)).apis;
    assert.deepEqual([api?.fixed.length, api?.unclear.length], [0, 1], verdict);
  }
});

test('a finding of a report of version 1 is the same finding, whatever its id was made of', () => {
  const now = makeReport(recipe);
  const first = JSON.parse(JSON.stringify(now)) as { version: number; apis: { findings: { id: string }[] }[] };
  first.version = 1;
  for (const [index, finding] of (first.apis[0]?.findings ?? []).entries()) finding.id = `api1-${index}`;
  const earlier = parseReport(JSON.stringify(first), 'conformance.json');
  const [api] = compare(earlier, now).apis;
  assert.deepEqual([api?.added.length, api?.fixed.length, api?.unchanged.length], [0, 0, 4]);
});

test('two targets are laid side by side', () => {
  const staging = makeReport({ ...recipe, target: 'https://staging.example.com' });
  const production = makeReport({ ...recipe, findings: 2, target: 'https://www.example.com' });
  const text = comparisonLines(compare(staging, production)).join('\n');
  assert.match(text, /0 only at https:\/\/www\.example\.com, 2 only at https:\/\/staging\.example\.com, 2 at both/);
});

test('an API that only one report has is named', () => {
  const comparison = compare(makeReport({ ...recipe, apis: 2 }), makeReport(recipe));
  assert.deepEqual(comparison.onlyEarlier, ['The api2 API at https://api2.example.com']);
  assert.deepEqual(comparison.onlyNow, []);
});

test('the terminal gets no control character of a server', () => {
  const planted = '\u001b[2J\u0007';
  const lines = comparisonLines(compare(makeReport({ ...recipe, findings: 1 }), makeReport({ ...recipe, planted })));
  assert.ok(!/\p{Cc}/u.test(lines.join('')));
});

test('marks the words in which two texts differ', () => {
  const marks = (expected: string, actual: string): string[] =>
    difference(expected, actual).map((stretches) =>
      stretches.map(({ text, same }) => (same ? text : `[${text}]`)).join(''),
    );
  assert.deepEqual(marks('status 404 with a body', 'status 200 with a body'), [
    'status [404] with a body',
    'status [200] with a body',
  ]);
  assert.deepEqual(marks('an integer', '"1231"'), ['an integer', '"1231"']);
  assert.deepEqual(marks('', ''), ['', '']);
});

test('marks the lines that a pointer means', () => {
  const body = JSON.stringify({ user: { id: [1, { 'a/b': '</script>' }], empty: {} } }, undefined, 2);
  const marked = (pointer: string): string[] =>
    linesOf(body, pointer)
      .filter((line) => line.marked)
      .map(({ text }) => text.trim());
  assert.deepEqual(marked('/user/id/1/a~1b'), ['"a/b": "</script>"']);
  assert.deepEqual(marked('/user/empty'), ['"empty": {}']);
  assert.deepEqual(marked('/user/none'), []);
  assert.deepEqual(
    linesOf('not JSON', '/user').map(({ text }) => text),
    ['not JSON'],
  );
});

test('the command makes the page again, with a comparison', async () => {
  const folder = temporaryFolder('report');
  const [now, earlier, wrong] = ['now.json', 'earlier.json', 'wrong.json'].map((name) => path.join(folder, name));
  assert.ok(now !== undefined && earlier !== undefined && wrong !== undefined);
  writeFileSync(now, JSON.stringify(makeReport(recipe)));
  writeFileSync(earlier, JSON.stringify(makeReport({ ...recipe, findings: 3 })));
  writeFileSync(wrong, '{}');
  const { code, output } = await runCommand(['report', now, '--against', earlier]);
  assert.equal(code, 0, output);
  assert.match(output, /api1: 1 new, 0 fixed, 3 unchanged/);
  assert.match(readFileSync(path.join(folder, 'conformance.html'), 'utf8'), /id="comparison"/);
  for (const [args, message] of [
    [[wrong], /^.*wrong\.json is no conformance report: .*\n$/],
    [[path.join(folder, 'absent.json')], /^.*absent\.json cannot be read: ENOENT\n$/],
    [[], /^error: missing required argument 'file'\n$/],
    [['--colour'], /^error: unknown option '--colour'\n$/],
  ] as const) {
    const refused = await runCommand(['report', ...args]);
    assert.equal(refused.code, 2, refused.output);
    assert.match(refused.output, message);
  }
});
