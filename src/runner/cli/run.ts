/** `session-conformance run`: tests the target without Playwright's test runner. */
import { randomInt } from 'node:crypto';
import { UserError } from '../../core/user-error.ts';
import { prepareRun, requireTarget } from '../../settings/settings.ts';
import { forPeople, ndjson } from '../run/progress.ts';
import { runPlain } from '../run/plain-run.ts';

/** Sabotages of a proof without a number. */
const usualSabotages = 40;

interface RunOptions {
  /** Only cases with a tag or a title that matches. */
  readonly grep?: RegExp;
  /** Standard output is for programs, and what people read goes to standard error. */
  readonly progress?: 'ndjson';
  /** The number of sabotaged responses; `true` for the usual number. */
  readonly prove?: number | true;
  readonly seed?: number;
  /** The folder of the reports of earlier runs. */
  readonly history?: string;
  /** Nothing is run that could not be signed. */
  readonly sign?: boolean;
}

/** Runs the cases and sets the exit code of the result. @throws UserError for wrong settings and contracts */
export async function run({ grep, progress, prove, seed, sign, history }: RunOptions): Promise<void> {
  if (progress !== undefined) console.log = console.error;
  const prepared = prepareRun();
  const settings = history === undefined ? prepared : { ...prepared, historyDir: history };
  requireTarget(settings);
  if (prove !== undefined && settings.target === undefined)
    throw new UserError('--prove sabotages the responses of your own server; set TARGET_API and TARGET_URL');
  if (sign === true && settings.signingKey === undefined)
    throw new UserError(
      '--sign signs the result with SIGNING_KEY, which is not set; docs/ci.md says how to make a key',
    );
  const code = await runPlain(
    settings,
    (names) => grep === undefined || names.some((name) => grep.test(name)),
    progress === undefined ? forPeople() : ndjson,
    prove === undefined ? undefined : { count: prove === true ? usualSabotages : prove, seed: seed ?? randomInt(1e9) },
  );
  process.exitCode = code;
  // Requests that were under way at the interruption would keep the process alive.
  if (code === 130) process.exit();
}
