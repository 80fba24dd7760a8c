/** Holds a run against what is expected of it. */
import type { ConformanceReport } from '../../src/generated/conformance.ts';

/** The number of 100 requirements that may be blocked. */
const mostBlocked = 5;

/** The problems of a server's run, a sentence each; none if everything is as expected. */
export function problemsOf(report: ConformanceReport, exitCode: number | null): string[] {
  const requirements = report.apis.flatMap((api) => api.requirements);
  const findings = report.apis.flatMap((api) => api.findings);
  const sentenceOf = (id: string): string => findings.find((each) => each.requirements.includes(id))?.summary ?? '';
  const unknown = requirements.filter(({ verdict, known }) => /^(failed|warned)$/.test(verdict) && known === undefined);
  const blocked = requirements.filter(({ verdict }) => verdict === 'blocked');
  const reasons = new Map<string, string[]>();
  for (const { id, reason = '', known } of blocked)
    if (known === undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
  const ofUnknown = (id: string): boolean => unknown.some((each) => each.id === id);
  const problems = [
    ...requirements
      .filter(({ verdict }) => verdict === 'error')
      .map(({ id, reason = '' }) => `error: ${id}: ${reason}`),
    ...unknown.map(({ id }) => `new deviation: ${id}: ${sentenceOf(id)}`),
    ...findings
      .filter((each) => each.known === undefined && !each.requirements.some(ofUnknown))
      .map(({ id, summary }) => `new finding: ${id}: ${summary}`),
    ...(report.problems ?? []),
    ...(blocked.length * 100 > mostBlocked * requirements.length
      ? [`${blocked.length} of ${requirements.length} requirements are blocked; at most ${mostBlocked} in 100 may be`]
      : []),
    ...[...reasons].map(([reason, ids]) => `blocked, and not known to be: ${listed(ids)}: ${reason}`),
  ];
  if (exitCode !== 0 && problems.length === 0)
    problems.push(
      `the run ended with ${exitCode ?? 'a signal'}: ${report.untested ?? report.incomplete ?? 'no reason is given'}`,
    );
  return problems;
}

function listed(ids: readonly string[]): string {
  const more = ids.length - 5;
  return `${ids.slice(0, 5).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
