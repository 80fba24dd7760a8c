/** `session-conformance report`: makes the page again from conformance.json files. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compare, comparisonLines } from '../../report/compare.ts';
import { renderPage } from '../../report/page/page.ts';
import { readReport } from '../../report/read-report.ts';
import { sideBySide } from '../../report/side-by-side.ts';

interface ReportOptions {
  /** The report to compare with. */
  readonly against?: string;
  readonly out?: string;
}

/** Writes the page and prints the comparison. @throws UserError for files that are not reports */
export function report(files: readonly string[], { against, out }: ReportOptions): void {
  const now = sideBySide(files.map((file) => readReport(file)));
  const comparison = against === undefined ? undefined : compare(readReport(against), now);
  const page = out ?? path.join(path.dirname(files[0] ?? ''), 'conformance.html');
  writeFileSync(page, renderPage(now, comparison));
  if (comparison !== undefined) for (const line of comparisonLines(comparison)) console.log(line);
  console.log(`Report: ${page}`);
}
