/** A target cannot steer the messages to GitHub. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { annotations, jobSummary } from '../../src/report/github.ts';

test("writes a server's response as text", () => {
  const evil = '|</td><img src=x onerror=alert(1)>\n::error::x\r\n# [a](javascript:1) `b` ![c](http://d) @team %0A';
  const report: ConformanceReport = {
    version: 2,
    startedAt: '2030-01-01T00:00:00.000Z',
    durationMs: 1,
    failOn: 'implied',
    conforms: false,
    complete: true,
    problems: [evil],
    counts: { passed: 0, failed: 1, warned: 0, blocked: 0, 'not-testable': 0, error: 0 },
    apis: [
      {
        id: 'flame',
        title: 'flame',
        target: 'https://a.example',
        conforms: false,
        counts: { passed: 0, failed: 1, warned: 0, blocked: 0, 'not-testable': 0, error: 0 },
        requirements: [],
        defects: [],
        findings: [
          {
            id: 'flame-1',
            level: 'implied',
            gating: true,
            requirements: ['flame/login/password-cut'],
            summary: evil,
            pointer: '',
            expected: evil,
            actual: evil,
            occurrences: 1,
            evidence: [],
          },
        ],
      },
    ],
  };
  const markdown = jobSummary(report);
  assert.doesNotMatch(markdown, /[<>`@[\]]|!\[|javascript:/);
  for (const line of markdown.split('\n').filter((each) => each.startsWith('| flame-1')))
    assert.equal(line.split('|').length, 7);
  const lines = annotations(report);
  assert.ok(
    lines.every((line) => /^::error title=[^\n:]+::[^\n\r]*$/.test(line)),
    lines.join('\n'),
  );
  assert.match(lines[0] ?? '', /%0A::error::x%0D%0A|%0A::error::x/);
  assert.match(lines[0] ?? '', /%250A/);
});
