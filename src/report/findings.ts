/** Groups mismatches by what is behind them: one defect is one finding, however many requirements it breaks. */
import { createHash } from 'node:crypto';
import type { CaseResult, FoundMismatch, RequirementResult } from '../engine/run-case.ts';

/** A defect of the target, with everything that shows it. */
export interface Finding {
  /** Stable from run to run for the same defect. */
  readonly id: string;
  readonly api: string;
  readonly requirements: readonly string[];
  readonly summary: string;
  /** The operation and the step whose answer shows it first. */
  readonly operation: string;
  readonly step: string;
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
export function keyOf(mismatch: FoundMismatch): string {
  const { kind, operation, pointer, defectKey, actual } = mismatch;
  if (kind === 'flaky') return 'flaky';
  const status = /^(\d{3})\b/.exec(actual)?.[1] ?? actual;
  if (kind !== 'accepted' && /^5\d\d$/.test(status)) return `server-error ${status}`;
  switch (kind) {
    case 'accepted':
      return `accepted ${defectKey?.startsWith('signature:') === true ? 'signature' : operation} ${group(defectKey)}`;
    case 'no-answer':
      return `no-answer ${actual}`;
    case 'refused':
      return `refused ${status}`;
    case 'status':
      return `form ${operation} ${status}`;
    case 'body':
      return bodyKey(mismatch, status);
    case 'header':
      return `header ${mismatch.expected}`;
    case 'relation':
      return `relation ${defectKey ?? operation}${pointer}`;
  }
}

/** An unreadable body is one defect, and so are the members that one object lacks. */
function bodyKey({ operation, pointer, actual }: FoundMismatch, status: string): string {
  const place = pointer.replace(/\/\d+(?=\/|$)/g, '/*');
  if (place === '') return `form ${operation} ${status}`;
  return actual === 'nothing'
    ? `missing ${operation} ${place.slice(0, place.lastIndexOf('/'))}`
    : `body ${operation} ${place}`;
}

/** `credentials:token-cut` and `credentials:token-changed` are both of the token; a password of another type is a false one. */
function group(defectKey: string | undefined): string {
  const name = defectKey?.split(':')[0] ?? '';
  return name === 'type' ? 'password' : name;
}

/** Whether a value of another type or with odd characters showed it. */
function isOdd({ mismatch }: Found): boolean {
  return mismatch.defectKey?.startsWith('type:') === true;
}

function toFinding(api: string, key: string, all: readonly Found[]): Finding {
  // A password that is cut says more of the defect than one that is an array.
  const found = [...all].sort((a, b) => Number(isOdd(a)) - Number(isOdd(b)));
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
    summary: `${mismatch.operation}${where}: not kept: ${result.requirement.statement}${more}`,
    operation: mismatch.operation,
    step: mismatch.step,
    pointer: mismatch.pointer,
    expected: mismatch.expected,
    actual: mismatch.actual,
    occurrences: found.length,
    cases: [...new Set(found.map((each) => each.case))],
  };
}
