/** `npm run report -- FILE… [--against EARLIER] [--out FILE]`: makes the page again from conformance.json files. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { UserError } from '../../core/user-error.ts';
import { compare, comparisonLines } from '../../report/compare.ts';
import { sideBySide } from '../../report/side-by-side.ts';
import { renderPage } from '../../report/page/page.ts';
import { readReport } from '../../report/read-report.ts';

const usage = `Usage: npm run report -- FILE… [--against EARLIER] [--out FILE]
  FILE       a conformance.json; several become one page
  --against  an earlier conformance.json, or that of another target, to compare with
  --out      where the page goes; conformance.html beside the first FILE when left out`;

/**
 * Makes the page.
 * @returns the lines for the terminal
 * @throws UserError for wrong arguments and for files that are no reports
 */
export function remake(args: readonly string[]): string[] {
  const { files, against, out } = read(args);
  const report = sideBySide(files.map(readReport));
  const comparison = against === undefined ? undefined : compare(readReport(against), report);
  writeFileSync(out, renderPage(report, comparison));
  return [...(comparison === undefined ? [] : comparisonLines(comparison)), `Report: ${out}`];
}

interface Arguments {
  readonly files: readonly string[];
  readonly against: string | undefined;
  readonly out: string;
}

function read(args: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { against: { type: 'string' }, out: { type: 'string' } },
    });
    const [first] = positionals;
    if (first === undefined) throw new UserError(usage);
    const out = values.out ?? path.join(path.dirname(first), 'conformance.html');
    return { files: positionals, against: values.against, out };
  } catch (error) {
    if (error instanceof TypeError) throw new UserError(`${error.message}\n${usage}`);
    throw error;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    for (const line of remake(process.argv.slice(2))) console.log(line);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
