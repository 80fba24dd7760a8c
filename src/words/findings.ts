/** Titles of findings. */
import type { Mismatch } from '../engine/results/mismatch.ts';
import { expectedText, formName } from './mismatches.ts';

/** The title of a finding: the operation, its violation, and the request or the statement of the requirement. */
export function findingTitle(
  mismatch: Mismatch,
  { statement, request }: { readonly statement: string; readonly request?: string },
  requirements: number,
): string {
  const more = requirements > 1 ? ` (+${requirements - 1} ${requirements === 2 ? 'requirement' : 'requirements'})` : '';
  const about = request === undefined && mismatch.pointer === '' && mismatch.kind !== 'flaky' ? `: ${statement}` : '';
  return `${mismatch.operation} ${violation(mismatch, request)}${about}${more}`;
}

function violation(mismatch: Mismatch, request: string | undefined): string {
  const { kind, code, pointer, status = 0, expected, actual } = mismatch;
  const { responses = [], statuses = [] } = expected;
  const to = request === undefined ? '' : ` to ${request}`;
  if (code === 'property-missing') return `omits ${pointer}`;
  if (pointer !== '') return `returns ${actual.type ?? 'no value'} at ${pointer} instead of ${expectedText(mismatch)}`;
  switch (kind) {
    case 'accepted':
      return request === undefined ? `responds ${status} instead of rejecting` : `accepts ${request}`;
    case 'rejected':
    case 'status': {
      const documented = [...new Set([...statuses, ...responses.map((each) => each.status)])].map(statusName);
      if (documented.length > 0) return `responds ${status} instead of ${documented.join(' or ')}${to}`;
      const other =
        code === 'redirect' ? 'a rejection without a redirect' : kind === 'rejected' ? 'success' : 'a rejection';
      return `responds ${status}${to} instead of ${other}`;
    }
    case 'no-response':
      return `does not respond${to}`;
    case 'flaky':
      return actual.count === undefined || actual.of === undefined
        ? 'does not respond the same way twice'
        : status >= 500
          ? `fails with ${status} now and then, ${actual.count} of ${actual.of} requests`
          : `responds ${status} to the same correct request now and then, ${actual.count} of ${actual.of} times`;
    case 'body':
      return 'returns another body';
    case 'header':
      return code === 'plain-http' ? 'is served over plain HTTP' : `violates ${expected.header ?? 'its headers'}`;
    case 'disclosure':
      return `discloses ${actual.form === undefined ? 'what belongs to another user' : formName(actual.form)}`;
    case 'relation':
      return (relations[code] ?? 'violates a requirement') + to;
  }
}

/** Relations between responses and inside of them that the target violates. */
const relations: Partial<Readonly<Record<Mismatch['code'], string>>> = {
  'value-differs': 'returns another value than before',
  'value-repeated': 'returns the same value again',
  'identity-differs': 'returns another user than the one who logged in',
  'responses-differ': 'responds in another way than to a wrong password',
  'token-issued': 'issues a token',
  'token-secret-is-token': 'issues a token as its own secret',
  'token-too-short': 'issues short tokens',
  'token-contains-identity': 'issues tokens made of the login name',
  'tokens-alike': 'issues tokens that are alike',
  'token-unsigned': 'issues unsigned tokens',
  'key-guessed': 'signs tokens with a well-known key',
  'claim-type': 'issues a time that is no number',
  'claim-in-milliseconds': 'issues a time in milliseconds',
  'token-expired-when-issued': 'issues expired tokens',
  'token-not-yet-valid': 'issues tokens that are not valid yet',
};

function statusName(status: number | string): string {
  if (status === 'default') return '3xx or 4xx';
  return typeof status === 'number' ? String(status) : status.toLowerCase();
}
