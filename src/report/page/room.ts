/** Limits the evidence on the page, so that it opens quickly. */
import type { CaseEvidence, ConformanceReport, ExchangeReport } from '../../generated/conformance.ts';
import type { Room } from './finding.ts';

/** Maximum number of characters of all exchanges, which a browser reads in a fraction of a second. */
const mostEvidence = 1_200_000;
/** The size of the markup of one exchange, and of one header. */
const frame = { exchange: 500, header: 35 };

/** From the most to the least evidence. */
const rooms: readonly Room[] = [
  { conversations: 3, longestBody: 4100 },
  { conversations: 2, longestBody: 2000 },
  { conversations: 1, longestBody: 2000 },
  { conversations: 1, longestBody: 500 },
  { conversations: 1, longestBody: 100 },
  { conversations: 0, longestBody: 0 },
];

/** The most evidence that fits. */
export function roomFor(report: ConformanceReport): Room {
  const fits = rooms.find((room) => size(report, room) <= mostEvidence);
  return fits ?? { conversations: 0, longestBody: 0 };
}

function size(report: ConformanceReport, room: Room): number {
  const findings = report.apis.flatMap((api) => api.findings);
  const shown = findings.flatMap((each) => each.evidence.slice(0, room.conversations));
  return total(shown.flatMap(({ exchanges }: CaseEvidence) => exchanges).map((each) => lengthOf(each, room)));
}

function lengthOf({ request, response }: ExchangeReport, { longestBody }: Room): number {
  const headers = [...request.headers, ...(response?.headers ?? [])];
  const bodies = [request.body ?? '', response?.body ?? ''];
  return (
    frame.exchange +
    request.url.length +
    total(headers.map(([name, value]) => frame.header + name.length + value.length)) +
    // Escaping makes a body of quotes up to six times as long.
    total(bodies.map((body) => escapedLength(body.slice(0, longestBody))))
  );
}

function escapedLength(text: string): number {
  return text.length + 5 * (text.match(/["'<>&]/g) ?? []).length;
}

function total(lengths: readonly number[]): number {
  return lengths.reduce((sum, each) => sum + each, 0);
}
