/** Several reports as one: runs against several targets, or of several APIs, side by side. */
import type { ConformanceReport, Counts } from '../generated/conformance.ts';
import { levels } from '../contract/model.ts';
import type { Level } from '../contract/model.ts';
import { asvsCoverage } from './asvs.ts';
import { totalCoverage } from './coverage.ts';
import { worstOf } from './result.ts';

/** Puts reports together. @throws Error without any */
export function sideBySide(reports: readonly ConformanceReport[]): ConformanceReport {
  const [first] = reports;
  if (first === undefined) throw new Error('there is no report to show');
  if (reports.length === 1) return first;
  const counts: Counts = { ...first.counts };
  for (const name of Object.keys(counts) as (keyof Counts)[])
    counts[name] = reports.reduce((sum, report) => sum + report.counts[name], 0);
  const incomplete = reports.flatMap((report) => report.incomplete ?? []);
  const problems = reports.flatMap((report) => report.problems ?? []);
  const failOn = broadest(reports.map((report) => report.failOn)) ?? first.failOn;
  const failOnSecurity = broadest(reports.flatMap((report) => report.failOnSecurity ?? []));
  const apis = reports.flatMap((report) => report.apis);
  const result = worstOf(reports);
  const sets = new Set(reports.flatMap(({ requirementSet }) => requirementSet ?? []));
  const coverage = reports.flatMap((report) => report.coverage ?? []);
  return {
    version: 2,
    startedAt: reports.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    durationMs: reports.reduce((sum, { durationMs }) => sum + durationMs, 0),
    failOn,
    ...(failOnSecurity === undefined ? {} : { failOnSecurity }),
    ...(sets.size === 0 ? {} : { requirementSet: [...sets].join(', ') }),
    conforms: result.result === 'conforms',
    ...result,
    complete: reports.every(({ complete }) => complete),
    ...(incomplete.length === 0 ? {} : { incomplete: incomplete.join('; ') }),
    ...(problems.length === 0 ? {} : { problems }),
    counts,
    ...(coverage.length === 0 ? {} : { coverage: totalCoverage(coverage) }),
    asvs: asvsCoverage(apis.flatMap((api) => api.requirements)),
    apis,
  };
}

function broadest(all: readonly Level[]): Level | undefined {
  return [...levels].reverse().find((level) => all.includes(level));
}
