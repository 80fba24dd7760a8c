/** `npm run known -- reports/conformance.json`: adds an entry to known-deviations.yaml for what fails today. */
import { appendFileSync, existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { UserError } from '../../core/user-error.ts';
import { knownDeviationsFile } from '../../settings/settings.ts';
import { unknownIn } from '../../report/known-deviations.ts';
import { readKnownDeviations } from '../../report/read-known.ts';
import { readReport } from '../../report/read-report.ts';
import { printable } from '../../report/text.ts';

const usage =
  'npm run known -- reports/conformance.json [--owner=NAME] [--expires=YYYY-MM-DD] [--to=known-deviations.yaml]';

/** Days for which an entry holds when nobody says how long. */
const usualDays = 30;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { owner: { type: 'string' }, expires: { type: 'string' }, to: { type: 'string' } },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UserError(`Usage: ${usage}`);
  const report = readReport(file);
  const to = values.to ?? knownDeviationsFile();
  const existing = existsSync(to) ? readKnownDeviations(to) : [];
  const expires = values.expires ?? new Date(Date.now() + usualDays * 86_400_000).toISOString().slice(0, 10);
  const entries = unknownIn(report)
    .filter(
      ({ target, requirement }) =>
        !existing.some((each) => each.requirement === requirement.id && each.target === target),
    )
    .map(({ target, requirement, reason }) => ({
      requirement: requirement.id,
      target,
      reason: printable(reason),
      owner: values.owner ?? 'nobody yet',
      expires,
    }));
  if (entries.length > 0)
    appendFileSync(
      to,
      stringify(entries, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }),
    );
  readKnownDeviations(existsSync(to) ? to : file);
  console.log(`${to}: ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} added`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof UserError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true))
    throw error;
  console.error((error as Error).message);
  process.exitCode = 2;
}
