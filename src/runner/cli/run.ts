/** `session-conformance run`: tests the target without Playwright's test runner. */
import { prepareRun, requireTarget } from '../../settings/settings.ts';
import { forPeople, ndjson } from '../run/progress.ts';
import { runPlain } from '../run/plain-run.ts';

export interface RunOptions {
  /** Only cases with a tag or a title that matches. */
  readonly grep?: RegExp;
  /** Standard output is for programs, and what people read goes to standard error. */
  readonly progress?: 'ndjson';
}

/** Runs the cases and sets the exit code of the result. @throws UserError for wrong settings and contracts */
export async function run({ grep, progress }: RunOptions): Promise<void> {
  if (progress !== undefined) console.log = console.error;
  const settings = prepareRun();
  requireTarget(settings);
  process.exitCode = await runPlain(
    settings,
    (names) => grep === undefined || names.some((name) => grep.test(name)),
    progress === undefined ? forPeople() : ndjson,
  );
}
