/** The files of a contract. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../core/user-error.ts';
import { bundledApis, bundledContract } from './bundled.ts';

/** The contract file of a bundled API, or of a path. @throws UserError if it does not exist */
export function contractFile(apiOrPath: string): string {
  if (bundledApis.includes(apiOrPath)) return bundledContract(apiOrPath);
  if (!/\.(ya?ml|json)$/.test(apiOrPath))
    throw new UserError(
      `TARGET_API is "${apiOrPath}"; write one of ${bundledApis.join(', ')}, or the path of an OpenAPI document (.yaml, .yml or .json)`,
    );
  const file = path.resolve(apiOrPath);
  if (!existsSync(file)) throw new UserError(`TARGET_API is "${apiOrPath}", but there is no file ${file}`);
  return file;
}
