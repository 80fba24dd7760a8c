/** The bundled APIs: each folder of `schemas` that contains a contract. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dataFile } from '../core/installation.ts';

const schemas = dataFile('schemas/');

/** The contract file of a bundled API. */
export function bundledContract(api: string): string {
  return fileURLToPath(new URL(`${api}/openapi.yaml`, schemas));
}

/** The ids of the bundled APIs, in alphabetical order. */
export const bundledApis: readonly string[] = readdirSync(schemas)
  .filter((folder) => existsSync(bundledContract(folder)))
  .sort();
