/** Reads `.env` into the environment, which wins. */
import { isUtf8 } from 'node:buffer';
import { statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';
import { readInput } from '../core/read-input.ts';
import { UserError } from '../core/user-error.ts';
import { addSettings, hasSettingsOf } from './run-environment.ts';

const file = '.env';

/** Sets what `.env` has and the environment has not, once. @throws UserError if it cannot be read, or is no UTF-8 */
export function loadDotEnv(): void {
  const place = path.resolve(file);
  const found = statSync(file, { throwIfNoEntry: false });
  // Python's virtual environments are folders of this name.
  if (found === undefined || found.isDirectory() || hasSettingsOf(place)) return;
  const content = readInput(file);
  if (!isUtf8(content) || content.includes(0)) throw new UserError(`${file} is not UTF-8 text; save it as UTF-8`);
  addSettings(place, parse(content));
}
