/** report.json: what the viewer of Web Fuzzing Commons and comparisons of fuzzers read of a run. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { FindingReport } from '../../src/generated/conformance.ts';
import { readReport } from '../../src/report/read-report.ts';
import { wfcReportOf } from '../../src/report/wfc.ts';
import { start } from '../independent/flame/server.ts';
import { runCommand } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeReport } from './reports.ts';

const reports = temporaryFolder('wfc');

/** The demands of the schema of Web Fuzzing Commons on a report: report.yaml, version 0.8.0. */
const schema = JSON.parse(readFileSync(new URL('schemas/wfc-report-0.8.0.json', import.meta.url), 'utf8')) as object;
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
const isReport = ajv.compile(schema);

interface WfcReport {
  readonly totalTests: number;
  readonly testFilePaths: readonly string[];
  readonly testCases: readonly { readonly id: string; readonly filePath?: string }[];
  readonly faults: {
    readonly totalNumber: number;
    readonly foundFaults: readonly {
      readonly operationId: string;
      readonly testCaseId: string;
      readonly faultCategories: readonly { readonly id: string; readonly code: number; readonly context: string }[];
    }[];
  };
  readonly problemDetails: {
    readonly rest: {
      readonly endpointIds: readonly string[];
      readonly evaluatedHttpCalls: number;
      readonly coveredHttpStatus: readonly { readonly testCaseId: string; readonly httpStatus: readonly number[] }[];
    };
  };
}

function held(value: unknown): WfcReport {
  assert.ok(isReport(value), JSON.stringify(isReport.errors, undefined, 1));
  return value as WfcReport;
}

let written: WfcReport;
before(async () => {
  const server = await start({ defect: 'password-prefix' });
  const settings = { ...server.settings, TARGET_URL: server.url, REPORTS_DIR: reports };
  const { code, output } = await runCommand(
    ['run', '--grep', 'login/(success|password-cut|wrong-password)$'],
    settings,
  );
  await server.close();
  assert.equal(code, 1, output);
  written = held(JSON.parse(readFileSync(path.join(reports, 'report.json'), 'utf8')));
});

test('a run writes it, with each case and the faults that were found', () => {
  const { findings = [] } = readReport(path.join(reports, 'conformance.json')).apis[0] ?? {};
  assert.equal(written.faults.totalNumber, findings.length);
  const [fault] = written.faults.foundFaults;
  assert.equal(fault?.operationId, 'POST:/api/v1/sessions');
  assert.match(fault.faultCategories[0]?.context ?? '', /^flame-[0-9a-f]{8}: login accepts/);
  assert.equal(fault.faultCategories[0]?.id, 'SESSION_CONFORMANCE_TAKEOVER');
  assert.equal(written.testCases.length, written.totalTests);
  assert.ok(written.testCases.some(({ id }) => id === fault.testCaseId));
});

test('its files are there, and its calls are those of the run', () => {
  assert.equal(written.testFilePaths.length, 1);
  for (const file of written.testFilePaths) assert.ok(existsSync(path.join(reports, file)), file);
  const { endpointIds, evaluatedHttpCalls, coveredHttpStatus } = written.problemDetails.rest;
  assert.deepEqual(endpointIds, ['POST:/api/v1/sessions']);
  assert.ok(evaluatedHttpCalls >= written.totalTests);
  assert.ok(coveredHttpStatus.some(({ httpStatus }) => httpStatus.includes(201)));
});

test('the category is that of Web Fuzzing Commons where it says the same', () => {
  const codeOf = (mismatch: Partial<NonNullable<FindingReport['mismatch']>>): number | undefined => {
    const report = makeReport({ apis: 1, requirements: 1, findings: 1 });
    const apis = report.apis.map((api) => ({
      ...api,
      findings: api.findings.map((finding) => ({
        ...finding,
        mismatch: { kind: 'header', code: 'header-value', expected: {}, actual: {}, ...mismatch } as const,
      })),
    }));
    return held(wfcReportOf({ ...report, apis }, [])).faults.foundFaults[0]?.faultCategories[0]?.code;
  };
  assert.equal(codeOf({ kind: 'status', code: 'server-error', status: 500 }), 100);
  assert.equal(codeOf({ code: 'header-missing', status: 401, expected: { header: 'WWW-Authenticate' } }), 109);
  assert.equal(codeOf({ kind: 'body', code: 'property-type', status: 200 }), 200);
  assert.equal(codeOf({ kind: 'accepted', code: 'accepted', status: 200 }), 206);
  assert.equal(codeOf({ kind: 'disclosure', code: 'internal-details', actual: { form: 'stack-trace' } }), 309);
  assert.equal(codeOf({ kind: 'relation', code: 'value-differs' }), 900);
});
