/** Loads a contract: read, checked, resolved. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { bundledApis, bundledContract } from './bundled.ts';
import { buildContract } from './build.ts';
import { checkContract } from './check.ts';
import { UserError } from '../core/user-error.ts';
import type { Contract } from './model.ts';
import { readContractFile } from './read.ts';

/** The contract file of a bundled API, or the path of another one. @throws UserError when there is none */
export function contractFile(apiOrPath: string): string {
  if (bundledApis.includes(apiOrPath)) return bundledContract(apiOrPath);
  if (!/\.(ya?ml|json)$/.test(apiOrPath))
    throw new UserError(
      `TARGET_API is "${apiOrPath}"; write one of ${bundledApis.join(', ')}, or the path of an OpenAPI 3.1 document (.yaml, .yml or .json)`,
    );
  const file = path.resolve(apiOrPath);
  if (!existsSync(file)) throw new UserError(`TARGET_API is "${apiOrPath}", but there is no file ${file}`);
  return file;
}

/** Loads one contract; `trusted` says that it was checked in this run already. @throws UserError naming file and place of what is wrong */
export async function loadContract(apiOrPath: string, trusted = false): Promise<Contract> {
  const file = contractFile(apiOrPath);
  const name = path.relative(process.cwd(), file);
  const contract = buildContract(name, await readContractFile(name.startsWith('..') ? file : name, trusted));
  checkContract(name, contract);
  return contract;
}
