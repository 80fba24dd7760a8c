/** Versions of servers. */
import { readFileSync } from 'node:fs';

/** The version of an npm package that a server's package.json pins. */
export function pinned(name: string, dependency: string): string {
  const file = new URL(`${name}/package.json`, import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
  const version = dependencies[dependency];
  if (version === undefined) throw new Error(`tests/real-servers/${name}/package.json pins no ${dependency}`);
  return version;
}
