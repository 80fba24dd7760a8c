/** The matrix of real servers is that of their last accepted runs, and how a run is held against what is expected. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { ConformanceReport, FindingReport, RequirementReport } from '../../src/generated/conformance.ts';
import { readKnownDeviations } from '../../src/report/read-known.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { problemsOf } from '../real-servers/hold.ts';
import { matrixText } from '../real-servers/matrix-text.ts';
import { allResults, pages } from '../real-servers/pages.ts';
import type { RealServer } from '../real-servers/server.ts';
import { contractOf } from '../real-servers/test-server.ts';
import { root } from '../start-process.ts';

const folder = path.join(root, 'tests/real-servers');
const names = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'server.ts')));

test('matrix.md, matrix.html and the README are those of the results', async () => {
  for (const [file, text] of await pages(allResults()))
    assert.equal(readFileSync(path.join(root, file), 'utf8'), text, `${file}: npm run real-servers -- --pages`);
});

test('every server has a result, of the version that is installed now', () => {
  const results = allResults();
  assert.deepEqual([...results.keys()], names);
  for (const [name, { version }] of results) {
    const file = path.join(folder, name, 'package.json');
    if (!existsSync(file)) continue;
    const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
    assert.ok(Object.values(dependencies).includes(version), `${name}: npm run real-servers -- --update ${name}`);
  }
});

for (const name of names)
  test(`${name}: every finding is defended, and every requirement has a source`, async () => {
    const own = path.join(folder, name);
    const { server } = (await import(`../real-servers/${name}/server.ts`)) as { server: RealServer };
    const { plan } = await loadSuite(contractOf(name, server));
    assert.deepEqual(
      plan.requirements.filter(({ level, source }) => level !== 'advice' && source === undefined).map(({ id }) => id),
      [],
    );
    for (const { summary, defense } of allResults().get(name)?.findings ?? [])
      assert.ok(defense.length > 40, `${name}: why is it true? ${summary}`);
    const known = path.join(own, 'known-deviations.yaml');
    const ids = new Set(plan.requirements.map(({ id }) => id));
    for (const { requirement } of existsSync(known) ? readKnownDeviations(known) : [])
      assert.ok(ids.has(requirement), `${name}: there is no requirement ${requirement}`);
  });

test('text of a server cannot leave its cell or become markup', () => {
  const counts = { all: 1, passed: 1, deviating: 0, advice: 0, blocked: 0, notTestable: 0 };
  const given = { version: '1', language: 'C', documentation: '<i>', flows: [], seconds: 1, findings: [], open: {} };
  const text = matrixText(new Map([['x', { ...given, product: 'a|b <i>', requirements: counts }]]));
  assert.match(text, /\[a\\\|b \\<i\\>\]/);
  assert.match(text, /Contract from \\<i\\>/);
});

describe('a run is held against what is expected', () => {
  const requirement = (id: string, more: Partial<RequirementReport>): RequirementReport => ({
    id: `shop/${id}`,
    level: 'implied',
    flow: 'login',
    statement: 'rejects a wrong password',
    verdict: 'passed',
    ...more,
  });
  const known = { reason: 'it is so', owner: 'ann', expires: '2199-01-01' };
  const findingOf = (id: string, more: Partial<FindingReport> = {}): FindingReport => ({
    id: 'shop-1',
    level: 'implied',
    gating: false,
    requirements: [`shop/${id}`],
    summary: 'login accepts a wrong password',
    pointer: '',
    expected: 'a rejection',
    actual: 'accepted',
    occurrences: 1,
    evidence: [],
    ...more,
  });
  const report = (
    requirements: RequirementReport[],
    findings: FindingReport[] = [],
    more: Partial<ConformanceReport> = {},
  ): ConformanceReport => {
    const counts = { passed: 0, failed: 0, warned: 0, blocked: 0, 'not-testable': 0, error: 0 };
    const api = { id: 'shop', title: 'Shop', target: 'http://127.0.0.1:1', conforms: true, counts, defects: [] };
    return {
      version: 2,
      startedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 1,
      failOn: 'advice',
      conforms: true,
      complete: true,
      counts,
      apis: [{ ...api, requirements, findings }],
      ...more,
    };
  };
  const passed = Array.from({ length: 20 }, (_, index) => requirement(`login/${index}`, {}));

  test('known deviations are as expected', () => {
    const cut = requirement('login/cut', { verdict: 'warned', known });
    assert.deepEqual(problemsOf(report([...passed, cut], [findingOf('login/cut', { known })]), 0), []);
  });

  test('a new deviation, an error, a stale entry and a bad end are named', () => {
    const cut = requirement('login/cut', { verdict: 'failed' });
    const broken = requirement('login/broken', { verdict: 'error', reason: 'TypeError' });
    const stale = 'known-deviations.yaml:1: shop/login/1 holds now; take the entry out';
    const found = report([...passed, cut, broken], [findingOf('login/cut')], { problems: [stale] });
    assert.deepEqual(problemsOf(found, 1), [
      'error: shop/login/broken: TypeError',
      'new deviation: shop/login/cut: login accepts a wrong password',
      stale,
    ]);
    assert.deepEqual(problemsOf(report(passed, [], { untested: 'It is gone.' }), 3), [
      'the run ended with 3: It is gone.',
    ]);
  });

  test('a finding without a failing requirement is new', () => {
    const flaky = findingOf('login/1', { summary: 'flaky target' });
    assert.deepEqual(problemsOf(report(passed, [flaky]), 0), ['new finding: shop-1: flaky target']);
  });

  test('more than 5 in 100 blocked requirements are too many, known or not', () => {
    const blocked = requirement('login/last', { verdict: 'blocked', reason: 'no answer', known });
    assert.deepEqual(problemsOf(report([...passed, blocked]), 0), []);
    assert.match(problemsOf(report([...passed.slice(0, 9), blocked]), 0).join(), /^1 of 10 requirements are blocked/);
  });
});
