/** `session-conformance run`: tests the target without Playwright's test runner. */
import { prepareRun, requireTarget } from '../../settings/settings.ts';
import { runPlain } from '../run/plain-run.ts';

export interface RunOptions {
  /** Only cases with a tag or a title that matches. */
  readonly grep?: RegExp;
}

/** Runs the cases and sets the exit code of the result. @throws UserError for wrong settings and contracts */
export async function run({ grep }: RunOptions): Promise<void> {
  const settings = prepareRun();
  requireTarget(settings);
  process.exitCode = await runPlain(settings, (names) => grep === undefined || names.some((name) => grep.test(name)));
}
