/** Versions of servers that come from Debian's packages. */
import { spawnSync } from 'node:child_process';

/** The version of an installed package, without what Debian says in it of its own package. */
export function debianVersion(name: string): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' });
  return stdout
    .replace(/^\d+:/, '')
    .replace(/[-+][^-]*$/, '')
    .replace(/\+(?:ds|dfsg)\d*$/, '');
}
