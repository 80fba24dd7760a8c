/** Several reports as one: runs against several targets, or of several APIs, side by side. */
import type { ConformanceReport, Counts } from '../generated/conformance.ts';
import { levels } from '../contract/model.ts';
import { resultOfRun } from './result.ts';

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
  const broadest = Math.max(...reports.map(({ failOn }) => levels.indexOf(failOn)));
  const apis = reports.flatMap((report) => report.apis);
  const result = resultOfRun(apis, problems);
  return {
    version: 2,
    startedAt: reports.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    durationMs: reports.reduce((sum, { durationMs }) => sum + durationMs, 0),
    failOn: levels[broadest] ?? first.failOn,
    conforms: result.result === 'conforms',
    ...result,
    complete: reports.every(({ complete }) => complete),
    ...(incomplete.length === 0 ? {} : { incomplete: incomplete.join('; ') }),
    ...(problems.length === 0 ? {} : { problems }),
    counts,
    apis,
  };
}
