/** Groups mismatches by what is behind them: one defect is one finding, however many requirements it breaks. */
import { createHash } from 'node:crypto';
import type { CaseResult, FoundMismatch, RequirementResult } from '../run/run-case.ts';

/** A defect of the target, with everything that shows it. */
export interface Finding {
  /** Stable from run to run for the same defect. */
  readonly id: string;
  readonly api: string;
  readonly requirements: readonly string[];
  readonly summary: string;
  readonly pointer: string;
  readonly expected: string;
  readonly actual: string;
  /** How many mismatches it explains. */
  readonly occurrences: number;
  /** The cases that show it, the most telling first. */
  readonly cases: readonly string[];
}

interface Found {
  readonly case: string;
  readonly result: RequirementResult;
  readonly mismatch: FoundMismatch;
}

/** The findings of one API, in the order in which its cases found them. */
export function groupFindings(api: string, results: readonly CaseResult[]): Finding[] {
  const groups = new Map<string, Found[]>();
  for (const each of results) {
    for (const result of each.results) {
      for (const mismatch of result.mismatches) {
        const key = keyOf(mismatch);
        groups.set(key, [...(groups.get(key) ?? []), { case: each.case, result, mismatch }]);
      }
    }
  }
  return [...groups].map(([key, found]) => toFinding(api, key, found));
}

/** What mismatches of one defect have in common. */
function keyOf(mismatch: FoundMismatch): string {
  const { kind, operation, pointer, cause } = mismatch;
  switch (kind) {
    case 'accepted':
      return `accepted ${cause?.startsWith('signature:') === true ? 'signature' : operation} ${group(cause)}`;
    case 'no-answer':
      return `no-answer ${mismatch.actual}`;
    case 'refused':
      return `refused ${statusOf(mismatch)}`;
    case 'status':
      return `status ${operation} ${statusOf(mismatch)}`;
    case 'body':
      return `body ${operation} ${pointer.replace(/\/\d+(?=\/|$)/g, '/*')} ${pointer === '' ? mismatch.expected : ''}`;
    case 'header':
      return `header ${mismatch.expected}`;
    case 'relation':
      return `relation ${cause ?? operation}`;
  }
}

/** `credentials:token-cut` and `credentials:token-changed` are both of the token. */
function group(cause: string | undefined): string {
  return cause?.split(':')[0] ?? '';
}

function statusOf(mismatch: FoundMismatch): string {
  return /\b\d{3}\b/.exec(mismatch.actual)?.[0] ?? mismatch.actual;
}

function toFinding(api: string, key: string, found: readonly Found[]): Finding {
  const [first] = found;
  if (first === undefined) throw new Error('a finding without a mismatch');
  const requirements = [...new Set(found.map(({ result }) => result.requirement.id))];
  const { mismatch, result } = first;
  const more = requirements.length > 1 ? ` (and ${requirements.length - 1} more)` : '';
  const where = mismatch.pointer === '' ? '' : ` at ${mismatch.pointer}`;
  return {
    id: `${api}-${createHash('sha256').update(`${api} ${key}`).digest('hex').slice(0, 8)}`,
    api,
    requirements,
    summary: `${mismatch.operation}${where}: does not hold: ${result.requirement.statement}${more}`,
    pointer: mismatch.pointer,
    expected: mismatch.expected,
    actual: mismatch.actual,
    occurrences: found.length,
    cases: [...new Set(found.map((each) => each.case))],
  };
}
