/** `session-conformance badge`: draws the result of a run as a badge. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderBadge } from '../../report/badge.ts';
import { readReport } from '../../report/read-report.ts';

/** Writes the badge beside the report, or to another file. @throws UserError for a file that is no report */
export function badge(file: string, { label, out }: { label: string; out?: string }): void {
  const to = out ?? path.join(path.dirname(file), 'badge.svg');
  writeFileSync(to, renderBadge(readReport(file), label));
  console.log(`Badge: ${to}`);
}
