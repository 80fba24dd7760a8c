/** The present meaning of reports and known deviations of earlier versions. */
import type { FindingReport } from '../generated/conformance.ts';

/** A report of version 1 in the shape of version 2, which only added properties. Anything else is returned as it is. */
export function upgraded(report: unknown): unknown {
  const isFirst = typeof report === 'object' && report !== null && 'version' in report && report.version === 1;
  return isFirst ? { ...report, version: 2 } : report;
}

/**
 * The id that a finding of an earlier report has now. Ids of version 1 were made of words; such a finding is the one of
 * the same operation and place that violates one of its requirements.
 */
export function currentId(earlier: FindingReport, now: readonly FindingReport[]): string {
  if (earlier.mismatch !== undefined || now.some(({ id }) => id === earlier.id)) return earlier.id;
  const same = now.find(
    ({ operation, pointer, requirements }) =>
      operation === earlier.operation &&
      pointer === earlier.pointer &&
      requirements.some((id) => earlier.requirements.includes(id)),
  );
  return same?.id ?? earlier.id;
}

/** Requirements that were one until 0.2.0: the later ones by slug, and the one of the same operation that held them all. */
const parts: Readonly<Record<string, string>> = {
  'password-first-letter': 'password-lookalike',
  'password-doubled': 'password-lookalike',
  'password-first-letter-of-another-account': 'password-lookalike-of-another-account',
  'password-other-letter-of-another-account': 'password-lookalike-of-another-account',
  'password-pattern-at-end': 'password-pattern',
  'password-of-spaces': 'password-pattern',
  'password-first-half': 'password-part',
  'password-second-half': 'password-part',
  'password-md5': 'password-derived',
  'password-backwards': 'password-derived',
  'password-html-entity': 'password-encoded',
  'password-base64': 'password-encoded',
  'password-before-control-character': 'password-cleaned',
  'password-around-invisible-character': 'password-cleaned',
  'password-star-at-end': 'password-wild-card',
  'password-before-line-break': 'password-wild-card',
  'default-account-with-password': 'default-account',
  'default-password-123456': 'default-passwords',
  'default-password-admin': 'default-passwords',
  'similar-password-other-letter': 'similar-password',
  'similar-password-first-letter': 'similar-password',
  'similar-password-space-for-plus': 'similar-password',
  'similar-password-two-spaces': 'similar-password',
  'similar-password-before-space': 'similar-password',
};

/** Requirements that repeated another one, by the id that says the same. */
const repeated: Readonly<Record<string, string>> = {
  'uprogress/login/empty-object': 'uprogress/login/wrong-password-without-user',
  'uprogress/login/with-app': 'uprogress/login/all-optional',
  'uprogress/login/wrong-password-with-with-app': 'uprogress/login/wrong-password-with-all-optional',
  'dood/login/wrong-password': 'dood/login/wrong-password-with-system-android',
};

/** The ids under which an earlier version judged a requirement, beside its own. */
export function formerIdsOf(id: string): string[] {
  const end = id.lastIndexOf('/') + 1;
  const whole = parts[id.slice(end).replace(/-survived$/, '')];
  return [
    ...(whole === undefined ? [] : [id.slice(0, end) + whole]),
    ...(repeated[id] === undefined ? [] : [repeated[id]]),
  ];
}
