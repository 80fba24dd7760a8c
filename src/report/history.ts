/** The history of a target: the reports of its earlier runs, in one folder. */
import { defined } from '../core/defined.ts';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../core/user-error.ts';
import type { ApiReport, ConformanceReport, FindingReport, GoneFinding } from '../generated/conformance.ts';
import { writeWhole } from '../settings/write-whole.ts';
import { isJudged } from './compare.ts';
import { currentId } from './migrations.ts';
import { readReport } from './read-report.ts';
import { resultIn } from './result.ts';

/** The findings of earlier runs. */
export interface Earlier {
  /** The report to compare with. */
  readonly compared: ConformanceReport | undefined;
  /** The reports of the history, the oldest first; undefined without one. */
  readonly past: readonly ConformanceReport[] | undefined;
}

/** The reports of a folder, the oldest first; none if it does not exist yet. @throws UserError for what is no report */
export function readHistory(folder: string): ConformanceReport[] {
  if (!existsSync(folder)) return [];
  if (!statSync(folder).isDirectory()) throw new UserError(`HISTORY_DIR is "${folder}", which is no folder`);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => readReport(path.join(folder, file)))
    .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
}

/** Adds a report to a folder, without its exchanges. A part of a run, or one that tested nothing, would look like progress. */
export function keep(report: ConformanceReport, folder: string): void {
  if (!report.complete || resultIn(report) === 'could-not-be-tested') return;
  const { asvs: _, proof: __, history: ___, ...facts } = report;
  const apis = facts.apis.map(({ operations: _, left: __, ...api }) => ({
    ...api,
    findings: api.findings.map((finding) => ({ ...finding, evidence: [] })),
  }));
  const file = `${report.startedAt.replaceAll(':', '-')}.json`;
  writeWhole(path.join(folder, file), `${JSON.stringify({ ...facts, apis })}\n`);
}

/** A report that says since when each finding has been there, and which ones are gone. */
export function withHistory(report: ConformanceReport, past: readonly ConformanceReport[]): ConformanceReport {
  const [first] = past;
  return {
    ...report,
    history: {
      runs: past.length,
      ...defined({ since: first?.startedAt }),
      gone: report.apis.flatMap((api) => goneFrom(api, runsOf(api, [...past, report]))),
    },
    apis: report.apis.map((api) => ({
      ...api,
      findings: api.findings.map((each) => ({
        ...each,
        since: sinceOf(each, api, runsOf(api, past)) ?? report.startedAt,
      })),
    })),
  };
}

/** One run of an API. */
interface ApiRun {
  readonly startedAt: string;
  readonly api: ApiReport;
}

/** The runs of an API at its target, the oldest first. */
function runsOf({ id, target }: ApiReport, reports: readonly ConformanceReport[]): ApiRun[] {
  return reports.flatMap(({ startedAt, apis }) => {
    const api = apis.find((each) => each.id === id && each.target === target);
    return api === undefined ? [] : [{ startedAt, api }];
  });
}

/** The run from which on the finding was in every run that judged it; undefined if the last one did not have it. */
function sinceOf(finding: FindingReport, now: ApiReport, past: readonly ApiRun[]): string | undefined {
  let since: string | undefined;
  for (const { startedAt, api } of [...past].reverse()) {
    if (api.findings.some((each) => currentId(each, now.findings) === finding.id)) since = startedAt;
    else if (isJudged(finding, api.requirements)) break;
  }
  return since;
}

/** The findings of earlier runs that this one does not have. @param runs the last one is this */
function goneFrom({ id: api, target, findings }: ApiReport, runs: readonly ApiRun[]): GoneFinding[] {
  const present = new Set(findings.map(({ id }) => id));
  const gone = new Map<string, { readonly finding: FindingReport; readonly since: string; until?: string }>();
  for (const { startedAt, api: then } of runs) {
    const seen = new Map(then.findings.map((each) => [currentId(each, findings), each]));
    for (const [id, each] of gone)
      if (!seen.has(id) && each.until === undefined && isJudged(each.finding, then.requirements))
        each.until = startedAt;
    for (const [id, finding] of seen) {
      const known = gone.get(id);
      if (!present.has(id) && (known === undefined || known.until !== undefined))
        gone.set(id, { finding, since: startedAt });
    }
  }
  return [...gone].map(([id, { finding, since, until }]) => ({
    api,
    target,
    id,
    summary: finding.summary,
    since,
    ...defined({ until }),
  }));
}
