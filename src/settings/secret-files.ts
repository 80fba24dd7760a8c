/** Whether files with secrets are where others can read them. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** What is wrong with a file of secrets, in sentences; nothing where the file is not there. */
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
