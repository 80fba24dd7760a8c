/** conformance.sarif: what code scanning reads of a run. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import AjvDraft4 from 'ajv-draft-04';
import formats from 'ajv-formats';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { sarifOf } from '../../src/report/sarif.ts';
import { makeReport } from './reports.ts';

/** The schema of OASIS (sarif-schema-2.1.0-rtm.5), without which no service accepts a file. */
const schema = JSON.parse(readFileSync(new URL('schemas/sarif-2.1.0.json', import.meta.url), 'utf8')) as object;
// One of its patterns is no regular expression of Unicode mode.
const ajv = new AjvDraft4.default({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const isSarif = ajv.compile(schema);

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly suppressions?: readonly unknown[];
      readonly locations: readonly {
        readonly physicalLocation?: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number; readonly endLine: number };
        };
      }[];
    }[];
  }[];
}

/** The SARIF of a report, which is held against its schema. */
function sarif(report: ConformanceReport): Sarif['runs'][number] {
  const made = JSON.parse(JSON.stringify(sarifOf(report))) as unknown;
  assert.ok(isSarif(made), JSON.stringify(isSarif.errors, undefined, 1));
  const [run] = (made as Sarif).runs;
  assert.ok(run !== undefined);
  return run;
}

test('a report without findings, and one with many, fit the schema', () => {
  assert.deepEqual(sarif(makeReport({ apis: 1, requirements: 5, findings: 0 })).results, []);
  const { tool, results } = sarif(makeReport({ apis: 3, requirements: 40, findings: 30 }));
  assert.equal(results.length, 90);
  for (const { ruleId, ruleIndex } of results) assert.equal(tool.driver.rules[ruleIndex]?.id, ruleId);
});

test('a result stands at the line of the document that promises it', () => {
  const [first] = sarif(makeReport({ apis: 1, requirements: 4, findings: 1 })).results;
  const place = first?.locations[0]?.physicalLocation;
  assert.deepEqual(place, { artifactLocation: { uri: 'api1.txt' }, region: { startLine: 1, endLine: 1 } });
});

test('a requirement of a standard stands at the line that names it, or at the beginning of the document', () => {
  const report = makeReport({ apis: 1, requirements: 4, findings: 2 });
  const [api] = report.apis;
  assert.ok(api !== undefined);
  const sources = ['RFC 6749 section 5.1, named by api1.txt:38-39', 'RFC 9110 section 8.3', 'api1.txt:3', 'api1.txt:4'];
  const requirements = api.requirements.map((each, index) => ({ ...each, source: sources[index] ?? '' }));
  const regions = sarif({ ...report, apis: [{ ...api, requirements }] }).results.map(
    ({ locations }) => locations[0]?.physicalLocation?.region,
  );
  assert.deepEqual(regions, [
    { startLine: 38, endLine: 39 },
    { startLine: 1, endLine: 1 },
  ]);
});

test('what decides is an error, what is known is suppressed', () => {
  const report = makeReport({ apis: 1, requirements: 12, findings: 12 });
  const findings = report.apis.flatMap((api) => api.findings);
  const { results } = sarif(report);
  for (const [index, { level, suppressions }] of results.entries()) {
    const { gating, known } = findings[index] ?? {};
    assert.equal(level === 'error', gating);
    assert.equal(suppressions !== undefined, known !== undefined);
  }
});

test("a server's text is no link", () => {
  const { results } = sarif(makeReport({ apis: 1, requirements: 2, findings: 1, planted: ' [here](http://evil) \\[' }));
  assert.doesNotMatch(results[0]?.message.text ?? '', /(?<!\\)\[here/);
});
