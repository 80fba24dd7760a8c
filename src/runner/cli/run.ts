/** `session-conformance run`: tests the target without Playwright's test runner. */
import { prepareRun } from '../../settings/settings.ts';
import { runPlain } from '../run/plain-run.ts';

export interface RunOptions {
  /** Only cases whose id or title matches. */
  readonly grep?: RegExp;
}

/** Runs the cases and sets the exit code of the result. @throws UserError for wrong settings and contracts */
export async function run({ grep }: RunOptions): Promise<void> {
  process.exitCode = await runPlain(
    prepareRun(),
    ({ id, title }) => grep === undefined || grep.test(id) || grep.test(title),
  );
}
