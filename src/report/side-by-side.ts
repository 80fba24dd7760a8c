/** Several reports as one: runs against several targets, or of several APIs, side by side. */
import { defined } from '../core/defined.ts';
import type { ConformanceReport } from '../generated/conformance.ts';
import { levels } from '../contract/model.ts';
import type { Level } from '../contract/model.ts';
import { asvsCoverage } from './asvs.ts';
import { totalCoverage } from './coverage.ts';
import { sumOf } from './document.ts';
import { worstOf } from './result.ts';

/** Puts reports together. @throws Error without any */
export function sideBySide(reports: readonly ConformanceReport[]): ConformanceReport {
  const [first] = reports;
  if (first === undefined) throw new Error('there is no report to show');
  if (reports.length === 1) return first;
  const incomplete = reports.flatMap((report) => report.incomplete ?? []);
  const problems = reports.flatMap((report) => report.problems ?? []);
  const failOn = broadest(reports.map((report) => report.failOn)) ?? first.failOn;
  const apis = reports.flatMap((report) => report.apis);
  const result = worstOf(reports);
  const sets = new Set(reports.flatMap(({ requirementSet }) => requirementSet ?? []));
  const coverage = reports.flatMap((report) => report.coverage ?? []);
  return defined({
    version: 2 as const,
    startedAt: reports.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    durationMs: reports.reduce((sum, { durationMs }) => sum + durationMs, 0),
    failOn,
    failOnSecurity: broadest(reports.flatMap((report) => report.failOnSecurity ?? [])),
    requirementSet: sets.size === 0 ? undefined : [...sets].join(', '),
    conforms: result.result === 'conforms',
    ...result,
    complete: reports.every(({ complete }) => complete),
    incomplete: incomplete.length === 0 ? undefined : incomplete.join('; '),
    problems: problems.length === 0 ? undefined : problems,
    counts: sumOf(reports.map(({ counts }) => counts)),
    coverage: coverage.length === 0 ? undefined : totalCoverage(coverage),
    asvs: asvsCoverage(apis.flatMap((api) => api.requirements)),
    apis,
  });
}

function broadest(all: readonly Level[]): Level | undefined {
  return [...levels].reverse().find((level) => all.includes(level));
}
