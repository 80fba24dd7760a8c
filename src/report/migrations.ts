/** What reports of earlier versions mean today. */
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
