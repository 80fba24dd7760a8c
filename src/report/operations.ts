/** The observations of each operation: its statuses, its times, and what no document mentions. */
import { grouped } from '../core/grouped.ts';
import type { Contract } from '../contract/model.ts';
import type { OperationReport, Tally, Timing } from '../generated/conformance.ts';
import type { CallFacts } from '../engine/call-facts.ts';

/** The upper bounds of the buckets of a timing, in milliseconds; one more bucket holds what took longer. */
export const bucketBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;

/** One entry per operation that was called, in the contract's order. */
export function observedOperations(contract: Contract, calls: readonly CallFacts[]): OperationReport[] {
  return contract.operations.flatMap(({ id, method, path }) => {
    const own = calls.filter(({ operation }) => operation === id);
    if (own.length === 0) return [];
    return {
      id,
      method,
      path,
      calls: own.length,
      statuses: tally(own.map(({ status }) => (status === undefined ? 'none' : String(status)))),
      undocumentedMembers: tally(own.flatMap(({ members = [] }) => members)),
      undocumentedHeaders: tally(own.flatMap(({ headers = [] }) => headers)),
      timing: timing(own.map(({ duration }) => duration)),
    };
  });
}

/** In the order of the names, so that the order in which cases ran does not show. */
function tally(names: readonly string[]): Tally[] {
  return [...grouped(names, (name) => name)]
    .map(([name, { length: calls }]) => ({ name, calls }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function timing(durations: readonly number[]): Timing {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  const buckets = [...bucketBounds, Infinity].map((bound, index) => {
    const below = bucketBounds[index - 1] ?? -1;
    return sorted.filter((duration) => duration > below && duration <= bound).length;
  });
  return { fastest: at(0), median: at(0.5), p95: at(0.95), slowest: at(1), buckets };
}
