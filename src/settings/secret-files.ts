/** Warns about files of secrets that other users can read. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** The problems of a file of secrets, in sentences; empty without a file. */
export function exposure(file: string): string[] {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return [];
  const warnings: string[] = [];
  const tracked = spawnSync('git', ['ls-files', '--error-unmatch', '--', file], { stdio: 'ignore' });
  if (tracked.status === 0)
    warnings.push(`${file} holds passwords and is tracked by git; take it out with "git rm --cached ${file}"`);
  if (process.platform !== 'win32' && (mode & 0o004) !== 0)
    warnings.push(
      `${file} holds passwords and can be read by everybody on this machine; protect it with "chmod 600 ${file}"`,
    );
  return warnings;
}
