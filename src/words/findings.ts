/** Titles of findings. */
import type { Mismatch } from '../engine/results/mismatch.ts';
import { expectedText, formName } from './mismatches.ts';

/** What a finding is about: the operation, what the target does instead of what, and the requirement that it violates. */
export function findingTitle(mismatch: Mismatch, statement: string, requirements: number): string {
  const more = requirements > 1 ? ` (+${requirements - 1} ${requirements === 2 ? 'requirement' : 'requirements'})` : '';
  return `${mismatch.operation} ${violation(mismatch)}: ${statement}${more}`;
}

function violation(mismatch: Mismatch): string {
  const { kind, code, pointer, status = 0, expected, actual } = mismatch;
  const { responses = [], statuses = [] } = expected;
  if (code === 'property-missing') return `omits ${pointer}`;
  if (pointer !== '') return `returns ${actual.type ?? 'no value'} at ${pointer} instead of ${expectedText(mismatch)}`;
  switch (kind) {
    case 'accepted':
      return `responds ${status} instead of rejecting`;
    case 'rejected':
    case 'status': {
      const documented = [...new Set([...statuses, ...responses.map((each) => each.status)])].map(statusName);
      const fallback = code === 'redirect' ? 'without a redirect' : kind === 'rejected' ? 'accepting' : 'rejecting';
      return `responds ${status} instead of ${documented.length === 0 ? fallback : documented.join(' or ')}`;
    }
    case 'no-response':
      return 'does not respond';
    case 'flaky':
      return 'does not respond the same way twice';
    case 'body':
      return 'returns another body';
    case 'header':
      return code === 'plain-http' ? 'is served over plain HTTP' : `violates ${expected.header ?? 'its headers'}`;
    case 'disclosure':
      return `discloses ${actual.form === undefined ? 'what belongs to another user' : formName(actual.form)}`;
    case 'relation':
      return 'violates a requirement';
  }
}

function statusName(status: number | string): string {
  if (status === 'default') return '3xx or 4xx';
  return typeof status === 'number' ? String(status) : status.toLowerCase();
}
