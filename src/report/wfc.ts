/**
 * A report in the format of Web Fuzzing Commons, which its viewer and comparisons of fuzzers read.
 * @see https://github.com/WebFuzzing/Commons, report.yaml 0.8.0 and its fault categories 0.9.0
 */
import { grouped } from '../core/grouped.ts';
import { packageVersion } from '../core/installation.ts';
import type { ApiReport, ConformanceReport, FindingReport } from '../generated/conformance.ts';
import { scriptName } from '../repeat/quote.ts';
import { consequenceOf } from './consequences.ts';
import type { Consequence } from './consequences.ts';
import type { Evidence } from './evidence.ts';
import { resultIn } from './result.ts';

const schemaVersion = '0.8.0';

interface FaultCategory {
  readonly id: string;
  readonly code: number;
}

/** Makes the report of a run. @param evidence of all of its cases */
export function wfcReportOf(report: ConformanceReport, evidence: readonly Evidence[]): object {
  const findings = report.apis.flatMap((api) => api.findings.map((finding) => ({ api, finding })));
  const scripts = new Map(
    findings.flatMap(({ finding }) => {
      const testCase = finding.evidence[0]?.case;
      return testCase === undefined ? [] : [[testCase, `repeat/${scriptName(finding.id)}.mjs`] as const];
    }),
  );
  const calls = evidence.flatMap(({ api, result }) =>
    result.calls.map((call) => ({ ...call, case: result.case, endpoint: endpointOf(report, api, call.operation) })),
  );
  return {
    schemaVersion,
    toolName: 'session-conformance',
    toolVersion: packageVersion(),
    creationTime: report.startedAt,
    executionTimeInSeconds: Math.round(report.durationMs / 1000),
    faults: {
      totalNumber: findings.length,
      foundFaults: findings.flatMap(({ api, finding }) => faultsOf(report, api, finding)),
    },
    problemDetails: {
      rest: {
        outputHttpCalls: calls.filter((call) => scripts.has(call.case)).length,
        evaluatedHttpCalls: calls.length,
        endpointIds: [...new Set(calls.map(({ endpoint }) => endpoint))],
        coveredHttpStatus: covered(calls),
      },
    },
    totalTests: evidence.length,
    testFilePaths: [...new Set(scripts.values())],
    testCases: evidence.map(({ result: { case: id } }) => {
      const filePath = scripts.get(id);
      return { id, name: id, ...(filePath === undefined ? {} : { filePath, startLine: 0, endLine: 0 }) };
    }),
    warnings: warningsOf(report),
  };
}

/** An operation as `POST:/session/login`. */
function endpointOf({ apis }: ConformanceReport, api: string, operation: string | undefined): string {
  const operations = apis.find(({ id }) => id === api)?.operations ?? [];
  const called = operations.find(({ id }) => id === operation);
  return called === undefined ? (operation ?? 'unknown') : `${called.method}:${called.path}`;
}

interface Call {
  readonly case: string;
  readonly endpoint: string;
  readonly status?: number;
}

/** The statuses of each endpoint in each case. */
function covered(calls: readonly Call[]): object[] {
  return [...grouped(calls, (call) => `${call.case} ${call.endpoint}`).values()].map((group) => ({
    endpointId: group[0].endpoint,
    testCaseId: group[0].case,
    httpStatus: [...new Set(group.flatMap(({ status }) => status ?? []))],
  }));
}

/** One entry for each case that shows a finding. */
function faultsOf(report: ConformanceReport, api: ApiReport, finding: FindingReport): object[] {
  const category = { ...categoryOf(api, finding), context: `${finding.id}: ${finding.summary}` };
  return finding.evidence.map(({ case: testCaseId }) => ({
    operationId: endpointOf(report, api.id, finding.operation),
    testCaseId,
    faultCategories: [category],
  }));
}

/** The numbers from 900 are those of a tool. */
const own: Readonly<Record<Consequence | 'contract', FaultCategory>> = {
  contract: { id: 'SESSION_CONFORMANCE_CONTRACT', code: 900 },
  takeover: { id: 'SESSION_CONFORMANCE_TAKEOVER', code: 901 },
  leak: { id: 'SESSION_CONFORMANCE_LEAK', code: 902 },
  denial: { id: 'SESSION_CONFORMANCE_DENIAL', code: 903 },
  hygiene: { id: 'SESSION_CONFORMANCE_HYGIENE', code: 904 },
};

/** The category of Web Fuzzing Commons that a finding is in, or one of this tool where none says the same. */
function categoryOf({ requirements }: ApiReport, { mismatch, requirements: [violated] }: FindingReport): FaultCategory {
  const topic = requirements.find(({ id }) => id === violated)?.security?.topic;
  const { kind, code, status, expected = {}, actual = {} } = mismatch ?? {};
  if (status === 500) return { id: 'HTTP_STATUS_500', code: 100 };
  const header = String((expected as { header?: unknown }).header).toLowerCase();
  if (code === 'header-missing' && status === 401 && header === 'www-authenticate')
    return { id: 'HTTP_STATUS_NO_401_IF_NO_WWW_AUTHENTICATE', code: 109 };
  if (code === 'header-missing' && status === 405 && header === 'allow')
    return { id: 'HTTP_STATUS_NO_405_IF_NO_ALLOW', code: 110 };
  if (code === 'internal-details' && (actual as { form?: unknown }).form === 'stack-trace')
    return { id: 'SECURITY_LEAKED_STACK_TRACES', code: 309 };
  if (topic === 'mass-assignment') return { id: 'SECURITY_MASS_ASSIGNMENT', code: 303 };
  if (topic !== undefined) return own[consequenceOf(topic)];
  if (kind === 'body' || code === 'status-undocumented') return { id: 'SCHEMA_INVALID_RESPONSE', code: 200 };
  return kind === 'accepted' ? { id: 'SCHEMA_VALIDATION_BYPASS', code: 206 } : own.contract;
}

/** The reasons why the run did not test everything. */
function warningsOf(report: ConformanceReport): object[] {
  const untested = resultIn(report) === 'could-not-be-tested' ? [report.untested ?? ''] : [];
  return [...untested, ...(report.problems ?? []), ...(report.incomplete === undefined ? [] : [report.incomplete])].map(
    (message) => ({ message, category: 'run', displayPriority: 1 }),
  );
}
