/** The folder of the harness: as sources in its repository, built in the package that others install. */

import { readFileSync } from 'node:fs';

/** Whether this is the package, whose modules are bundled into `dist`. */
export const isPackage = !import.meta.url.endsWith('.ts');

const root = new URL(isPackage ? '../' : '../../', import.meta.url);

/** A file that has the same place in the repository and in the package. @param place from their root */
export function dataFile(place: string): URL {
  return new URL(place, root);
}

/** A module that is loaded by its path, such as one that Playwright or another process starts. @param place below `src`, without its ending */
export function moduleFile(place: string): URL {
  return isPackage ? new URL(`dist/${place.replace(/^.*\//, '')}.js`, root) : new URL(`src/${place}.ts`, root);
}

/** The version of the package. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(dataFile('package.json'), 'utf8')) as { readonly version: string };
  return version;
}
