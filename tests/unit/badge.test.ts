/** The badge of a report: what it says, how it looks, and that a label cannot leave it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { renderBadge } from '../../src/report/badge.ts';

const counts = { passed: 271, failed: 0, warned: 0, blocked: 0, 'not-testable': 0, error: 0 };
const report = (result: NonNullable<ConformanceReport['result']>, known = 0, findings = 0): ConformanceReport => ({
  version: 2,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 1,
  failOn: 'implied',
  conforms: result === 'conforms',
  result,
  complete: true,
  counts,
  apis: [
    {
      id: 'shop',
      title: 'Shop',
      target: 'http://127.0.0.1:1',
      conforms: result === 'conforms',
      counts,
      defects: [],
      requirements: Array.from({ length: known }, (_, index) => ({
        id: `shop/login/${index}`,
        level: 'implied',
        flow: 'login',
        statement: 'rejects a wrong password',
        verdict: 'warned',
        known: { reason: 'so it is', owner: 'ann', expires: '2199-01-01' },
      })),
      findings: Array.from({ length: findings }, (_, index) => ({
        id: `shop-${index}`,
        level: 'implied',
        gating: true,
        requirements: ['shop/login/1'],
        summary: 'login accepts a wrong password',
        pointer: '',
        expected: 'a rejection',
        actual: 'accepted',
        occurrences: 1,
        evidence: [],
      })),
    },
  ],
});
const titleOf = (svg: string): string => /<title>(.*)<\/title>/.exec(svg)?.[1] ?? '';

test('says in a few words what came of the run, in a colour', () => {
  for (const [given, title, colour] of [
    [report('conforms'), 'login: 271 passed', '#2e7d32'],
    [report('conforms', 29), 'login: 271 passed, 29 known deviations', '#5f7a12'],
    [report('does-not-conform', 0, 1), 'login: 1 finding', '#b3261e'],
    [report('does-not-conform', 2, 3), 'login: 3 findings', '#b3261e'],
    [report('could-not-be-tested'), 'login: not tested', '#5f6368'],
  ] as const) {
    const svg = renderBadge(given, 'login');
    assert.equal(titleOf(svg), title);
    assert.ok(svg.includes(`fill="${colour}"`), svg);
  }
});

test('a label is text, whatever it holds', () => {
  const svg = renderBadge(report('conforms'), '</title><script>alert(1)</script>"&');
  assert.ok(!svg.includes('<script'), svg);
  assert.equal(titleOf(svg), '&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;: 271 passed');
});

test('is as wide as its words', () => {
  const [short = 0, long = 0] = ['a', 'a much longer label'].map((label) =>
    Number(/width="(\d+)"/.exec(renderBadge(report('conforms'), label))?.[1]),
  );
  assert.ok(long > short + 80, `${short} ${long}`);
});
