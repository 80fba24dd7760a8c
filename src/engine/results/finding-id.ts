/** The id of a finding: mismatches of one defect share it, in every run and in every script. */
import { createHash } from 'node:crypto';
import type { FoundMismatch, MismatchCode } from './mismatch.ts';

/** The id of the finding that a mismatch belongs to. */
export function findingId(api: string, mismatch: FoundMismatch): string {
  return `${api}-${createHash('sha256')
    .update(`${api} ${keyOf(mismatch)}`)
    .digest('hex')
    .slice(0, 8)}`;
}

/** Codes of mismatches that a server error explains. */
const explainedByServerError = new Set<MismatchCode>([
  'rejected',
  'status-undocumented',
  'status-not-allowed',
  'server-error',
  'not-json',
  'responses-differ',
]);

/** The key that mismatches of one defect share. Ids are made of it, so its words never change. */
export function keyOf(mismatch: FoundMismatch): string {
  const { kind, code, operation, pointer, defectKey, status = 0, expected, actual } = mismatch;
  const place = pointer.replace(/\/\d+(?=\/|$)/g, '/*');
  if (status >= 500 && explainedByServerError.has(code)) return `server-error ${status}${unusualInput(defectKey)}`;
  if (code === 'property-missing') return `missing ${operation} ${place.slice(0, place.lastIndexOf('/'))}`;
  if (code === 'rejection-with-secret') return `disclosure ${operation}`;
  if (code === 'status-not-allowed' || code === 'redirect') return `form ${operation} status ${status}`;
  switch (kind) {
    case 'accepted':
      return `accepted ${defectKey?.startsWith('signature:') === true ? 'signature' : operation} ${group(defectKey)}`;
    case 'flaky':
      return 'flaky';
    case 'no-response':
      return `no-response ${actual.failure ?? ''}`;
    case 'rejected':
      return `refused ${status}`;
    case 'status':
      return `form ${operation} ${status}`;
    case 'body':
      return place === '' ? `form ${operation} ${status}` : `body ${operation} ${place}`;
    case 'header':
      return `header ${code} ${expected.header ?? ''}`;
    case 'relation':
      if (code === 'key-guessed') return `${code} ${operation}`;
      return `relation ${defectKey ?? operation}${pointer}`;
    case 'disclosure':
      return `relation ${defectKey ?? operation}${pointer}`;
  }
}

/** The kind of unusual input on which a server fails: a parameter of another type, a body that is no object; empty for any other. */
export function unusualInput(defectKey = ''): string {
  return defectKey.startsWith('type:') || defectKey === 'body' ? ` ${defectKey}` : '';
}

/**
 * `credentials:token-cut` and `credentials:token-changed` are both of the token; a password of another type is a wrong one. A
 * mismatch about the value of one parameter says nothing of another's.
 */
function group(defectKey = ''): string {
  const [name = ''] = defectKey.split(':');
  if (name === 'value') return defectKey;
  return name === 'type' ? 'password' : name;
}
