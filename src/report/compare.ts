/** Compares two reports: an earlier run with a later one, or one target with another. */
import type { ApiReport, ConformanceReport, FindingReport, RequirementReport } from '../generated/conformance.ts';
import { currentId } from './migrations.ts';
import { printable } from '../core/printable.ts';

/** A requirement whose verdict is not the same in both reports; without a verdict it was not there. */
export interface VerdictChange {
  readonly id: string;
  readonly statement: string;
  readonly earlier: RequirementReport['verdict'] | undefined;
  readonly now: RequirementReport['verdict'] | undefined;
}

/** The differences of one API between two reports. */
export interface ApiComparison {
  readonly api: string;
  readonly title: string;
  readonly earlierTarget: string;
  readonly target: string;
  /** Found now, not earlier. */
  readonly added: readonly FindingReport[];
  /** Found earlier; now its requirements hold, or fail for another reason. */
  readonly fixed: readonly FindingReport[];
  /** Found earlier and not now, but its requirements were not all judged now: it may still be there. */
  readonly unclear: readonly FindingReport[];
  readonly unchanged: readonly FindingReport[];
  readonly changes: readonly VerdictChange[];
}

export interface Comparison {
  /** When the earlier run began (RFC 3339). */
  readonly earlierStartedAt: string;
  readonly apis: readonly ApiComparison[];
  /** APIs that only one of the reports has. */
  readonly onlyEarlier: readonly string[];
  readonly onlyNow: readonly string[];
}

/** Compares API by API: at the same target where both reports have it, else at whatever target the other has. */
export function compare(earlier: ConformanceReport, now: ConformanceReport): Comparison {
  const left = [...earlier.apis];
  const pairs = new Map<ApiReport, ApiReport>();
  for (const same of [(a: ApiReport, b: ApiReport) => a.target === b.target, () => true])
    for (const api of now.apis) {
      const index = left.findIndex((each) => each.id === api.id && same(each, api));
      const [match] = pairs.has(api) || index === -1 ? [] : left.splice(index, 1);
      if (match !== undefined) pairs.set(api, match);
    }
  return {
    earlierStartedAt: earlier.startedAt,
    apis: now.apis.flatMap((api) => {
      const match = pairs.get(api);
      return match === undefined ? [] : [compareApi(match, api)];
    }),
    onlyEarlier: left.map(named),
    onlyNow: now.apis.filter((api) => !pairs.has(api)).map(named),
  };
}

function named({ title, target }: ApiReport): string {
  return `${title} at ${target}`;
}

function compareApi(earlier: ApiReport, now: ApiReport): ApiComparison {
  const before = new Set(earlier.findings.map((each) => currentId(each, now.findings)));
  const after = new Set(now.findings.map(({ id }) => id));
  const gone = earlier.findings.filter((each) => !after.has(currentId(each, now.findings)));
  const judged = (finding: FindingReport): boolean => isJudged(finding, now.requirements);
  return {
    api: now.id,
    title: now.title,
    earlierTarget: earlier.target,
    target: now.target,
    added: now.findings.filter(({ id }) => !before.has(id)),
    fixed: gone.filter(judged),
    unclear: gone.filter((finding) => !judged(finding)),
    unchanged: now.findings.filter(({ id }) => before.has(id)),
    changes: changesOf(earlier.requirements, now.requirements),
  };
}

/** Whether all requirements of a finding of another run were judged. */
export function isJudged({ requirements }: FindingReport, now: readonly RequirementReport[]): boolean {
  return requirements.every((id) =>
    ['passed', 'failed', 'warned'].includes(now.find((each) => each.id === id)?.verdict ?? 'absent'),
  );
}

function changesOf(earlier: readonly RequirementReport[], now: readonly RequirementReport[]): VerdictChange[] {
  const before = new Map(earlier.map((each) => [each.id, each]));
  const after = new Map(now.map((each) => [each.id, each]));
  return [...new Map([...before, ...after]).values()]
    .map(({ id, statement }) => ({ id, statement, earlier: before.get(id)?.verdict, now: after.get(id)?.verdict }))
    .filter((change) => change.earlier !== change.now);
}

/** The names of the two sides: a later run has new and fixed findings, another target has its own. */
interface Sides {
  readonly added: string;
  readonly fixed: string;
  readonly unclear: string;
  readonly unchanged: string;
}

/** The words for a comparison over time, or of two targets. */
export function sidesOf({ earlierTarget, target }: ApiComparison): Sides {
  return earlierTarget === target
    ? { added: 'new', fixed: 'fixed', unclear: 'no longer seen, but not judged either', unchanged: 'unchanged' }
    : {
        added: `only at ${target}`,
        fixed: `only at ${earlierTarget}`,
        unclear: `at ${earlierTarget}, not judged at ${target}`,
        unchanged: 'at both',
      };
}

/** The order in which findings are told. */
export const kinds = ['added', 'unclear', 'fixed', 'unchanged'] as const;

/** A comparison as lines for a terminal. */
export function comparisonLines(comparison: Comparison): string[] {
  return [
    `Compared with the run of ${comparison.earlierStartedAt}:`,
    ...comparison.apis.flatMap(apiLines),
    ...comparison.onlyEarlier.map((name) => `  ${name}: only in the earlier report`),
    ...comparison.onlyNow.map((name) => `  ${name}: only in this report`),
  ].map(printable);
}

function apiLines(api: ApiComparison): string[] {
  const sides = sidesOf(api);
  const counts = kinds.filter((kind) => kind !== 'unclear' || api.unclear.length > 0);
  return [
    `  ${api.api}: ${counts.map((kind) => `${api[kind].length} ${sides[kind]}`).join(', ')}`,
    ...kinds.flatMap((kind) => api[kind].map(({ id, summary }) => `    ${sides[kind]}: ${id}: ${summary}`)),
    ...api.changes
      .filter((change) => [change.earlier, change.now].some((verdict) => verdict !== 'passed' && verdict !== undefined))
      .map(({ id, earlier, now }) => `    ${earlier ?? 'absent'} → ${now ?? 'absent'}: ${id}`),
  ];
}
