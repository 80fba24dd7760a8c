/** Known deviations, which a team accepts for a time: known-deviations.yaml. */
import type { ConformanceReport, RequirementReport } from '../generated/conformance.ts';
import type { CaseResult } from '../engine/run-case.ts';
import { formerIdsOf } from './migrations.ts';
import { isGating } from '../settings/target.ts';
import { gateOf } from './result.ts';

/** One entry; `place` is its file and line. */
export interface KnownDeviation {
  readonly requirement: string;
  /** A target's URL, `embedded`, or `*` for every target. */
  readonly target: string;
  readonly reason: string;
  readonly owner: string;
  /** Its last valid day, as YYYY-MM-DD. */
  readonly expires: string;
  readonly place: string;
}

/** The day, in UTC, as YYYY-MM-DD. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Whether an entry is about a requirement, or about one of which it was a part in an earlier version. */
function covers(entry: Pick<KnownDeviation, 'requirement'>, id: string): boolean {
  return entry.requirement === id || formerIdsOf(id).includes(entry.requirement);
}

/** Whether an entry is about a target. */
function isAbout(entry: KnownDeviation, target: string): boolean {
  return entry.target === '*' || entry.target === target;
}

/** The valid entry for a requirement on a day; one for the target takes precedence. */
function entryFor(
  entries: readonly KnownDeviation[],
  requirement: string,
  target: string,
  day: string,
): KnownDeviation | undefined {
  return entries
    .filter((each) => covers(each, requirement) && isAbout(each, target) && each.expires >= day)
    .sort((a, b) => Number(a.target === '*') - Number(b.target === '*'))[0];
}

/** Applies known deviations to a result: failures become warnings, blocked requirements keep their verdict. */
export function withKnown(
  result: CaseResult,
  entries: readonly KnownDeviation[],
  target: string,
  day: string,
): CaseResult {
  return {
    ...result,
    results: result.results.map((each) => {
      const entry = entryFor(entries, each.requirement.id, target, day);
      if (entry === undefined || (each.verdict !== 'failed' && each.verdict !== 'blocked')) return each;
      const { reason, owner, expires } = entry;
      return {
        ...each,
        verdict: each.verdict === 'failed' ? 'warned' : each.verdict,
        known: { reason, owner, expires },
      };
    }),
  };
}

/** The problems of the entries after a run, each with its line: unneeded, expired, or without a requirement. */
export function staleEntries(
  entries: readonly KnownDeviation[],
  report: ConformanceReport,
  ids: ReadonlySet<string>,
  apis: ReadonlySet<string>,
  day: string,
): string[] {
  return entries.flatMap((entry) => {
    const { requirement, place, target, expires } = entry;
    const api = requirement.split('/')[0] ?? '';
    if (!apis.has(api) || (report.apis.some(({ id }) => id === api) && ![...ids].some((id) => covers(entry, id))))
      return `${place}: there is no requirement ${requirement}`;
    const tested = report.apis.find((each) => each.id === api && isAbout(entry, each.target));
    if (tested === undefined) return [];
    if (expires < day) return `${place}: ${requirement} was known until ${expires}; mend it, or agree on another day`;
    const found = tested.requirements.filter(({ id }) => covers(entry, id));
    return found.length > 0 && found.every(({ verdict }) => verdict === 'passed')
      ? `${place}: ${requirement} holds now${target === '*' ? '' : ` on ${target}`}; take the entry out`
      : [];
  });
}

/** The requirements that fail a run and have no entry. */
export function unknownIn(
  report: ConformanceReport,
): { target: string; requirement: RequirementReport; reason: string }[] {
  return report.apis.flatMap(({ target, requirements, findings }) =>
    requirements
      .filter(
        (each) =>
          each.known === undefined &&
          (each.verdict === 'failed' || (each.verdict === 'blocked' && isGating(each, gateOf(report)))),
      )
      .map((requirement) => ({
        target,
        requirement,
        reason:
          findings.find((finding) => finding.requirements.includes(requirement.id))?.summary ??
          requirement.reason ??
          requirement.statement,
      })),
  );
}
