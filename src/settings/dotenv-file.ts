/** Reads `.env` into the environment, which wins. */
import { statSync } from 'node:fs';
import { config } from 'dotenv';
import { readInput } from '../core/read-input.ts';
import { UserError } from '../core/user-error.ts';

const file = '.env';

/** Sets what `.env` has and the environment has not. @throws UserError if it is a pipe, or no UTF-8 */
export function loadDotEnv(): void {
  const found = statSync(file, { throwIfNoEntry: false });
  // Python's virtual environments are folders of this name.
  if (found === undefined || found.isDirectory()) return;
  if (readInput(file).includes(0)) throw new UserError(`${file} is not UTF-8 text; save it as UTF-8`);
  config({ quiet: true });
}
