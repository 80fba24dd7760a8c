/** `session-conformance known`: adds an entry to known-deviations.yaml for each requirement that fails. */
import { existsSync, writeFileSync } from 'node:fs';
import { readInput } from '../../core/read-input.ts';
import { isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { unknownIn } from '../../report/known-deviations.ts';
import { readKnownDeviations } from '../../report/read-known.ts';
import { readReport } from '../../report/read-report.ts';
import { printable } from '../../core/printable.ts';
import { knownDeviationsFile } from '../../settings/settings.ts';

interface KnownOptions {
  readonly owner: string;
  /** The last day, as 2030-12-31. */
  readonly expires?: string;
  /** The file to add to. */
  readonly to?: string;
}

/** Days that an entry is valid without `--expires`. */
const defaultDays = 30;

/** Adds the entries and prints their number. @throws UserError for an invalid report, file or day */
export function known(file: string, options: KnownOptions): void {
  const report = readReport(file);
  const to = options.to ?? knownDeviationsFile();
  const existing = existsSync(to) ? readKnownDeviations(to) : [];
  const expires = options.expires ?? new Date(Date.now() + defaultDays * 86_400_000).toISOString().slice(0, 10);
  const entries = unknownIn(report)
    .filter(
      ({ target, requirement }) =>
        !existing.some((each) => each.requirement === requirement.id && each.target === target),
    )
    .map(({ target, requirement, reason }) => ({
      requirement: requirement.id,
      target,
      reason: printable(reason),
      owner: options.owner,
      expires,
    }));
  if (entries.length > 0) writeFileSync(to, withEntries(existsSync(to) ? readInput(to).toString() : '', entries));
  console.log(`${to}: ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} added`);
}

/** The text of the file with more entries; what stands there stays, comments included. */
function withEntries(text: string, entries: readonly Readonly<Record<string, string>>[]): string {
  const document: Document = parseDocument(text);
  const options = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' } as const;
  if (!isSeq(document.contents)) document.contents = document.createNode([]);
  else document.contents.flow = false;
  for (const entry of entries) document.add(document.createNode(entry));
  return document.toString({ lineWidth: 0, ...options });
}
