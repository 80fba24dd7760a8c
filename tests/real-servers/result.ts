/** The kept results of a server's run, in its result.json: the data of the matrix. */
import { readFileSync } from 'node:fs';
import type { ConformanceReport, FindingReport } from '../../src/generated/conformance.ts';
import type { RealServer } from './server.ts';

/** The last accepted run of a server. */
export interface Result {
  readonly product: string;
  readonly version: string;
  readonly language: string;
  readonly documentation: string;
  readonly flows: readonly string[];
  readonly requirements: Readonly<
    Record<'all' | 'passed' | 'deviating' | 'advice' | 'blocked' | 'notTestable', number>
  >;
  readonly seconds: number;
  readonly findings: readonly ResultFinding[];
  /** Why requirements got no verdict: reasons, each with their number. */
  readonly open: Readonly<Record<string, number>>;
}

/** One finding, with the sentence that defends it. */
export interface ResultFinding {
  readonly level: FindingReport['level'];
  readonly summary: string;
  readonly requirements: readonly string[];
  readonly defense: string;
}

/** Reads the result of a server. */
export function readResult(file: string): Result {
  return JSON.parse(readFileSync(file, 'utf8')) as Result;
}

/** Why a finding is true: the reasons of its requirements, each once. */
function reasonsOf({ requirements }: ConformanceReport['apis'][number], finding: FindingReport): string[] {
  const known = requirements.filter(({ id }) => finding.requirements.includes(id)).map((each) => each.known?.reason);
  return [...new Set([...known, finding.known?.reason])].filter((reason) => reason !== undefined);
}

/** Makes the result of a run. */
export async function resultOf(server: RealServer, report: ConformanceReport): Promise<Result> {
  const requirements = report.apis.flatMap((api) => api.requirements);
  const violated = requirements.filter(({ verdict }) => verdict === 'failed' || verdict === 'warned');
  const open = requirements.filter(({ verdict }) => verdict === 'blocked' || verdict === 'not-testable');
  const reasons = new Map<string, number>();
  for (const { reason = '' } of open) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return {
    product: server.product,
    version: await server.version(),
    language: server.language,
    documentation: server.documentation,
    flows: [...new Set(requirements.map(({ flow }) => flow))].filter((flow) => flow !== 'document'),
    requirements: {
      all: requirements.length,
      passed: requirements.filter(({ verdict }) => verdict === 'passed').length,
      deviating: violated.filter(({ level }) => level !== 'advice').length,
      advice: violated.filter(({ level }) => level === 'advice').length,
      blocked: open.filter(({ verdict }) => verdict === 'blocked').length,
      notTestable: open.filter(({ verdict }) => verdict === 'not-testable').length,
    },
    seconds: Math.round(report.durationMs / 1000),
    findings: report.apis.flatMap((api) =>
      api.findings.map((each) => ({
        level: each.level,
        summary: each.summary,
        requirements: each.requirements.map((id) => id.slice(id.indexOf('/') + 1)).sort(),
        defense: reasonsOf(api, each).join(' '),
      })),
    ),
    open: Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a)),
  };
}
